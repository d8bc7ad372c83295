import type { EntryAddData } from "~/api/generated";

type Wish = NonNullable<EntryAddData["body"]["expiry"]>;
export type Choice = NonNullable<Wish["choice"]>;

/** How long an entry counts. The last is for what is allowed, and begins anew with each use. */
export const LASTS: readonly { value: Choice; label: string }[] = [
  { value: "1_day", label: "For a day" },
  { value: "7_days", label: "For 7 days" },
  { value: "30_days", label: "For 30 days" },
  { value: "date", label: "Until a date" },
  { value: "never", label: "For good" },
  { value: "45_days_after_use", label: "Until 45 days after its last use" },
];

/** What is sent: the end of the chosen day, as the person's clock has it. */
export function expiryOf(choice: Choice, day: string): Wish {
  if (choice !== "date") return { choice };
  return { choice, at: new Date(`${day}T23:59:59`).toISOString() };
}

/** Why an end is none yet. */
export function lacking(choice: Choice, day: string): string | undefined {
  return choice === "date" && day === "" ? "Choose the day on which it ends." : undefined;
}
