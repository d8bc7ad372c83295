import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";

import type { FieldOut } from "~/api/generated";
import { listNamesOptions } from "~/api/generated/@tanstack/react-query.gen";
import { useMay } from "~/shell/session";

import { quoted } from "./edit";
import { useFields } from "./fields";
import type { Place } from "./place";
import {
  fieldOf,
  foundValues,
  hasLiveValues,
  proposedLists,
  proposedNames,
  proposedValues,
  type Proposal,
} from "./proposals";
import { quiet } from "./quiet";
import { topValues, type Found, type Where } from "./values";

const PATIENCE = 150; // milliseconds; a value is looked for when nobody types for so long
const LOOKED_AT = 30; // values asked for: a row with several gives others of its values too
const FRESH = 60_000; // milliseconds
const NO_LISTS: readonly string[] = [];

/** The names of all lists, for whoever may read them. */
export function useLists(): readonly string[] {
  const may = useMay();
  const { data } = useQuery({ ...listNamesOptions(), enabled: may("lists.read") });
  return data ?? NO_LISTS;
}

/** A function that tells what can stand at a place; the same one as long as the page is there. */
export function useProposals(
  where: Where,
): (place: Place, signal: AbortSignal) => Promise<readonly Proposal[]> {
  const fields = useFields(where.view);
  const lists = useLists();
  const queries = useQueryClient();
  const now = useRef({ where, fields, lists });
  useEffect(() => {
    now.current = { where, fields, lists };
  });
  return useCallback(
    async (place, signal) => {
      const known = now.current;
      if (place.kind === "name") return proposedNames(known.fields, known.lists, place.typed);
      if (place.field.toLowerCase() === "list") return proposedLists(known.lists, place.typed);
      const field = fieldOf(known.fields, place);
      if (!field) return [];
      if (!hasLiveValues(field)) return proposedValues(field, place.typed);
      if (!(await quiet(PATIENCE, signal))) return [];
      const found = await queries
        .fetchQuery({
          queryKey: ["values", known.where, field.name, place.typed],
          queryFn: () =>
            topValues({
              field: field.name,
              filter: holding(field, place.typed),
              limit: LOOKED_AT,
              where: known.where,
              signal,
            }),
          staleTime: FRESH,
        })
        .catch((): Found => []); // proposals are a help: without them one types on
      return foundValues(field, found, place.typed);
    },
    [queries],
  );
}

/** The filter for rows whose value holds what was typed; a part of an address cannot be asked for. */
function holding(field: FieldOut, typed: string): string {
  return typed && field.kind !== "ip" ? `${field.name}~${quoted(typed)}` : "";
}
