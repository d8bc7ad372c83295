/** A text as it was, and where the cursor stood. */
export type Version = { text: string; cursor: number };

/** What can be undone, and what of that can be done again. */
export type Past = {
  before: readonly Version[];
  after: readonly Version[];
  /** The last change, as long as one like it can be a part of it. */
  last?: Change | undefined;
};

export type Change = { kind: "typed" | "deleted" | "other"; time: number };

export const NOTHING: Past = { before: [], after: [] };

const MOST = 100;
const TOGETHER = 500; // milliseconds; letters typed as quickly are undone as one

/** The past after a text has become another: `was` is what it was. */
export function remembered(past: Past, was: Version, change: Change): Past {
  const { last } = past;
  const together =
    change.kind !== "other" && last?.kind === change.kind && change.time - last.time < TOGETHER;
  const before = together ? past.before : [...past.before, was].slice(-MOST);
  return { before, after: [], last: change };
}

/** What undoing gives: the version to show and what is past then; nothing at the beginning. */
export function undone(past: Past, now: Version): [Version, Past] | undefined {
  const to = past.before.at(-1);
  return to && [to, { before: past.before.slice(0, -1), after: [...past.after, now] }];
}

/** What doing again gives, likewise. */
export function redone(past: Past, now: Version): [Version, Past] | undefined {
  const to = past.after.at(-1);
  return to && [to, { before: [...past.before, now], after: past.after.slice(0, -1) }];
}
