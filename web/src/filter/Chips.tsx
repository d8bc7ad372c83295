import type { PartOut } from "~/api/generated";
import { IconButton } from "~/ui/Button";
import { Icon } from "~/ui/Icon";
import { toneClass } from "~/ui/Mark";
import { lookOf } from "~/ui/tones";

import style from "./Chips.module.css";
import { putCursor } from "./cursor";
import { replaced, spanIn, withCondition, withoutPart } from "./edit";
import { useExplanation } from "./explained";
import type { Condition } from "./tokens";

/** A filter, and beside it conditions that are switched off: kept, but not asked. */
export type Switched = { text: string; off: string };

/**
 * The conditions of a filter, drawn from what the server has read in it: click to negate, switch
 * off, edit, take out. `off` is filter text too: the conditions that are kept without being asked.
 */
export function Chips({
  text,
  view,
  off = "",
  onChange,
}: {
  text: string;
  view: string;
  off?: string | undefined;
  onChange: (next: Switched) => void;
}) {
  const { parts: asked, current } = useParts(text, view);
  const { parts: kept, current: keptCurrent } = useParts(off, view);
  if (asked.length === 0 && kept.length === 0) return null;
  const change = (next: Switched) => {
    if (current && keptCurrent) onChange(next);
  };
  return (
    <ul className={style.chips} aria-label="Conditions of the filter">
      {asked.map(({ part, at }) => (
        <Chip
          key={`on ${at.from} ${part.filter}`}
          part={part}
          on
          onNegate={() => change({ text: replaced(text, at, part.contrary), off })}
          onSwitch={() =>
            change({
              text: withoutPart(text, at),
              off: withCondition(off, text.slice(at.from, at.to)),
            })
          }
          onEdit={() => putCursor(at)}
          onRemove={() => change({ text: withoutPart(text, at), off })}
        />
      ))}
      {kept.map(({ part, at }) => (
        <Chip
          key={`off ${at.from} ${part.filter}`}
          part={part}
          on={false}
          onSwitch={() =>
            change({
              text: withCondition(text, off.slice(at.from, at.to)),
              off: withoutPart(off, at),
            })
          }
          onRemove={() => change({ text, off: withoutPart(off, at) })}
        />
      ))}
    </ul>
  );
}

/** The conditions of a text with their places; none while it is not known, or wrong. */
function useParts(
  text: string,
  view: string,
): { parts: { part: PartOut; at: Condition }[]; current: boolean } {
  const { explanation, current } = useExplanation(text, view);
  const parts = (text && explanation?.parts) || [];
  return {
    parts: parts.map((part) => ({ part, at: spanIn(text, part.start, part.end) })),
    current,
  };
}

function Chip({
  part,
  on,
  onNegate,
  onSwitch,
  onEdit,
  onRemove,
}: {
  part: PartOut;
  on: boolean;
  onNegate?: () => void;
  onSwitch: () => void;
  onEdit?: () => void;
  onRemove: () => void;
}) {
  const said = [part.label, part.says].filter(Boolean).join(" ");
  const classes = [style.chip, part.negated ? style.negated : "", on ? "" : style.off];
  return (
    <li className={classes.filter(Boolean).join(" ")}>
      <button
        type="button"
        className={style.body}
        title={on ? `${said}. Press to say the contrary.` : `${said}. It is switched off.`}
        onClick={onNegate ?? onSwitch}
      >
        <Look part={part} />
        <span className="visually-hidden">{on ? "Negate: " : "Switch on: "}</span>
        {part.label && <span className={style.label}>{part.label} </span>}
        <span className={style.says}>{part.says}</span>
      </button>
      <span className={style.acts}>
        {onEdit && <IconButton icon="edit" label={`Edit: ${said}`} onClick={onEdit} />}
        <IconButton
          icon={on ? "eye" : "hidden"}
          label={`${on ? "Switch off" : "Switch on"}: ${said}`}
          onClick={onSwitch}
        />
        <IconButton icon="close" label={`Remove: ${said}`} onClick={onRemove} />
      </span>
    </li>
  );
}

/** A sign for what is negated, else the icon of a value that has one. */
function Look({ part }: { part: PartOut }) {
  if (part.negated) return <Icon name="stop" size={14} />;
  const value = /^\w+:(\w+)$/.exec(part.filter)?.[1];
  const look = value && part.field ? lookOf(part.field, value) : undefined;
  if (!look) return null;
  return (
    <span className={`${style.look} ${toneClass(look.tone)}`}>
      <Icon name={look.icon} size={14} />
    </span>
  );
}
