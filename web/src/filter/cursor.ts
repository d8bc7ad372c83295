import type { Condition } from "./tokens";

let listener: ((at: Condition) => void) | undefined;

/** Puts the cursor of the page's filter line on a part of its text. */
export function putCursor(at: Condition): void {
  listener?.(at);
}

/** The filter line hears where its cursor is wanted; answers with how to stop. */
export function onCursor(hear: (at: Condition) => void): () => void {
  listener = hear;
  return () => {
    if (listener === hear) listener = undefined;
  };
}
