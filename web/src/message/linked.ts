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

/** The clicks that were on this link, whatever was around it, or on one that it leads on to. */
export function clicksOn(
  link: Pick<Link, "url" | "written" | "wrappers">,
  links: readonly Pick<Link, "url" | "written" | "wrappers">[],
  clicks: readonly Click[],
): Click[] {
  const inside = links.filter((one) => one.wrappers.includes(link.url));
  const spellings = new Set([link, ...inside].flatMap((one) => [one.url, one.written]));
  return clicks.filter((click) => spellings.has(click.url));
}
