import type { AlertTrigger } from "~/api/generated";
import { SelectField, TextField } from "~/ui/Field";
import { Two } from "~/ui/Stack";
import { worded } from "~/ui/words";

import { APART, TRIGGERS } from "./policy";

const BY = [
  { value: "", label: "All together" },
  ...APART.map((value) => ({ value, label: worded(value) })),
];

/** When what fits makes an alert. */
export function TriggerFields({
  trigger,
  onChange,
}: {
  trigger: AlertTrigger;
  onChange: (trigger: AlertTrigger) => void;
}) {
  const { kind = "each", count = 10, minutes = 60, by = "" } = trigger;
  const set = (part: Partial<AlertTrigger>) => onChange({ ...trigger, ...part });
  return (
    <>
      <SelectField
        label="Makes an alert"
        hint={
          kind === "unusual"
            ? "Against the last seven days, hour by hour; it takes a day to learn"
            : undefined
        }
        choices={TRIGGERS}
        value={kind}
        onChoose={(chosen) => set({ kind: chosen })}
      />
      {kind === "threshold" && (
        <Two>
          <TextField
            label="How many"
            type="number"
            min={1}
            value={String(count)}
            onChange={(event) => set({ count: Number(event.target.value) })}
          />
          <TextField
            label="Within minutes"
            type="number"
            min={1}
            value={String(minutes)}
            onChange={(event) => set({ minutes: Number(event.target.value) })}
          />
        </Two>
      )}
      {kind !== "each" && (
        <SelectField
          label="Counted apart by"
          choices={BY}
          value={by}
          onChoose={(chosen) => set({ by: chosen })}
        />
      )}
    </>
  );
}
