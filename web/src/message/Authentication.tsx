import type { Check, Vouching } from "~/api/generated";
import { Hostile } from "~/ui/Hostile";
import { Badge, Mark } from "~/ui/Mark";
import { Table, type Column } from "~/ui/Table";
import type { Look } from "~/ui/tones";
import { worded } from "~/ui/words";

import style from "./message.module.css";

const LOOKS: Readonly<Record<string, Look>> = {
  pass: { tone: "good", icon: "check" },
  soft_pass: { tone: "good", icon: "check" },
  bestguesspass: { tone: "good", icon: "check" },
  fail: { tone: "danger", icon: "close" },
  softfail: { tone: "warn", icon: "warning" },
  neutral: { tone: "unknown", icon: "minus" },
  none: { tone: "unknown", icon: "minus" },
};
const TROUBLE: Look = { tone: "warn", icon: "warning" };

function Result({ result }: { result: string }) {
  const look = LOOKS[result] ?? TROUBLE;
  return (
    <Mark tone={look.tone} icon={look.icon}>
      {worded(result)}
    </Mark>
  );
}

function Told({ check }: { check: Check }) {
  return (
    <li className={style.item}>
      <div className={style.row}>
        <strong>{check.name}</strong>
        <Result result={check.result} />
        {check.domain && (
          <span>
            <Hostile text={check.domain} />
          </span>
        )}
        {check.aligned === false && <Badge tone="warn">another domain than From</Badge>}
        {check.believed === false && <Badge tone="warn">may be made up</Badge>}
      </div>
      <p>
        <Hostile text={check.meaning} />
        {check.alignment && (
          <>
            {" "}
            <Hostile text={check.alignment} />
          </>
        )}
      </p>
      <p className={`${style.quiet} ${style.small}`}>
        {check.said_by && (
          <>
            Said by <Hostile text={check.said_by} />
          </>
        )}
        {check.header && (
          <>
            {" "}
            in <Hostile text={check.header} />
          </>
        )}
        {check.reference && ` · ${check.reference}`}
      </p>
    </li>
  );
}

type Signature = NonNullable<Vouching["signatures"]>[number];

const SIGNATURES: readonly Column<Signature>[] = [
  { name: "Signed for", shown: (one) => <Hostile text={one.domain} /> },
  { name: "Selector", shown: (one) => <Hostile text={one.selector} /> },
  { name: "Algorithm", shown: (one) => <Hostile text={one.algorithm} /> },
  { name: "Domain of From", shown: (one) => (one.aligned ? "Yes" : "No") },
  { name: "Remarks", shown: (one) => <Hostile text={one.remarks?.join(" ") ?? ""} /> },
];

type Seal = NonNullable<Vouching["seals"]>[number];

const SEALS: readonly Column<Seal>[] = [
  { name: "Seal", shown: (one) => one.instance, number: true },
  { name: "Sealed by", shown: (one) => <Hostile text={one.domain} /> },
  { name: "Chain then", shown: (one) => <Hostile text={one.chain} /> },
  { name: "Results", shown: (one) => <Hostile text={one.results?.join("; ") ?? ""} /> },
];

/** Who vouches for the sender, and what each result means. */
export function Authentication({ told, whole = false }: { told: Vouching; whole?: boolean }) {
  const checks = told.checks ?? [];
  const { signatures = [], seals = [] } = told;
  return (
    <>
      {told.sentence && (
        <p>
          <Hostile text={told.sentence} />
        </p>
      )}
      {checks.length === 0 && (
        <p className={style.quiet}>No server wrote down a check of who sent this.</p>
      )}
      <ul className={style.list}>
        {checks.map((check, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- a check may stand there twice
          <Told key={`${check.name} ${at}`} check={check} />
        ))}
      </ul>
      {whole && signatures.length > 0 && (
        <Table
          label="DKIM signatures"
          columns={SIGNATURES}
          rows={signatures}
          keyOf={(one) => `${one.domain} ${one.selector}`}
        />
      )}
      {whole && seals.length > 0 && (
        <Table
          label="ARC seals"
          columns={SEALS}
          rows={seals}
          keyOf={(one) => String(one.instance)}
        />
      )}
    </>
  );
}
