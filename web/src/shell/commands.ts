import { useEffect, useSyncExternalStore } from "react";

import type { IconName } from "~/ui/Icon";

/** Something that can be done from here: by its key, in the palette, on the keyboard map. */
export type Command = {
  id: string;
  says: string;
  group: string;
  /** Keys, as `j`, `g e` (one after the other), `mod+k` (Ctrl, or ⌘). */
  keys?: string;
  icon?: IconName;
  run: () => void;
};

let groups: readonly (readonly Command[])[] = [];
let flat: readonly Command[] = [];
const listeners = new Set<() => void>();

function change(next: readonly (readonly Command[])[]): void {
  groups = next;
  // Who came last stands first: a panel's `j` is meant before the page's.
  flat = groups.toReversed().flat();
  for (const listener of listeners) listener();
}

/** Offers commands for as long as what calls it is on the page. */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => {
    change([...groups, commands]);
    return () => change(groups.filter((group) => group !== commands));
  }, [commands]);
}

/** Every command on offer now, the most particular first. */
export function useEveryCommand(): readonly Command[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => flat,
  );
}

/** The command for keys that were pressed, if any. */
export function commandFor(keys: string): Command | undefined {
  return flat.find((command) => command.keys === keys);
}

/** Whether more keys could follow these. */
export function begins(keys: string): boolean {
  return flat.some((command) => command.keys?.startsWith(`${keys} `));
}
