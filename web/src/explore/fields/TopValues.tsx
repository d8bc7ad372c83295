import { useQuery } from "@tanstack/react-query";

import type { FieldOut } from "~/api/generated";
import { condition, contrary, withCondition } from "~/filter/edit";
import { labelOf } from "~/filter/fields";
import { topValues, type Where } from "~/filter/values";
import { ValueMenu } from "~/filter/ValueMenu";
import { useVerbs } from "~/filter/verbs";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { IconButton } from "~/ui/Button";
import { toneClass } from "~/ui/Mark";
import { Waiting } from "~/ui/Notice";
import { seriesTone } from "~/ui/tones";

import style from "./FieldList.module.css";

const SHOWN = 8;

/** The most frequent values of a field among what the filter finds. */
export function TopValues({ field, text, where }: { field: FieldOut; text: string; where: Where }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["top", field.name, text, where],
    queryFn: ({ signal }) =>
      topValues({ field: field.name, filter: text, limit: SHOWN, where, signal }),
  });
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Waiting what={`values of ${field.label}`} lines={3} />;
  if (data.length === 0) return <p className={style.none}>Nothing here has a value.</p>;
  const most = Math.max(...data.map(({ count }) => count));
  return (
    <ul className={style.values} aria-label={`Most frequent: ${field.label}`}>
      {data.map(({ value, count }) => (
        <Value key={value} field={field} value={value} count={count} most={most} />
      ))}
    </ul>
  );
}

function Value({
  field,
  value,
  count,
  most,
}: {
  field: FieldOut;
  value: string;
  count: number;
  most: number;
}) {
  const verbs = useVerbs();
  const only = condition(field, value);
  const says = value ? labelOf(field, value) : "none";
  const width = { width: `${(100 * count) / most}%` };
  return (
    <li className={style.value}>
      <div className={style.words}>
        <span className={value ? style.name : style.empty}>
          <ValueMenu field={field.name} value={value} shown={says} />
        </span>
        <span className={style.count}>{count.toLocaleString("en")}</span>
      </div>
      {verbs && (
        <span className={style.acts}>
          <IconButton
            icon="plus"
            label={`Only ${field.label}: ${says}`}
            onClick={() => verbs.change(withCondition(verbs.text, only))}
          />
          <IconButton
            icon="minus"
            label={`Without ${field.label}: ${says}`}
            onClick={() => verbs.change(withCondition(verbs.text, contrary(only)))}
          />
        </span>
      )}
      <div className={style.track} aria-hidden="true">
        <div
          className={`${style.bar} ${toneClass(seriesTone(field.name, value, 0))}`}
          style={width}
        />
      </div>
    </li>
  );
}
