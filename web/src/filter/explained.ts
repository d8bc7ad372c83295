import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { filterExplainOptions } from "~/api/generated/@tanstack/react-query.gen";
import type { ExplanationOut } from "~/api/generated";
import { problemOf } from "~/api/problem";

import { spanIn } from "./edit";
import type { Condition } from "./tokens";

const PATIENCE = 250; // milliseconds after the last key

/** What is wrong with a filter's text, where, and what can stand there instead. */
export type Mistake = {
  says: string;
  at: Condition | undefined;
  mend: string | undefined;
  /** Whether it is where the text ends: somebody may only not have gone on yet. */
  atEnd: boolean;
};

/** What the server says of a text: its meaning, or what is wrong with it. Neither while it asks. */
export type Explained = {
  text: string;
  explanation: ExplanationOut | undefined;
  mistake: Mistake | undefined;
};

/** A value as it was when nobody had changed it for a moment. */
function useSettled<Value>(value: Value, milliseconds: number): Value {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}

/** Explains a text once nobody types any more. */
export function useExplained(text: string, view: string): Explained {
  const settled = useSettled(text, PATIENCE);
  const { data, error } = useQuery({
    ...filterExplainOptions({ query: { filter: settled, view } }),
    staleTime: 60_000,
  });
  return {
    text: settled,
    explanation: error ? undefined : data,
    mistake: mistakeIn(settled, error),
  };
}

/**
 * Explains a text that stays as it is. Until that is known it is what was said of the one before,
 * which is then not `current`: good to look at, and not to act on.
 */
export function useExplanation(
  text: string,
  view: string,
): { explanation: ExplanationOut | undefined; current: boolean } {
  const { data, isPlaceholderData } = useQuery({
    ...filterExplainOptions({ query: { filter: text, view } }),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
  return { explanation: data, current: !isPlaceholderData };
}

function mistakeIn(text: string, error: unknown): Mistake | undefined {
  if (!error) return undefined;
  const { detail, position, length, mend } = problemOf(error);
  const placed = position !== null && position !== undefined;
  const at = placed ? spanIn(text, position, position + (length ?? 0)) : undefined;
  return {
    says: detail.replace(/ \(at character \d+\)$/, ""),
    at,
    atEnd: at !== undefined && at.to >= text.trimEnd().length,
    mend: placed && mend ? mend : undefined,
  };
}
