import type { Proposal } from "./proposals";

/** The proposals that are shown, and the one that is chosen. */
export type Listing = {
  proposals: readonly Proposal[];
  /** Where in the text what is taken begins; it ends at the cursor. */
  from: number;
  /** -1 as long as none is. */
  chosen: number;
  /** Whether one typed on, and other proposals are being looked for. */
  stale: boolean;
};

export type Step = "next" | "before" | "page on" | "page back";

const PAGE = 8;

/** The listing with another proposal chosen; step by step it goes round, by pages it does not. */
export function moved(listing: Listing, step: Step): Listing {
  const last = listing.proposals.length - 1;
  const { chosen } = listing;
  const to = {
    next: chosen >= last ? 0 : chosen + 1,
    before: chosen <= 0 ? last : chosen - 1,
    "page on": Math.min(Math.max(chosen, 0) + PAGE, last),
    "page back": Math.max(chosen - PAGE, 0),
  }[step];
  return { ...listing, chosen: to };
}

/** What the line says of its list to those who do not see it. */
export function saidOfList(id: string, listing: Listing | undefined): Record<string, string> {
  return {
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-haspopup": "listbox",
    "aria-expanded": listing ? "true" : "false",
    ...(listing ? { "aria-controls": id } : {}),
    ...(listing && listing.chosen >= 0
      ? { "aria-activedescendant": optionId(id, listing.chosen) }
      : {}),
  };
}

/** The id of one proposal in a list. */
export function optionId(list: string, at: number): string {
  return `${list}-${at}`;
}

type Size = { width: number; height: number };

/** Where a list stands in the window. */
export type Standing = {
  left: number;
  /** The distance from the top of the window, or, above the line, from its bottom. */
  top?: number;
  bottom?: number;
  tallest: number;
  /** Where there is room for more about the chosen one. */
  beside: "right" | "left" | "under";
};

const GAP = 12;
const EDGE = 8;
const TALLEST = 328;
const BESIDE = 332;

/** Under the cursor; above it where there is more room and it is needed. */
export function standing(
  at: { left: number; top: number; bottom: number },
  list: Size,
  room: Size,
): Standing {
  const under = room.height - at.bottom - GAP - EDGE;
  const over = at.top - GAP - EDGE;
  const up = Math.min(list.height, TALLEST) > under && over > under;
  const left = Math.max(EDGE, Math.min(at.left, room.width - list.width - EDGE));
  const right = left + list.width + BESIDE <= room.width;
  return {
    left,
    ...(up ? { bottom: room.height - at.top + GAP } : { top: at.bottom + GAP }),
    tallest: Math.min(TALLEST, up ? over : under),
    beside: right ? "right" : left >= BESIDE ? "left" : "under",
  };
}
