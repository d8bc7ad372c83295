import { useSyncExternalStore } from "react";

/** What somebody likes, kept in their browser. Nothing here changes what is found. */
export type Preferences = {
  theme: "system" | "light" | "dark";
  zone: "local" | "utc";
  density: "airy" | "dense";
  folded: boolean;
  /** Whether the chart and the list of fields stand on the page. */
  chart: boolean;
  fields: boolean;
  /** Width of the panel at the right, in pixels. */
  panel: number;
  /** Widths of columns that somebody dragged, in pixels, by field. */
  widths: Readonly<Record<string, number>>;
};

const KEY = "clawback.preferences";
const USUAL: Preferences = {
  theme: "system",
  zone: "local",
  density: "dense",
  folded: false,
  chart: true,
  fields: false,
  panel: 520,
  widths: {},
};

let kept: Preferences = read();
const listeners = new Set<() => void>();

function read(): Preferences {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof found === "object" && found !== null ? { ...USUAL, ...found } : USUAL;
  } catch {
    return USUAL; // somebody else wrote there, or the browser keeps nothing
  }
}

/** Changes some preferences, here and in the browser. */
export function prefer(change: Partial<Preferences>): void {
  kept = { ...kept, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing still shows it so until the page is closed.
  }
  paint();
  for (const listener of listeners) listener();
}

/** The preferences, and a new drawing whenever they change. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => kept,
  );
}

/** Puts the theme on the page; `system` leaves it to the browser. */
export function paint(): void {
  const { dataset } = document.documentElement;
  if (kept.theme === "system") delete dataset["theme"];
  else dataset["theme"] = kept.theme;
}
