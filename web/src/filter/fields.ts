import { useQuery } from "@tanstack/react-query";

import { fieldListOptions } from "~/api/generated/@tanstack/react-query.gen";
import type { FieldOut } from "~/api/generated";

const NONE: readonly FieldOut[] = [];

/** The fields that a filter of a view can name; asked once. */
export function useFields(view: string): readonly FieldOut[] {
  const { data } = useQuery({ ...fieldListOptions({ query: { view } }), staleTime: Infinity });
  return data ?? NONE;
}

/** A field by its name or one of its aliases. */
export function fieldNamed(fields: readonly FieldOut[], name: string): FieldOut | undefined {
  const plain = name.toLowerCase().replaceAll("-", "_");
  return (
    fields.find((field) => field.name === plain) ??
    fields.find((field) => field.aliases.includes(plain))
  );
}

/** What people read for a value of a field. */
export function labelOf(field: FieldOut | undefined, value: string): string {
  return field?.choices.find((choice) => choice.code === value)?.label ?? value;
}
