const KEY = "clawback.reasons";
const MOST = 5;

/** The reasons as they stand after one more was given: the last first, none twice. */
export function withReason(reasons: readonly string[], reason: string): string[] {
  return [reason, ...reasons.filter((one) => one !== reason)].slice(0, MOST);
}

/** The reasons that were given in this tab of the browser, the last first. */
export function lastReasons(): string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  } catch {
    return []; // somebody else wrote there, or the browser keeps nothing
  }
}

/** Keeps a reason until the tab is closed. */
export function remember(reason: string): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(withReason(lastReasons(), reason)));
  } catch {
    // A browser that keeps nothing asks anew each time.
  }
}
