import { IconButton } from "~/ui/Button";
import { Hostile } from "~/ui/Hostile";

import style from "./Tabs.module.css";

export type Verbs = (field: string, value: string, anchor: Element) => void;

/** A value in a list: a press searches for it, the dots show what else can be done with it. */
export function Value({
  field,
  value,
  label,
  filter,
  onOnly,
  onVerbs,
}: {
  field: string;
  value: string | null;
  label: string;
  filter: string;
  onOnly: (filter: string) => void;
  onVerbs: Verbs | undefined;
}) {
  return (
    <span className={style.verbal}>
      <button
        type="button"
        className={style.only}
        title={`Search for ${label}`}
        onClick={() => onOnly(filter)}
      >
        <Hostile text={label} />
      </button>
      {value && onVerbs && (
        <IconButton
          icon="more"
          label={`What to do with ${label}`}
          className={style.dots}
          onClick={(event) => onVerbs(field, value, event.currentTarget)}
        />
      )}
    </span>
  );
}
