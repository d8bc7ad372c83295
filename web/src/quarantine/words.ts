import type { EndedListOut, HeldOut } from "~/api/generated";
import { counted } from "~/ui/words";

import type { State } from "./state";

/** The states as people call them. */
export const SAID: Readonly<Record<State, string>> = {
  held: "Held",
  releasing: "Being released",
  released: "Released",
  deleted: "Deleted",
  expired: "Expired",
  lost: "Lost",
};

/** "2 of 3 held mails are released.": what became of several, and why of those that stayed. */
export function endedSaid(
  { items, done }: EndedListOut,
  did: "released" | "deleted",
): { title: string; reasons: readonly string[] } {
  const of = done === items.length ? "" : ` of ${items.length.toLocaleString("en")}`;
  const title =
    of === ""
      ? `${counted(done, "held mail is", "held mails are")} ${did}.`
      : `${done.toLocaleString("en")}${of} held mails are ${did}.`;
  const reasons = items.filter((one) => one.outcome !== "done").map((one) => one.reason);
  return { title, reasons: [...new Set(reasons)] };
}

/** Why somebody cannot release, or `undefined` when they can. */
export function whyNoRelease(may: boolean, setUp: boolean): string | undefined {
  if (!may) return "Your role does not release held mail.";
  if (!setUp) return "No mail server is set up to release to: quarantine.release_smtp is empty.";
  return undefined;
}

/** Those of a message that can still be released or deleted. */
export const stillHeld = (mails: readonly HeldOut[]): readonly HeldOut[] =>
  mails.filter((one) => one.state === "held");
