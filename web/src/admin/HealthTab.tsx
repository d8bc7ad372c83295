import { useQuery } from "@tanstack/react-query";

import { metrics, ready, type VersionsOut } from "~/api/generated";
import { versionsOptions } from "~/api/generated/@tanstack/react-query.gen";
import { ProblemError, problemOf } from "~/api/problem";
import { Ago } from "~/shell/Time";
import { Mark } from "~/ui/Mark";
import { Notice } from "~/ui/Notice";
import { Card, Facts } from "~/ui/Page";
import { Table, type Column } from "~/ui/Table";
import { worded } from "~/ui/words";

import style from "./Admin.module.css";
import { Asked } from "./Asked";
import { SiteModel } from "./SiteModel";
import { figureSaid, figuresOf, type Figure } from "./figures";

const EVERY = 5000; // milliseconds

type Readiness = { at: string; good: readonly string[]; bad: Readonly<Record<string, string>> };

async function readiness(signal: AbortSignal): Promise<Readiness> {
  const at = new Date().toISOString();
  try {
    const { data } = await ready({ signal });
    return { at, good: data?.checks ?? [], bad: {} };
  } catch (error) {
    if (!(error instanceof ProblemError) || problemOf(error).code !== "not_ready") throw error;
    return { at, good: [], bad: problemOf(error).checks ?? {} };
  }
}

/** Whether the server can do its work, what it runs on, and its figures. */
export function HealthTab() {
  const checks = useQuery({
    queryKey: ["readiness"],
    queryFn: ({ signal }) => readiness(signal),
    refetchInterval: EVERY,
  });
  const figures = useQuery({
    queryKey: ["figures"],
    queryFn: async ({ signal }) => {
      const { data } = await metrics({ signal, parseAs: "text" });
      return figuresOf(String(data));
    },
    refetchInterval: EVERY,
  });
  const versions = useQuery(versionsOptions());
  return (
    <>
      <Asked query={checks} what="the checks">
        {(found) => <Checks found={found} />}
      </Asked>
      <Card title="Versions">
        <Asked query={versions} what="the versions">
          {(found) => <Versions found={found} />}
        </Asked>
      </Card>
      <SiteModel />
      <Card title="Figures" padded={false}>
        <Asked query={figures} what="figures">
          {(found) => (
            <Table label="Figures" columns={COLUMNS} rows={found} keyOf={(one) => one.name} />
          )}
        </Asked>
      </Card>
    </>
  );
}

function Checks({ found }: { found: Readiness }) {
  const bad = Object.entries(found.bad);
  return (
    <Card
      title={bad.length > 0 ? "The server cannot do its work" : "The server can do its work"}
      acts={
        <span className={style.small}>
          looked <Ago at={found.at} />
        </span>
      }
    >
      {bad.map(([name, sentence]) => (
        <Notice key={name} tone="danger" title={worded(name)}>
          {sentence}
        </Notice>
      ))}
      <ul className={style.checks}>
        {found.good.map((name) => (
          <li key={name}>
            <Mark tone="good" icon="check">
              {worded(name)}
            </Mark>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const SILENT = (
  <Mark tone="danger" icon="warning">
    does not answer
  </Mark>
);

function Versions({ found }: { found: VersionsOut }) {
  return (
    <Facts
      facts={[
        ["Clawback", found.clawback],
        ["Python", found.python],
        ["Mail events in", found.store ?? SILENT],
        ["Other state in", found.database ?? SILENT],
      ]}
    />
  );
}

const COLUMNS: readonly Column<Figure>[] = [
  { name: "What", shown: (one) => one.meaning.replace(/\.$/, "") },
  {
    name: "Now",
    shown: (one) =>
      one.values
        .map(({ labels, value }) => [labels, figureSaid(one.name, value)].filter(Boolean).join(" "))
        .join(" · "),
  },
  { name: "Figure", shown: (one) => <code className={style.small}>clawback_{one.name}</code> },
];
