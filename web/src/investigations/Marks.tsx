import type { InvestigationOut, Threat } from "~/api/generated";
import { Mark, type Tone } from "~/ui/Mark";
import type { IconName } from "~/ui/Icon";

const THREATS: Readonly<Record<Threat, { tone: Tone; icon: IconName; label: string }>> = {
  malicious: { tone: "danger", icon: "warning", label: "Malicious" },
  suspicious: { tone: "warn", icon: "warning", label: "Suspicious" },
  none: { tone: "unknown", icon: "minus", label: "No threats found" },
};

/** The tone of a verdict. */
export const toneOf = (verdict: Threat): Tone => THREATS[verdict].tone;

/** What evidence comes to. */
export function ThreatMark({ verdict }: { verdict: Threat }) {
  const { tone, icon, label } = THREATS[verdict];
  return (
    <Mark tone={tone} icon={icon}>
      {label}
    </Mark>
  );
}

const STATES: Readonly<Partial<Record<InvestigationOut["status"], [Tone, IconName]>>> = {
  running: ["accent", "refresh"],
  pending_action: ["warn", "clock"],
  partially_remediated: ["warn", "clock"],
  remediated: ["good", "check"],
  no_threats_found: ["good", "check"],
  failed: ["danger", "warning"],
};

/** Where an investigation stands. */
export function StatusMark({ of }: { of: InvestigationOut }) {
  const [tone, icon] = STATES[of.status] ?? ["unknown", "minus"];
  return (
    <Mark tone={tone} icon={icon}>
      {of.status_label}
    </Mark>
  );
}
