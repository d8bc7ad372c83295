import type { AlertOut } from "~/api/generated";
import type { IconName } from "~/ui/Icon";
import { Mark, type Tone } from "~/ui/Mark";
import { lookOf } from "~/ui/tones";

/** How bad an alert is. */
export function SeverityMark({ of }: { of: Pick<AlertOut, "severity" | "severity_label"> }) {
  const { tone, icon } = lookOf("severity", of.severity) ?? { tone: "quiet", icon: "minus" };
  return (
    <Mark tone={tone} icon={icon}>
      {of.severity_label}
    </Mark>
  );
}

const STATES: Readonly<Record<AlertOut["status"], readonly [Tone, IconName]>> = {
  new: ["warn", "star"],
  in_progress: ["accent", "play"],
  resolved: ["good", "check"],
  dismissed: ["quiet", "close"],
};

/** Where an alert stands. */
export function StatusMark({ of }: { of: AlertOut }) {
  const [tone, icon] = STATES[of.status];
  return (
    <Mark tone={tone} icon={icon}>
      {of.status_label}
    </Mark>
  );
}
