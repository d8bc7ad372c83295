import type { SubmissionPageOut } from "~/api/generated";
import { Time } from "~/shell/Time";
import { Hostile } from "~/ui/Hostile";
import { Empty } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { Table, type Column } from "~/ui/Table";

import { SendingMark } from "./Marks";

const COLUMNS: readonly Column<SubmissionPageOut["sendings"][number]>[] = [
  { name: "Target", shown: (one) => one.target },
  { name: "How it stands", shown: (one) => <SendingMark of={one} /> },
  { name: "Result", shown: (one) => one.result_label },
  { name: "What it said", shown: (one) => <Hostile text={one.said} /> },
  { name: "Tries", number: true, shown: (one) => one.tries.toLocaleString("en") },
  { name: "Next try", shown: (one) => one.due && <Time at={one.due} /> },
  { name: "Changed", shown: (one) => <Time at={one.changed_at} seconds /> },
];

/** Whom it was told, and what these answered. */
export function Sendings({ of }: { of: SubmissionPageOut }) {
  if (of.sendings.length === 0) {
    return (
      <Empty icon="upload" title="It was told to nobody">
        <p>
          Add <code>[[submissions.targets]]</code> to the settings to have engines learn from it, or
          others told.
        </p>
      </Empty>
    );
  }
  return (
    <Card title="Told to" padded={false}>
      <Table
        label="Told to"
        columns={COLUMNS}
        rows={of.sendings}
        keyOf={(one) => `${one.target} ${one.round}`}
      />
    </Card>
  );
}
