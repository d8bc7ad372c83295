/** The filter with one more condition. */
export function withCondition(filter: string, more: string): string {
  if (filter.trim() === "" || more.includes(filter)) return more;
  return more === "" ? filter : `(${filter}) ${more}`;
}
