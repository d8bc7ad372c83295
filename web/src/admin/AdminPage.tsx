import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, type ReactNode } from "react";

import { useCommands, type Command } from "~/shell/commands";
import { Closed } from "~/shell/Closed";
import { useMay, useMe } from "~/shell/session";
import { Page } from "~/ui/Page";
import { Tabs } from "~/ui/Tabs";

import style from "./Admin.module.css";
import { HealthTab } from "./HealthTab";
import { ListsTab } from "./ListsTab";
import { PeopleTab } from "./PeopleTab";
import { RetentionTab } from "./RetentionTab";
import { RolesTab } from "./RolesTab";
import { ServersTab } from "./ServersTab";
import { SourcesTab } from "./SourcesTab";
import { firstTab, TABS, tabsFor, type TabName } from "./tabs";
import { TokensTab } from "./TokensTab";

const SHOWN: Readonly<Record<TabName, () => ReactNode>> = {
  people: () => <PeopleTab />,
  roles: () => <RolesTab />,
  tokens: () => <TokensTab />,
  servers: () => <ServersTab />,
  sources: () => <SourcesTab />,
  lists: () => <ListsTab />,
  retention: () => <RetentionTab />,
  health: () => <HealthTab />,
};

/** People and settings; for those who administer nothing, where mail comes from, and lists. */
export function AdminPage() {
  const me = useMe();
  const may = useMay();
  const { tab } = useSearch({ from: "/inside/admin" });
  const navigate = useNavigate({ from: "/admin" });
  const open = tab ?? firstTab(may);
  const permissions = me?.permissions;
  const commands = useMemo<Command[]>(
    () =>
      tabsFor((permission) => permissions?.includes(permission) ?? false).map((one, at) => ({
        id: `admin ${one.name}`,
        says: `Go to ${one.label}`,
        group: "Administration",
        keys: String(at + 1),
        icon: "gear" as const,
        run: () => void navigate({ search: { tab: one.name } }),
      })),
    [permissions, navigate],
  );
  useCommands(commands);
  const administers = may("people.read") || may("tokens.read") || may("system.read");
  const needs = TABS.find((one) => one.name === open)?.needs ?? "";
  const allowed = needs === "" || may(needs);
  return (
    <Page title={administers ? "Administration" : "Sources and lists"}>
      <Tabs
        label="Administration"
        tabs={TABS.filter((one) => one.name === open || tabsFor(may).includes(one))}
        open={open}
        onOpen={(name) => void navigate({ search: { tab: name } })}
      >
        <div className={style.tab}>{allowed ? SHOWN[open]() : <Closed permission={needs} />}</div>
      </Tabs>
    </Page>
  );
}
