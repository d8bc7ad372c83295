import type { HeldOut } from "~/api/generated";
import { Time } from "~/shell/Time";
import { Hostile } from "~/ui/Hostile";
import { Mark } from "~/ui/Mark";
import { Table, type Column } from "~/ui/Table";
import { lookOf } from "~/ui/tones";
import { worded } from "~/ui/words";

import style from "./Quarantine.module.css";
import { SAID } from "./words";

/** What a state looks like, with its word. */
export function StateMark({ state }: { state: HeldOut["state"] }) {
  const look = lookOf("held_state", state);
  return look ? (
    <Mark tone={look.tone} icon={look.icon}>
      {SAID[state]}
    </Mark>
  ) : (
    SAID[state]
  );
}

/** The threat for which it is held. */
export function ThreatMark({ threat }: { threat: HeldOut["threat_type"] }) {
  const look = threat && lookOf("threat_type", threat);
  return look ? (
    <Mark tone={look.tone} icon={look.icon}>
      {worded(threat)}
    </Mark>
  ) : (
    "–"
  );
}

/** Held mail, one line for each recipient. */
export function HeldTable({
  items,
  open,
  chosen,
  states,
  onOpen,
  onChoose,
}: {
  items: readonly HeldOut[];
  open: string | undefined;
  chosen: ReadonlySet<string>;
  /** Whether they may differ in their states. */
  states: boolean;
  onOpen: (id: string) => void;
  onChoose: (ids: readonly string[], on: boolean) => void;
}) {
  const columns: Column<HeldOut>[] = [
    {
      name: "",
      shown: (one) =>
        one.state === "held" && (
          <input
            type="checkbox"
            aria-label={`Choose the mail for ${one.recipient}`}
            checked={chosen.has(one.id)}
            onChange={(event) => onChoose([one.id], event.target.checked)}
          />
        ),
    },
    {
      name: "Received",
      shown: (one) => (
        <span className={style.time}>
          <Time at={one.received_at} />
        </span>
      ),
    },
    {
      name: "Subject",
      shown: (one) => (
        <button type="button" className={style.link} onClick={() => onOpen(one.id)}>
          {one.subject ? <Hostile text={one.subject} /> : "Without a subject"}
        </button>
      ),
    },
    { name: "Recipient", shown: (one) => <Cut text={one.recipient} /> },
    { name: "Sender", shown: (one) => <Cut text={one.sender || one.mail_from || "nobody"} /> },
    { name: "Threat", shown: (one) => <ThreatMark threat={one.threat_type} /> },
    ...(states ? [STATE] : []),
  ];
  return <Table label="Held mail" columns={columns} rows={items} keyOf={keyOf} open={open} />;
}

const STATE: Column<HeldOut> = {
  name: "State",
  shown: (one) => <StateMark state={one.state} />,
};

const keyOf = (one: HeldOut) => one.id;

function Cut({ text }: { text: string }) {
  return (
    <span className={style.cut} title={text}>
      <Hostile text={text} />
    </span>
  );
}
