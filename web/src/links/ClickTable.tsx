import { Link } from "@tanstack/react-router";

import { Time } from "~/shell/Time";
import { IconButton } from "~/ui/Button";
import { Hostile } from "~/ui/Hostile";
import { Mark } from "~/ui/Mark";
import { Table, type Column } from "~/ui/Table";
import { lookOf } from "~/ui/tones";
import { defanged, worded } from "~/ui/words";

import style from "./ClickTable.module.css";

/** A click under the names of its fields. */
export type Click = Readonly<Record<string, unknown>>;

export const saidOf = (click: Click, field: string): string => String(click[field] ?? "");

const COLUMNS: readonly Column<Click>[] = [
  { name: "When", shown: (one) => <Time at={saidOf(one, "time_clicked")} seconds /> },
  { name: "Who", shown: (one) => <Hostile text={saidOf(one, "recipient")} /> },
  { name: "Verdict", shown: (one) => <Verdict code={saidOf(one, "click_verdict")} /> },
  {
    name: "Link",
    shown: (one) => (
      <Link to="/links" search={{ url: saidOf(one, "url") }} className={style.link}>
        <Hostile text={defanged(saidOf(one, "url"))} />
      </Link>
    ),
  },
  { name: "From", shown: (one) => saidOf(one, "client_ip") },
];

/** Clicks, one in a line; `onAct` asks what is to become of such clicks. */
export function ClickTable({
  clicks,
  onAct,
}: {
  clicks: readonly Click[];
  onAct?: ((click: Click) => void) | undefined;
}) {
  return (
    <Table
      label="Clicks"
      columns={onAct ? [...COLUMNS, acting(onAct)] : COLUMNS}
      rows={clicks}
      keyOf={(one) =>
        ["id", "time_clicked", "recipient", "url"].map((f) => saidOf(one, f)).join(" ")
      }
    />
  );
}

const acting = (onAct: (click: Click) => void): Column<Click> => ({
  name: "",
  shown: (click) => <IconButton icon="stop" label="Block or allow…" onClick={() => onAct(click)} />,
});

function Verdict({ code }: { code: string }) {
  const look = lookOf("click_verdict", code);
  return look ? (
    <Mark tone={look.tone} icon={look.icon}>
      {worded(code)}
    </Mark>
  ) : (
    worded(code)
  );
}
