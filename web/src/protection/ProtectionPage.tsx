import { useNavigate, useSearch } from "@tanstack/react-router";

import { Closed } from "~/shell/Closed";
import { useMay } from "~/shell/session";
import { Page } from "~/ui/Page";
import { Tabs } from "~/ui/Tabs";

import { ClicksTab } from "./ClicksTab";
import { RulesTab } from "./RulesTab";
import { SparedTab } from "./SparedTab";
import { TABS } from "./state";

/** Links that are protected: who clicks, whose are rewritten, and what is blocked at the click. */
export function ProtectionPage() {
  const may = useMay();
  const { tab } = useSearch({ from: "/inside/protection" });
  const navigate = useNavigate({ from: "/protection" });
  const open = tab ?? (may("deliveries.read") ? "clicks" : "rules");
  const needs = TABS.find((one) => one.name === open)?.needs ?? "lists.read";
  return (
    <Page
      title="Links and clicks"
      about="Links of mail are led over the click service, which judges them when somebody clicks."
    >
      <Tabs
        label="Links and clicks"
        tabs={TABS.filter((one) => one.name === open || may(one.needs))}
        open={open}
        onOpen={(name) => void navigate({ search: { tab: name } })}
      >
        {may(needs) ? <Shown open={open} /> : <Closed permission={needs} />}
      </Tabs>
    </Page>
  );
}

function Shown({ open }: { open: (typeof TABS)[number]["name"] }) {
  if (open === "clicks") return <ClicksTab />;
  if (open === "rules") return <RulesTab />;
  return <SparedTab />;
}
