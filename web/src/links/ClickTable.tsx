import { Link, useNavigate } from "@tanstack/react-router";

import { useMay } from "~/shell/session";
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
  const may = useMay();
  return (
    <Table
      label="Clicks"
      columns={[...COLUMNS, acting(onAct, may("mail.judge"))]}
      rows={clicks}
      keyOf={(one) =>
        ["click_id", "time_clicked", "recipient", "url"].map((f) => saidOf(one, f)).join(" ")
      }
    />
  );
}

const acting = (
  onAct: ((click: Click) => void) | undefined,
  mayInvestigate: boolean,
): Column<Click> => ({
  name: "",
  shown: (click) => (
    <span className={style.acts}>
      {mayInvestigate && <Investigate click={click} />}
      {onAct && <IconButton icon="stop" label="Block or allow…" onClick={() => onAct(click)} />}
    </span>
  ),
});

function Investigate({ click }: { click: Click }) {
  const navigate = useNavigate();
  const search = { begin: "click", value: saidOf(click, "click_id") } as const;
  return (
    <IconButton
      icon="bug"
      label="Investigate…"
      onClick={() => void navigate({ to: "/investigations", search })}
    />
  );
}

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
