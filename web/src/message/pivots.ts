import { condition } from "~/filter/edit";

const DAY = 86_400_000; // milliseconds

/** The filter that finds what has exactly this value in a field. */
export function having(field: string, value: string): string {
  return condition({ name: field, kind: "text" }, value);
}

/** The range that lies some days before and after a moment, for Explore. */
export function around(at: string, days: number): { since: string; until: string } {
  const moment = new Date(at).valueOf();
  return {
    since: new Date(moment - days * DAY).toISOString(),
    until: new Date(moment + days * DAY).toISOString(),
  };
}
