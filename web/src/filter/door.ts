import type { RefObject } from "react";

import type { Place } from "./place";
import type { Proposal } from "./proposals";
import type { Condition } from "./tokens";

/** What the line, plain or with its editor, is given and gives back. */
export type Door = {
  label: string;
  describedBy: string;
  draft: string;
  onDraft: (text: string) => void;
  onEnter: () => void;
  mark: Condition | undefined;
  /** A part of the text to put the cursor on; a new object each time. */
  select: Condition | undefined;
  /** Where the cursor stood in the plain input when the editor took its place. */
  left: RefObject<Cursor | undefined>;
};

export type Cursor = { anchor: number; head: number };
export type Propose = (place: Place, signal: AbortSignal) => Promise<readonly Proposal[]>;
