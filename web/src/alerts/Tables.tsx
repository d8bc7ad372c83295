import { Link } from "@tanstack/react-router";

import type { AlertEntryOut, AlertHitOut, AlertNoticeOut, AlertPageOut } from "~/api/generated";
import { Time } from "~/shell/Time";
import { Hostile } from "~/ui/Hostile";
import { Mark } from "~/ui/Mark";
import { Card } from "~/ui/Page";
import { Table, type Column } from "~/ui/Table";

type Of = { of: AlertPageOut };

const HITS: readonly Column<AlertHitOut>[] = [
  { name: "When", shown: (one) => <Time at={one.at} seconds /> },
  {
    name: "What",
    shown: (one) =>
      one.network_message_id === "" ? (
        <Hostile text={one.summary} />
      ) : (
        <Link to="/messages/$messageId" params={{ messageId: one.network_message_id }}>
          <Hostile text={one.summary} />
        </Link>
      ),
  },
  { name: "Recipient", shown: (one) => <Hostile text={one.recipient} /> },
];

/** What set the alert off: the first hundred. */
export function Hits({ of }: Of) {
  const shown = of.first_hits.length;
  const title =
    of.hits > shown ? `What set it off: the first ${shown} of ${of.hits}` : "What set it off";
  return (
    <Card title={title} padded={false}>
      <Table
        label="What set it off"
        columns={HITS}
        rows={of.first_hits}
        keyOf={(one) => `${one.at} ${one.network_message_id} ${one.recipient} ${one.summary}`}
      />
    </Card>
  );
}

const HISTORY: readonly Column<AlertEntryOut>[] = [
  { name: "When", shown: (one) => <Time at={one.at} seconds /> },
  { name: "Who", shown: (one) => <Hostile text={one.by_name} /> },
  { name: "What", shown: (one) => one.what_label },
  { name: "", shown: (one) => <Hostile text={one.text} /> },
];

/** Who did what with the alert. */
export function History({ of }: Of) {
  return (
    <Table
      label="History"
      columns={HISTORY}
      rows={of.history}
      keyOf={(one) => String(one.number)}
    />
  );
}

const NOTICES: readonly Column<AlertNoticeOut>[] = [
  { name: "Channel", shown: (one) => one.channel },
  {
    name: "How it stands",
    shown: (one) => (
      <Mark
        tone={one.trouble !== "" ? "warn" : one.state === "sent" ? "good" : "quiet"}
        icon={one.trouble !== "" ? "warning" : one.state === "sent" ? "check" : "clock"}
      >
        {one.state_label}
      </Mark>
    ),
  },
  { name: "Tries", number: true, shown: (one) => one.tries.toLocaleString("en") },
  { name: "Trouble", shown: (one) => <Hostile text={one.trouble} /> },
  { name: "When", shown: (one) => <Time at={one.ended_at ?? one.at} seconds /> },
];

/** Whom it was told, where its policy tells anybody. */
export function Notices({ of }: Of) {
  if (of.notices.length === 0) return null;
  return (
    <Card title="Notices" padded={false}>
      <Table
        label="Notices"
        columns={NOTICES}
        rows={of.notices}
        keyOf={(one) => `${one.channel} ${one.at}`}
      />
    </Card>
  );
}
