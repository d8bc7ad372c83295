import type { KeyIn } from "~/api/generated";

import { keyText } from "../state";

type Keys = ReadonlyMap<string, KeyIn>;

/** Which deliveries are chosen: some by their keys, or all that match, without some. */
export type Selection =
  | { kind: "rows"; keys: Keys; anchor: number | null }
  | { kind: "all"; without: Keys; anchor: number | null };

export const NOTHING: Selection = { kind: "rows", keys: new Map(), anchor: null };

export type Pick =
  /** Turns one row over. */
  | { type: "turn"; at: number; key: KeyIn }
  /** Chooses, or leaves out, every row from where the last one was turned over to here. */
  | { type: "stretch"; at: number; keyAt: (at: number) => KeyIn | undefined }
  | { type: "loaded"; keys: readonly KeyIn[] }
  | { type: "all" }
  | { type: "none" };

/** Whether a row is chosen. */
export function has(selection: Selection, key: KeyIn): boolean {
  const text = keyText(key);
  return selection.kind === "rows" ? selection.keys.has(text) : !selection.without.has(text);
}

function put(keys: Keys, one: readonly KeyIn[], there: boolean): Keys {
  const next = new Map(keys);
  for (const key of one) {
    if (there) next.set(keyText(key), key);
    else next.delete(keyText(key));
  }
  return next;
}

/** Sets rows to chosen or not, whichever way the selection is kept. */
function set(selection: Selection, keys: readonly KeyIn[], chosen: boolean, at: number): Selection {
  return selection.kind === "rows"
    ? { kind: "rows", keys: put(selection.keys, keys, chosen), anchor: at }
    : { kind: "all", without: put(selection.without, keys, !chosen), anchor: at };
}

function between(from: number, to: number, keyAt: (at: number) => KeyIn | undefined): KeyIn[] {
  const keys: KeyIn[] = [];
  for (let at = Math.min(from, to); at <= Math.max(from, to); at += 1) {
    const key = keyAt(at);
    if (key) keys.push(key);
  }
  return keys;
}

/** The selection after somebody has picked. */
export function pick(selection: Selection, picked: Pick): Selection {
  switch (picked.type) {
    case "turn":
      return set(selection, [picked.key], !has(selection, picked.key), picked.at);
    case "stretch": {
      const from = selection.anchor ?? picked.at;
      const first = picked.keyAt(from);
      // As in a list of files: the stretch becomes what its first row is.
      const chosen = selection.anchor === null || (first !== undefined && has(selection, first));
      return set(selection, between(from, picked.at, picked.keyAt), chosen, picked.at);
    }
    case "loaded":
      return { kind: "rows", keys: put(new Map(), picked.keys, true), anchor: null };
    case "all":
      return { kind: "all", without: new Map(), anchor: null };
    case "none":
      return NOTHING;
  }
}

/** How many deliveries are chosen; `undefined` while it is not known how many match. */
export function chosenCount(selection: Selection, matching: number | undefined) {
  if (selection.kind === "rows") return selection.keys.size;
  return matching === undefined ? undefined : Math.max(0, matching - selection.without.size);
}
