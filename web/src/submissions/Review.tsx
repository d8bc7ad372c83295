import type { SubmissionPageOut } from "~/api/generated";
import { Hostile } from "~/ui/Hostile";
import { Waiting } from "~/ui/Notice";
import { Card, Facts } from "~/ui/Page";
import { Stack } from "~/ui/Stack";
import { Table, type Column } from "~/ui/Table";
import { defanged, worded } from "~/ui/words";

type Seen = NonNullable<SubmissionPageOut["review"]>;

const WORDS: readonly Column<Seen["words"][number]>[] = [
  { name: "Who", shown: (one) => one.provider },
  {
    name: "Says",
    shown: (one) => one.no_verdict || (one.threat ? worded(one.threat) : "Nothing found"),
  },
  { name: "Because", shown: (one) => <Hostile text={one.evidence.join(" · ")} /> },
];

/** What everybody here says of it now, and why it was let through or held before. */
export function Review({ of }: { of: SubmissionPageOut }) {
  const seen = of.review;
  if (!seen) {
    return (
      <Card title="Judged again">
        <Waiting what="the judgement" />
      </Card>
    );
  }
  return (
    <Card title="Judged again">
      <Stack>
        <Facts
          facts={[
            ["Result", seen.result_label],
            ["Before", said(seen.then)],
            ["Now", said(seen.now)],
            ["Why", <Lines key="why" texts={seen.why} />],
            ["Policies", seen.policy.length > 0 && <Lines key="policy" texts={seen.policy} />],
            ["Files", seen.files.map((one) => one.name).join(", ")],
            ["URLs", seen.urls.length > 0 && <Lines key="urls" texts={seen.urls.map(defanged)} />],
          ]}
        />
        <Table label="Words" columns={WORDS} rows={seen.words} keyOf={(one) => one.provider} />
      </Stack>
    </Card>
  );
}

const said = (threats: readonly string[]) => threats.map(worded).join(", ") || "No threats";

function Lines({ texts }: { texts: readonly string[] }) {
  return texts.map((text) => (
    <div key={text}>
      <Hostile text={text} />
    </div>
  ));
}
