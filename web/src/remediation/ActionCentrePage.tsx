import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";

import { remediationContainerListOptions } from "~/api/generated/@tanstack/react-query.gen";
import { useCommands } from "~/shell/commands";
import { useMay } from "~/shell/session";
import { Empty } from "~/ui/Notice";
import { Page } from "~/ui/Page";
import { Tabs } from "~/ui/Tabs";

import { Containers } from "./Containers";
import { History } from "./History";
import { Judgements } from "./Judgements";
import { Pending } from "./Pending";
import style from "./Remediation.module.css";
import { RemediatePanel } from "./RemediatePanel";
import { Running } from "./Running";
import { choiceOf, TABS, type Actions, type Tab } from "./state";
import { counted, useShelf } from "./useShelf";

const NAMES: Readonly<Record<Tab, string>> = {
  pending: "Pending",
  running: "Running",
  history: "History",
  containers: "Containers",
  judgements: "Judgements",
};

/** Everything that is done to mail: what waits for somebody, what runs, and what is over. */
export function ActionCentrePage() {
  const state = useSearch({ from: "/inside/actions" });
  const may = useMay();
  const navigate = useNavigate();
  const change = (more: Actions) =>
    void navigate({ to: ".", search: (before) => ({ ...before, ...more }), replace: true });
  useTabCommands();
  if (!may("remediations.read")) {
    return (
      <Page title="Action centre">
        <Empty icon="shield" title="Your role does not see remediations">
          <p>Ask an administrator for a role with the permission remediations.read.</p>
        </Empty>
      </Page>
    );
  }
  return <Shown state={state} onChange={change} />;
}

function Shown({ state, onChange }: { state: Actions; onChange: (more: Actions) => void }) {
  const pending = useShelf("pending");
  const running = useShelf("running");
  const containers = useQuery(remediationContainerListOptions({ query: { limit: 100 } }));
  const open = state.tab ?? "pending";
  const { remediate, since, until } = state;
  const choice = useMemo(() => choiceOf({ remediate, since, until }), [remediate, since, until]);
  const counts: Readonly<Record<Tab, string>> = {
    pending: pending.count,
    running: running.count,
    history: "",
    containers: counted(containers.data?.items.length ?? 0, Boolean(containers.data?.next)),
    judgements: "",
  };
  return (
    <Page
      title="Action centre"
      about="What waits for somebody, what runs, and what was done to mail."
      acts={<Link to="/explore">Find mail to act on</Link>}
    >
      <Tabs
        label="Remediations"
        open={open}
        onOpen={(tab) => onChange({ tab })}
        tabs={TABS.map((name) => ({
          name,
          label: (
            <>
              {NAMES[name]}
              {counts[name] && <span className={style.tabCount}>{counts[name]}</span>}
            </>
          ),
        }))}
      >
        {open === "pending" && <Pending pending={pending} />}
        {open === "running" && <Running running={running} />}
        {open === "history" && <History state={state} onChange={onChange} />}
        {open === "containers" && <Containers state={state} onChange={onChange} />}
        {open === "judgements" && <Judgements />}
      </Tabs>
      {choice && (
        <RemediatePanel
          choice={choice}
          onClose={() => onChange({ remediate: undefined, since: undefined, until: undefined })}
        />
      )}
    </Page>
  );
}

function useTabCommands(): void {
  const navigate = useNavigate();
  const commands = useMemo(
    () =>
      TABS.map((tab, at) => ({
        id: `actions ${tab}`,
        says: `Show ${NAMES[tab].toLowerCase()}`,
        group: "Action centre",
        keys: String(at + 1),
        run: () => void navigate({ to: "/actions", search: { tab }, replace: true }),
      })),
    [navigate],
  );
  useCommands(commands);
}
