import type { KeyIn, NamesIn } from "~/api/generated";

/** Which deliveries something is to be done to: certain rows, or what a filter finds now without some. */
export type Choice =
  | { kind: "rows"; keys: readonly KeyIn[] }
  | {
      kind: "filter";
      filter: string;
      view?: string | undefined;
      /** Absolute, or told from now (`-7d`), as the address has them. */
      since?: string | undefined;
      until?: string | undefined;
      excluded: readonly KeyIn[];
      /** How many the filter finds, with those that are left out. */
      count: number;
    };

/** How many deliveries a choice is about, as far as the page knew when it was made. */
export function sizeOf(choice: Choice): number {
  return choice.kind === "rows"
    ? choice.keys.length
    : Math.max(0, choice.count - choice.excluded.length);
}

/** The part of a choice that names deliveries, as the API takes it. */
export function namesOf(choice: Choice): { only?: NamesIn; without?: NamesIn } {
  if (choice.kind === "rows") return { only: { deliveries: [...choice.keys] } };
  return choice.excluded.length > 0 ? { without: { deliveries: [...choice.excluded] } } : {};
}
