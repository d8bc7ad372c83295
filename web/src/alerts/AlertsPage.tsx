import { useNavigate, useSearch } from "@tanstack/react-router";

import { Closed } from "~/shell/Closed";
import { useMay } from "~/shell/session";
import { Page } from "~/ui/Page";
import { Tabs } from "~/ui/Tabs";

import { AlertsTab } from "./AlertsTab";
import { ChannelsTab } from "./ChannelsTab";
import { PoliciesTab } from "./PoliciesTab";
import { TABS, type Alerts } from "./state";

/** What wants somebody's eyes, the policies that find it, and the channels that tell of it. */
export function AlertsPage() {
  const may = useMay();
  const { tab = "alerts" } = useSearch({ from: "/inside/alerts" });
  const navigate = useNavigate({ from: "/alerts" });
  if (!may("alerts.read")) {
    return (
      <Page title="Alerts">
        <Closed permission="alerts.read" />
      </Page>
    );
  }
  return (
    <Page title="Alerts" about="What policies found in mail and in what is done with it.">
      <Tabs
        label="Alerts"
        tabs={TABS}
        open={tab}
        onOpen={(name) => void navigate({ search: { tab: name } })}
      >
        <Shown tab={tab} />
      </Tabs>
    </Page>
  );
}

function Shown({ tab }: { tab: NonNullable<Alerts["tab"]> }) {
  if (tab === "policies") return <PoliciesTab />;
  return tab === "channels" ? <ChannelsTab /> : <AlertsTab />;
}
