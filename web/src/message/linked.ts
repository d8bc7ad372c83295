import type { Link, ShownClicks } from "~/api/generated";

type Click = ShownClicks["rows"][number];

const HOST = /(?:^|[\s/@(<"'])((?:[\p{L}\p{N}-]+\.)+\p{L}{2,24})(?=[\s/:?#)>"',]|$)/iu;

/** Whether the words that a link stands behind name a host that it does not lead to. */
export function pretends({
  text,
  domain,
  registrable,
}: Pick<Link, "text" | "domain" | "registrable">) {
  const named = HOST.exec(text)?.[1]?.toLowerCase();
  if (!named || !domain) return false;
  const house = (registrable || domain).toLowerCase();
  return !(named === house || named.endsWith(`.${house}`) || domain.toLowerCase() === named);
}

/** The clicks that were on this link, whatever was around it. */
export function clicksOn(link: Pick<Link, "url" | "written">, clicks: readonly Click[]): Click[] {
  return clicks.filter((click) => click.url === link.url || click.url === link.written);
}
