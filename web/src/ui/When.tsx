import { useState } from "react";

import { SmallField, SmallSelect } from "./Field";

const RANGES = [
  { value: "", label: "Any time" },
  { value: "-24h", label: "Last 24 hours" },
  { value: "-7d", label: "Last 7 days" },
  { value: "-30d", label: "Last 30 days" },
  { value: "between", label: "Between days …" },
] as const;

/** From when (included) until when (not included): a day, a moment, or told from now (`-7d`). */
type Range = { since?: string | undefined; until?: string | undefined };

/** When something was: lately, or between two days. */
export function When({ since, until, onChange }: Range & { onChange: (range: Range) => void }) {
  const preset = RANGES.find((one) => one.value === (since ?? ""))?.value;
  const [between, setBetween] = useState(preset === undefined || until !== undefined);
  const choose = (value: (typeof RANGES)[number]["value"]) => {
    setBetween(value === "between");
    if (value !== "between") onChange({ since: value || undefined, until: undefined });
  };
  return (
    <>
      <SmallSelect
        label="When"
        choices={RANGES}
        value={between ? "between" : (preset ?? "")}
        onChoose={choose}
      />
      {between && (
        <>
          <Day label="From" value={since} onDay={(day) => onChange({ since: day, until })} />
          <Day label="Before" value={until} onDay={(day) => onChange({ since, until: day })} />
        </>
      )}
    </>
  );
}

function Day({
  label,
  value,
  onDay,
}: {
  label: string;
  value: string | undefined;
  onDay: (day: string | undefined) => void;
}) {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value ?? "") ? value : "";
  return (
    <SmallField
      label={label}
      type="date"
      value={day}
      onChange={(event) => onDay(event.target.value || undefined)}
    />
  );
}
