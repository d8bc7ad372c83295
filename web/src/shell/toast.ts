/** Something that is said in passing. */
export type Toast = { id: number; title: string; about?: string | undefined };

const LASTING = 6000; // milliseconds

let shown: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function show(next: readonly Toast[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** Says in passing that something was done. What failed is said where it failed, and stays there. */
export function say(title: string, about?: string): void {
  last += 1;
  const id = last;
  show([...shown, { id, title, about }]);
  setTimeout(() => dismiss(id), LASTING);
}

/** Takes one away before its time. */
export function dismiss(id: number): void {
  show(shown.filter((toast) => toast.id !== id));
}

/** What is said now, for `useSyncExternalStore`. */
export const said = {
  now: (): readonly Toast[] => shown,
  follow: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
