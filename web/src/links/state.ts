import { oneOf, text, type Search } from "~/shell/search";

/** How much of the link must be the same; the codes are those of the filter fields. */
const BREADTHS = ["url", "url_domain_and_path", "url_domain"] as const;

export type Breadth = (typeof BREADTHS)[number];

/** How far back is looked, as the API takes it; without one, over all mail that is kept. */
const RANGES = ["-1d", "-7d", "-30d", "-90d"] as const;

export type Range = (typeof RANGES)[number];

export type Trace = {
  url?: string | undefined;
  match?: Breadth | undefined;
  since?: Range | undefined;
};

export function readTrace(search: Search): Trace {
  return {
    url: text(search, "url"),
    match: oneOf(search, "match", BREADTHS),
    since: oneOf(search, "since", RANGES),
  };
}
