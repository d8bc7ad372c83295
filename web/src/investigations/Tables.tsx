import { Link } from "@tanstack/react-router";

import type {
  AdviceOut,
  ClusterOut,
  EntityOut,
  EvidenceOut,
  InvestigationActionOut,
  InvestigationPageOut,
  StepOut,
} from "~/api/generated";
import { Time } from "~/shell/Time";
import { Share, type Part } from "~/ui/Figures";
import { Hostile } from "~/ui/Hostile";
import { Empty } from "~/ui/Notice";
import { Table, type Column } from "~/ui/Table";
import { lookOf } from "~/ui/tones";
import { defanged, worded } from "~/ui/words";

import style from "./Investigations.module.css";
import { ThreatMark } from "./Marks";

type Of = { page: InvestigationPageOut };

const number = (count: number): string => count.toLocaleString("en");

const places = (one: ClusterOut): Part[] =>
  Object.entries(one.places).map(([place, count]) => ({
    name: worded(place),
    count,
    tone: lookOf("location", place)?.tone ?? "unknown",
  }));

/** Mail that belongs to the root, put together by what it has in common. */
export function Clusters({ page }: Of) {
  const columns: Column<ClusterOut>[] = [
    {
      name: "Cluster",
      shown: (one) => (
        <Link to="/explore" search={{ filter: one.filter, since: page.since }}>
          {one.kind_label}
        </Link>
      ),
    },
    { name: "Verdict", shown: (one) => <ThreatMark verdict={one.verdict} /> },
    { name: "Deliveries", number: true, shown: (one) => number(one.deliveries) },
    { name: "Held for bad", number: true, shown: (one) => number(one.bad) },
    { name: "Spared", number: true, shown: (one) => number(one.spared) },
    {
      name: "Where it lies now",
      shown: (one) => <Share label={one.kind_label} parts={places(one)} legend={false} />,
    },
    { name: "Why", shown: (one) => <Hostile text={one.reason} /> },
  ];
  if (page.clusters.length === 0) return <Nothing what="No other mail belongs to it" />;
  return <Table label="Email clusters" columns={columns} rows={page.clusters} keyOf={keyOf} />;
}

const keyOf = (one: ClusterOut): string => one.key;

const EVIDENCE: readonly Column<EvidenceOut>[] = [
  { name: "Entity", shown: (one) => <Hostile text={one.entity} /> },
  { name: "Verdict", shown: (one) => <ThreatMark verdict={one.verdict} /> },
  { name: "Why", shown: (one) => <Hostile text={one.reason} /> },
];

/** What speaks for and against, each with its reason. */
export function EvidenceTable({ page }: Of) {
  if (page.evidence.length === 0) return <Nothing what="No evidence was found" />;
  return (
    <Table
      label="Evidence"
      columns={EVIDENCE}
      rows={page.evidence}
      keyOf={(one) => `${one.entity} ${one.reason}`}
    />
  );
}

const ENTITIES: readonly Column<EntityOut>[] = [
  { name: "Kind", shown: (one) => worded(one.field) },
  { name: "Value", shown: (one) => <Hostile text={one.value} /> },
  { name: "Deliveries of the root", number: true, shown: (one) => number(one.deliveries) },
];

/** The values that the root's mail has. */
export function Entities({ page }: Of) {
  if (page.entities.length === 0) return <Nothing what="Nothing was looked at yet" />;
  return (
    <Table
      label="Entities"
      columns={ENTITIES}
      rows={page.entities}
      keyOf={(one) => `${one.field} ${one.value}`}
    />
  );
}

const ACTIONS: readonly Column<InvestigationActionOut>[] = [
  {
    name: "Remediation",
    shown: (one) => (
      <Link to="/actions/$remediationId" params={{ remediationId: one.remediation }}>
        {one.remediation}
      </Link>
    ),
  },
  { name: "State", shown: (one) => (one.state ? worded(one.state) : "gone") },
  { name: "Deliveries", number: true, shown: (one) => number(one.deliveries) },
  { name: "Trouble", shown: (one) => <Hostile text={one.trouble} /> },
];

const ADVICE: readonly Column<AdviceOut>[] = [
  { name: "What to do", shown: (one) => <strong>{one.kind_label}</strong> },
  { name: "About", shown: (one) => <Hostile text={defangedUrl(one)} /> },
  { name: "Why", shown: (one) => <Hostile text={one.reason} /> },
];

const defangedUrl = ({ kind, entity }: AdviceOut): string =>
  kind === "block_url" ? defanged(entity) : entity;

/** What should go, as proposals in the action centre; and what only people can do. */
export function Actions({ page }: Of) {
  const { recommended, advice } = page;
  if (recommended.length + advice.length === 0) return <Nothing what="Nothing is to be done" />;
  return (
    <>
      {recommended.length > 0 && (
        <Table
          label="Actions"
          columns={ACTIONS}
          rows={recommended}
          keyOf={(one) => `${one.cluster} ${one.remediation}`}
        />
      )}
      {advice.length > 0 && (
        <>
          <h3 className={style.heading}>What only people can do</h3>
          <Table
            label="What only people can do"
            columns={ADVICE}
            rows={advice}
            keyOf={(one) => `${one.kind} ${one.entity} ${one.reason}`}
          />
        </>
      )}
    </>
  );
}

const STEPS: readonly Column<StepOut>[] = [
  { name: "Step", shown: (one) => one.label },
  { name: "What came of it", shown: (one) => <Hostile text={one.sentence} /> },
  { name: "Seconds", number: true, shown: (one) => one.seconds.toFixed(2) },
  { name: "When", shown: (one) => <Time at={one.at} seconds /> },
];

/** What was done, step by step. */
export function Log({ page }: Of) {
  if (page.log.length === 0) return <Nothing what="No step is over yet" />;
  return <Table label="Log" columns={STEPS} rows={page.log} keyOf={(one) => one.name} />;
}

function Nothing({ what }: { what: string }) {
  return (
    <Empty icon="search" title={what}>
      <p>It is told here as soon as there is something.</p>
    </Empty>
  );
}
