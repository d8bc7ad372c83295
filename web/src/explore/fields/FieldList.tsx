import { memo, useMemo, useState } from "react";

import type { FieldOut } from "~/api/generated";
import { useFields } from "~/filter/fields";
import type { Where } from "~/filter/values";
import { IconButton } from "~/ui/Button";
import { Icon } from "~/ui/Icon";
import { Waiting } from "~/ui/Notice";

import { grouped } from "./grouping";
import style from "./FieldList.module.css";
import { TopValues } from "./TopValues";

/**
 * The fields of a view. Each opens its most frequent values among what the filter finds, so that a
 * hunt can be done without typing. What + and − do comes from `FilterVerbs` of the page.
 */
export const FieldList = memo(function FieldList({
  view,
  text,
  since,
  until,
  onFold,
}: Where & {
  /** The filter whose rows are counted. */
  text: string;
  /** Puts the list away; without it, it cannot be. */
  onFold?: () => void;
}) {
  const fields = useFields(view);
  const [wanted, setWanted] = useState("");
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const groups = useMemo(() => grouped(fields, wanted), [fields, wanted]);
  const toggle = (name: string) => {
    const next = new Set(open);
    if (!next.delete(name)) next.add(name);
    setOpen(next);
  };
  return (
    <section className={style.list} aria-label="Fields">
      <div className={style.head}>
        <input
          className={style.search}
          type="search"
          aria-label="Find a field"
          placeholder="Find a field"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
        {onFold && <IconButton icon="back" label="Hide the fields" onClick={onFold} />}
      </div>
      <div className={style.groups}>
        {fields.length === 0 && <Waiting what="fields" />}
        {fields.length > 0 && groups.length === 0 && (
          <p className={style.none}>No field is called so.</p>
        )}
        {groups.map(({ says, fields: members }) => (
          <div key={says}>
            <h3 className={style.group}>{says}</h3>
            <ul>
              {members.map((field) => (
                <li key={field.name}>
                  <FieldRow
                    field={field}
                    open={open.has(field.name)}
                    onToggle={() => toggle(field.name)}
                  />
                  {open.has(field.name) && (
                    <TopValues field={field} text={text} where={{ view, since, until }} />
                  )}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
});

function FieldRow({
  field,
  open,
  onToggle,
}: {
  field: FieldOut;
  open: boolean;
  onToggle: () => void;
}) {
  return (
    <button
      type="button"
      className={style.field}
      aria-expanded={open}
      title={`${field.meaning} ${field.name}`}
      onClick={onToggle}
    >
      <Icon name={open ? "down" : "chevron"} size={12} />
      {field.label}
    </button>
  );
}
