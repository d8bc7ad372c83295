import type { SubmissionOut, SubmissionPageOut } from "~/api/generated";
import type { IconName } from "~/ui/Icon";
import { Mark, type Tone } from "~/ui/Mark";
import { lookOf } from "~/ui/tones";

/** What it is held for. */
export function CategoryMark({ of }: { of: SubmissionOut }) {
  const { tone, icon } = lookOf("verdict", of.category) ?? { tone: "quiet", icon: "minus" };
  return (
    <Mark tone={tone} icon={icon}>
      {of.category_label}
    </Mark>
  );
}

const FOUND: ReadonlySet<string> = new Set([
  "threats_found",
  "bulk",
  "spam",
  "spoofed_message",
  "domain_impersonation",
  "brand_impersonation",
  "user_impersonation",
]);

/** What came of it; while it is on its way, that. */
export function ResultMark({ of }: { of: SubmissionOut }) {
  if (of.failed > 0) {
    return (
      <Mark tone="warn" icon="warning">
        {of.result_label}, {of.failed} not sent
      </Mark>
    );
  }
  if (of.status === "pending") {
    return (
      <Mark tone="accent" icon="clock">
        {of.status_label}
      </Mark>
    );
  }
  const clean = of.result === "no_threats_found";
  const tone: Tone = clean ? "good" : FOUND.has(of.result) ? "danger" : "quiet";
  const icon: IconName = clean ? "check" : FOUND.has(of.result) ? "warning" : "minus";
  return (
    <Mark tone={tone} icon={icon}>
      {of.result_label}
    </Mark>
  );
}

type Sending = SubmissionPageOut["sendings"][number];
const SENT: Readonly<Partial<Record<Sending["state"], readonly [Tone, IconName]>>> = {
  waiting: ["accent", "clock"],
  no_access: ["warn", "key"],
  sent: ["good", "check"],
  answered: ["good", "check"],
  failed: ["danger", "warning"],
};

/** How far one target is. */
export function SendingMark({ of }: { of: Sending }) {
  const [tone, icon] = SENT[of.state] ?? ["quiet", "minus"];
  return (
    <Mark tone={tone} icon={icon}>
      {of.state_label}
    </Mark>
  );
}
