import { useNavigate, useSearch } from "@tanstack/react-router";

import { Closed } from "~/shell/Closed";
import { useMay } from "~/shell/session";
import { Page } from "~/ui/Page";
import { Tabs } from "~/ui/Tabs";

import { EntriesTab } from "./EntriesTab";
import { FeedsTab } from "./FeedsTab";
import { TABS } from "./state";

/** What people and feeds say is bad or good, whatever else is known of it. */
export function EntriesPage() {
  const may = useMay();
  const { tab = "entries" } = useSearch({ from: "/inside/entries" });
  const navigate = useNavigate({ from: "/entries" });
  if (!may("lists.read")) {
    return (
      <Page title="Block and allow">
        <Closed permission="lists.read" />
      </Page>
    );
  }
  return (
    <Page
      title="Block and allow"
      about="Senders, domains, links, files and addresses that you decide about: at the gate, at the click, and in mail that is there already."
    >
      <Tabs
        label="Block and allow"
        tabs={TABS}
        open={tab}
        onOpen={(name) => void navigate({ search: { tab: name } })}
      >
        {tab === "feeds" ? <FeedsTab /> : <EntriesTab />}
      </Tabs>
    </Page>
  );
}
