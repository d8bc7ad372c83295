import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import type { QueryClient } from "@tanstack/react-query";

import { queryClient } from "./api/client";
import { SessionGuard } from "./account/SessionGuard";
import { readSignIn } from "./account/signing";
import { readExplore } from "./explore/state";
import { readActions, readOne } from "./remediation/state";
import { readQuarantine } from "./quarantine/state";
import { readInvestigation, readInvestigations } from "./investigations/state";
import { readProtection } from "./protection/state";
import { readCampaign, readCampaigns } from "./campaigns/state";
import { readAlerts } from "./alerts/state";
import { readEntries } from "./entries/state";
import { readSubmissions } from "./submissions/state";
import { readTrace } from "./links/state";
import { readAudit } from "./audit/state";
import { readAdmin } from "./admin/state";
import { readMessage } from "./message/state";
import { Broken, Missing } from "./shell/Fallback";
import { Frame } from "./shell/Frame";
import { sessionQuery } from "./shell/session";

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  notFoundComponent: Missing,
  errorComponent: Broken,
});

function Inside() {
  return (
    <SessionGuard>
      <Frame />
    </SessionGuard>
  );
}

/** Everything behind it needs a session that is complete. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Inside,
  beforeLoad: async ({ context, location }) => {
    const me = await context.queries.ensureQueryData(sessionQuery);
    // oxlint-disable-next-line typescript/only-throw-error -- the router's own way to redirect
    if (!me || me.stage !== "open")
      throw redirect({ to: "/sign-in", search: { next: location.href } });
  },
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: readSignIn,
  component: lazyRouteComponent(() => import("./account/SignInPage"), "SignInPage"),
});

const setUp = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyRouteComponent(() => import("./account/SetUpPage"), "SetUpPage"),
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    // oxlint-disable-next-line typescript/only-throw-error -- the router's own way to redirect
    throw redirect({ to: "/explore" });
  },
});

const explore = createRoute({
  getParentRoute: () => inside,
  path: "/explore",
  validateSearch: readExplore,
  component: lazyRouteComponent(() => import("./explore/ExplorePage"), "ExplorePage"),
});

const message = createRoute({
  getParentRoute: () => inside,
  path: "/messages/$messageId",
  validateSearch: readMessage,
  component: lazyRouteComponent(() => import("./message/MessagePage"), "MessagePage"),
});

const actions = createRoute({
  getParentRoute: () => inside,
  path: "/actions",
  validateSearch: readActions,
  component: lazyRouteComponent(() => import("./remediation/ActionCentrePage"), "ActionCentrePage"),
});

const action = createRoute({
  getParentRoute: () => inside,
  path: "/actions/$remediationId",
  validateSearch: readOne,
  component: lazyRouteComponent(() => import("./remediation/RemediationPage"), "RemediationPage"),
});

const campaigns = createRoute({
  getParentRoute: () => inside,
  path: "/campaigns",
  validateSearch: readCampaigns,
  component: lazyRouteComponent(() => import("./campaigns/CampaignsPage"), "CampaignsPage"),
});

const campaign = createRoute({
  getParentRoute: () => inside,
  path: "/campaigns/$campaignId",
  validateSearch: readCampaign,
  component: lazyRouteComponent(() => import("./campaigns/CampaignPage"), "CampaignPage"),
});

const protection = createRoute({
  getParentRoute: () => inside,
  path: "/protection",
  validateSearch: readProtection,
  component: lazyRouteComponent(() => import("./protection/ProtectionPage"), "ProtectionPage"),
});

const investigations = createRoute({
  getParentRoute: () => inside,
  path: "/investigations",
  validateSearch: readInvestigations,
  component: lazyRouteComponent(
    () => import("./investigations/InvestigationsPage"),
    "InvestigationsPage",
  ),
});

const investigation = createRoute({
  getParentRoute: () => inside,
  path: "/investigations/$investigationId",
  validateSearch: readInvestigation,
  component: lazyRouteComponent(
    () => import("./investigations/InvestigationPage"),
    "InvestigationPage",
  ),
});

const alerts = createRoute({
  getParentRoute: () => inside,
  path: "/alerts",
  validateSearch: readAlerts,
  component: lazyRouteComponent(() => import("./alerts/AlertsPage"), "AlertsPage"),
});

const alert = createRoute({
  getParentRoute: () => inside,
  path: "/alerts/$alertId",
  component: lazyRouteComponent(() => import("./alerts/AlertPage"), "AlertPage"),
});

const entries = createRoute({
  getParentRoute: () => inside,
  path: "/entries",
  validateSearch: readEntries,
  component: lazyRouteComponent(() => import("./entries/EntriesPage"), "EntriesPage"),
});

const submissions = createRoute({
  getParentRoute: () => inside,
  path: "/submissions",
  validateSearch: readSubmissions,
  component: lazyRouteComponent(() => import("./submissions/SubmissionsPage"), "SubmissionsPage"),
});

const submission = createRoute({
  getParentRoute: () => inside,
  path: "/submissions/$submissionId",
  component: lazyRouteComponent(() => import("./submissions/SubmissionPage"), "SubmissionPage"),
});

const links = createRoute({
  getParentRoute: () => inside,
  path: "/links",
  validateSearch: readTrace,
  component: lazyRouteComponent(() => import("./links/TracePage"), "TracePage"),
});

const quarantine = createRoute({
  getParentRoute: () => inside,
  path: "/quarantine",
  validateSearch: readQuarantine,
  component: lazyRouteComponent(() => import("./quarantine/QuarantinePage"), "QuarantinePage"),
});

const audit = createRoute({
  getParentRoute: () => inside,
  path: "/audit",
  validateSearch: readAudit,
  component: lazyRouteComponent(() => import("./audit/AuditPage"), "AuditPage"),
});

const admin = createRoute({
  getParentRoute: () => inside,
  path: "/admin",
  validateSearch: readAdmin,
  component: lazyRouteComponent(() => import("./admin/AdminPage"), "AdminPage"),
});

const account = createRoute({
  getParentRoute: () => inside,
  path: "/account",
  component: lazyRouteComponent(() => import("./account/AccountPage"), "AccountPage"),
});

/** Every page of the console. */
export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    setUp,
    inside.addChildren([
      home,
      explore,
      message,
      actions,
      action,
      quarantine,
      campaigns,
      campaign,
      investigations,
      investigation,
      alerts,
      alert,
      entries,
      submissions,
      submission,
      protection,
      links,
      audit,
      admin,
      account,
    ]),
  ]),
  context: { queries: queryClient },
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
