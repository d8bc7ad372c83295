import type { ContentFilterOut, GateOut } from "~/api/generated";
import { Mark } from "~/ui/Mark";
import { Notice } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { Table, type Column } from "~/ui/Table";

/** One thing that is done with mails, and how often it was; `off` is how often not as meant. */
interface Deed {
  readonly deed: string;
  readonly mails: number;
  readonly off: string;
}

const HOW_MANY: readonly Column<Deed>[] = [
  { name: "How many", number: true, shown: (one) => one.mails.toLocaleString("en") },
  {
    name: "Not as meant",
    shown: (one) =>
      one.off ? (
        <Mark tone="danger" icon="warning">
          {one.off}
        </Mark>
      ) : (
        "None"
      ),
  },
];

function columns(first: string): readonly Column<Deed>[] {
  return [{ name: first, shown: (one) => <strong>{one.deed}</strong> }, ...HOW_MANY];
}

const OF_MAILS = columns("Mails were");
const OF_RECIPIENTS = columns("For recipients, mails were");

/** What the gate did with mails. */
export function GateDeeds({ gate }: { gate: GateOut }) {
  return (
    <Card title="What the gate did" padded={false}>
      <Table
        label="What the gate did"
        columns={OF_MAILS}
        rows={ofGate(gate)}
        keyOf={(one) => one.deed}
      />
    </Card>
  );
}

/** What the content filter did with the links of mails, and with mails. */
export function FilterDeeds({ filter }: { filter: ContentFilterOut }) {
  return (
    <>
      {filter.trouble && (
        <Notice title="The content filter passes no mail on">
          The mail server keeps it. At last: {filter.trouble}.
        </Notice>
      )}
      <Card title="What the content filter did" padded={false}>
        <Table
          label="What the content filter did"
          columns={OF_RECIPIENTS}
          rows={ofFilter(filter)}
          keyOf={(one) => one.deed}
        />
      </Card>
    </>
  );
}

function ofGate(gate: GateOut): readonly Deed[] {
  return [
    { deed: "Let through", mails: gate.accepted, off: told(gate.unjudged, "not judged in time") },
    { deed: "Tagged in the subject", mails: gate.tagged, off: "" },
    { deed: "Marked as junk", mails: gate.junked, off: "" },
    {
      deed: "Quarantined",
      mails: gate.quarantined,
      off: told(gate.held_by_server, "held by the mail server"),
    },
    { deed: "Refused", mails: gate.rejected, off: "" },
  ];
}

function ofFilter(filter: ContentFilterOut): readonly Deed[] {
  const { unread, late, large, failed } = filter;
  const why = [
    told(unread, "not readable"),
    told(late, "too late"),
    told(large, "too large"),
    told(failed, "failed"),
  ];
  const spared = unread + late + large + failed;
  return [
    { deed: "Changed in their links", mails: filter.rewritten, off: "" },
    {
      deed: "Left as they came",
      mails: filter.left + spared,
      off: why.filter((one) => one !== "").join(", "),
    },
    { deed: "Taken by the next hop", mails: filter.taken, off: "" },
    {
      deed: "Given back for now",
      mails: filter.deferred,
      off: told(filter.deferred, "offered again"),
    },
    { deed: "Refused by the next hop", mails: filter.refused, off: "" },
  ];
}

function told(count: number, words: string): string {
  return count ? `${count.toLocaleString("en")} ${words}` : "";
}
