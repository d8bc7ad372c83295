import { Time } from "~/shell/Time";
import { IconButton } from "~/ui/Button";
import { Hostile } from "~/ui/Hostile";
import { Mark } from "~/ui/Mark";
import { Table, type Column } from "~/ui/Table";
import { defanged } from "~/ui/words";

import style from "./Entries.module.css";
import type { Entry } from "./state";

const DANGEROUS = new Set<Entry["kind"]>(["url", "domain", "ip"]);

const COLUMNS: readonly Column<Entry>[] = [
  {
    name: "",
    shown: (one) => (
      <Mark
        tone={one.action === "block" ? "blocked" : "good"}
        icon={one.action === "block" ? "stop" : "check"}
      >
        {one.action_label}
      </Mark>
    ),
  },
  { name: "Kind", shown: (one) => one.kind_label },
  {
    name: "What",
    shown: (one) => <Hostile text={DANGEROUS.has(one.kind) ? defanged(one.value) : one.value} />,
  },
  { name: "Where", shown: (one) => one.places.map((place) => WHERE[place]).join(", ") },
  { name: "Until", shown: (one) => <Until of={one} /> },
  { name: "Last used", shown: (one) => (one.used_at ? <Time at={one.used_at} /> : "never") },
  { name: "Who", shown: (one) => <Hostile text={one.by_name} /> },
  { name: "Why", shown: (one) => <Hostile text={one.note} /> },
];

const WHERE: Readonly<Record<Entry["places"][number], string>> = {
  mail: "mail",
  click: "click",
};

function Until({ of }: { of: Entry }) {
  if (!of.expires_at) return <>for good</>;
  const time = <Time at={of.expires_at} />;
  if (of.standing === "counts") return time;
  return (
    <Mark tone={of.standing === "expired" ? "quiet" : "warn"} icon="clock">
      {time}
    </Mark>
  );
}

/** Entries, each of which can be changed and taken away. */
export function EntryTable({
  items,
  why,
  onChange,
  onRemove,
}: {
  items: readonly Entry[];
  /** Why none can be changed. */
  why: string | undefined;
  onChange: (entry: Entry) => void;
  onRemove: (entry: Entry) => void;
}) {
  const acts: Column<Entry> = {
    name: "Change",
    shown: (one) => (
      <div className={style.buttons}>
        <IconButton
          icon="edit"
          label={`Change ${one.value}`}
          why={why}
          onClick={() => onChange(one)}
        />
        <IconButton
          icon="trash"
          label={`Remove ${one.value}`}
          why={why}
          onClick={() => onRemove(one)}
        />
      </div>
    ),
  };
  return (
    <Table label="Entries" columns={[...COLUMNS, acts]} rows={items} keyOf={(one) => one.id} />
  );
}
