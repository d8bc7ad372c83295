import { createContext, use, useMemo, useState, type ReactNode } from "react";

import { AddToList } from "./AddToList";

/** What the page can do with a value, for every menu of a value on it. */
export type FilterVerbs = {
  /** The filter that is asked now. */
  text: string;
  view: string;
  /** Asks another filter. */
  change: (text: string) => void;
  /** Draws the chart by a field; left out where the page has no chart. */
  pivot?: ((field: string) => void) | undefined;
  /** Shows a field as a column; left out where the page has no columns. */
  column?: ((field: string) => void) | undefined;
};

export type Verbs = FilterVerbs & { addToList: (value: string) => void };

const Given = createContext<Verbs | undefined>(undefined);

/** What can be done with a value here; `undefined` outside of a page with a filter. */
export function useVerbs(): Verbs | undefined {
  return use(Given);
}

/** Gives the verbs to all that is inside, and has the dialogs that they open. */
export function FilterVerbsProvider({
  verbs,
  children,
}: {
  verbs: FilterVerbs;
  children: ReactNode;
}) {
  const [listed, setListed] = useState<string>();
  const given = useMemo<Verbs>(() => ({ ...verbs, addToList: setListed }), [verbs]);
  return (
    <Given value={given}>
      {children}
      {listed !== undefined && <AddToList value={listed} onClose={() => setListed(undefined)} />}
    </Given>
  );
}
