/** What stands after a number: "delivery" after 1, "deliveries" after any other. */
export function ofNumber(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}

/** "1 delivery", "2,310 deliveries". */
export function counted(count: number, one: string, many?: string): string {
  return `${count.toLocaleString("en")} ${ofNumber(count, one, many)}`;
}

/** "inbox_folder" as a sentence begins: "Inbox folder". */
export function worded(code: string): string {
  const words = code.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Bytes for a person: "1.4 MB". */
export function sized(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? "B"}`;
}

/** "4 s", "12 min", "3 h", "5 d": how long ago, or how long it takes. */
export function lasting(seconds: number): string {
  if (seconds < 90) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** An address that no program turns into a link: `hxxps://evil[.]example`. */
export function defanged(value: string): string {
  return value
    .replace(/^http/i, "hxxp")
    .replaceAll(/(?<=[\w\]])\.(?=[\w[])/g, "[.]")
    .replaceAll("@", "[@]");
}

/** What stands in a text with commas or blanks between. */
export function listed(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** A label in the middle of a sentence: "sender domain", but "URL domain". */
export function amid(label: string): string {
  return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
