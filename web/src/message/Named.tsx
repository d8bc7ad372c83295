import type { Named } from "~/api/generated";
import { Mark } from "~/ui/Mark";
import { lookOf } from "~/ui/tones";

/** A value of a vocabulary with its colour, its icon and its word. */
export function NamedMark({ field, named }: { field: string; named: Named | null | undefined }) {
  if (!named) return null;
  const look = lookOf(field, named.code);
  return look ? (
    <Mark tone={look.tone} icon={look.icon}>
      {named.label}
    </Mark>
  ) : (
    <span>{named.label}</span>
  );
}

/** Several, one after the other; `none` where there is none. */
export function NamedMarks({
  field,
  named,
  none,
}: {
  field: string;
  named: readonly Named[];
  none?: string;
}) {
  if (named.length === 0) {
    return none ? (
      <Mark tone="clean" icon="check">
        {none}
      </Mark>
    ) : null;
  }
  return named.map((one) => <NamedMark key={one.code} field={field} named={one} />);
}
