/** What stands behind `?` in an address, before anybody has looked at it. */
export type Search = Record<string, unknown>;

/** A text from the address, or `undefined`. Numbers come back as they were typed. */
export function text(search: Search, name: string): string | undefined {
  const value = search[name];
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** One of the values that there are, or `undefined`. */
export function oneOf<Value extends string>(
  search: Search,
  name: string,
  values: readonly Value[],
): Value | undefined {
  const value = text(search, name);
  return values.find((one) => one === value);
}

/** Names with commas between, or `undefined`. */
export function names(search: Search, name: string): string[] | undefined {
  const value = text(search, name);
  return value?.split(",").filter(Boolean);
}
