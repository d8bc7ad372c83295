import { SelectField, TextField } from "~/ui/Field";

import { LASTS, type Choice } from "./expiry";

/** How long an entry counts. */
export function ExpiryFields({
  allows,
  choice,
  day,
  onChoice,
  onDay,
}: {
  /** Whether it is for what is allowed, which can last for as long as it is used. */
  allows: boolean;
  choice: Choice;
  day: string;
  onChoice: (choice: Choice) => void;
  onDay: (day: string) => void;
}) {
  return (
    <>
      <SelectField
        label="How long"
        choices={LASTS.filter((one) => allows || one.value !== "45_days_after_use")}
        value={choice}
        onChoose={onChoice}
      />
      {choice === "date" && (
        <TextField
          label="Until the end of"
          type="date"
          value={day}
          onChange={(event) => onDay(event.target.value)}
        />
      )}
    </>
  );
}
