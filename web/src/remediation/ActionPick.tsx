import type { Action, ReviewOut } from "~/api/generated";
import { Icon } from "~/ui/Icon";
import { toneClass } from "~/ui/Mark";
import { lookOf } from "~/ui/tones";

import style from "./Remediation.module.css";
import { actionName, ACTIONS, MEANINGS, whyPointless } from "./words";

/** The five actions; one that makes no sense where the mail lies now says why. */
export function ActionPick({
  value,
  review,
  onChoose,
}: {
  value: Action;
  review: ReviewOut | undefined;
  onChoose: (action: Action) => void;
}) {
  return (
    <fieldset className={style.actions}>
      <legend>Action</legend>
      {ACTIONS.map((action) => (
        <One
          key={action}
          action={action}
          chosen={action === value}
          review={review}
          onChoose={onChoose}
        />
      ))}
    </fieldset>
  );
}

function One({
  action,
  chosen,
  review,
  onChoose,
}: {
  action: Action;
  chosen: boolean;
  review: ReviewOut | undefined;
  onChoose: (action: Action) => void;
}) {
  const look = lookOf("remediation_action", action);
  const sense = review?.actions.find((one) => one.action === action);
  const why = sense ? whyPointless(sense.pointless) : "";
  const none = sense !== undefined && sense.sensible === 0;
  return (
    <label className={`${style.action} ${none ? style.pointless : ""}`}>
      <input
        type="radio"
        name="action"
        value={action}
        checked={chosen}
        onChange={() => onChoose(action)}
      />
      <span className={toneClass(look?.tone ?? "unknown")}>
        <span className={style.toned}>
          <Icon name={look?.icon ?? "minus"} />
        </span>
      </span>
      <span>
        <strong>{actionName(action)}</strong>
        <span className={style.hint}>
          {none ? `Makes no sense here: ${why}.` : MEANINGS[action]}
          {!none && why && ` Not for ${why}.`}
        </span>
      </span>
      <span className={style.count}>{sense?.sensible.toLocaleString("en")}</span>
    </label>
  );
}
