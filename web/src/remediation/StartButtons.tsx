import { useState } from "react";

import type { ReviewOut } from "~/api/generated";
import { useMay } from "~/shell/session";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { counted } from "~/ui/words";

import style from "./Remediation.module.css";
import type { Form, How } from "./sketch";
import { deed } from "./words";

/** Why it can be neither started nor proposed yet. */
function missing(form: Form, review: ReviewOut | undefined, busy: boolean): string | undefined {
  if (!review) return "What would be touched is not known yet.";
  if (review.actionable === 0) return "There is nothing to act on.";
  if (form.name.trim() === "") return "Give it a name, so that others know what it is.";
  return busy ? "One moment: it is being looked at." : undefined;
}

/** Says what will happen. Red only at the last click of what cannot be undone. */
export function StartButtons({
  form,
  review,
  busy,
  onCollect,
  onGo,
}: {
  form: Form;
  review: ReviewOut | undefined;
  busy: boolean;
  onCollect: () => void;
  onGo: (how: How) => void;
}) {
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const why = missing(form, review, busy);
  const needsOthers = (review?.consent.quorum ?? 0) > 0;
  const never = review?.effects.never ?? 0;
  const says = deed(form.action, review?.actionable ?? 0);
  const start =
    why ??
    (may("remediate.start") ? undefined : "Your role does not start remediations: propose it.") ??
    (review?.consent.refused || undefined) ??
    (needsOthers ? "It needs the approval of others: propose it." : undefined);
  const keep =
    why ?? (may("remediate.draft") ? undefined : "Your role does not prepare remediations.");
  const propose =
    why ?? (may("remediate.propose") ? undefined : "Your role does not propose remediations.");
  const proposes = needsOthers || !may("remediate.start");
  return (
    <>
      <Button icon="plus" why={may("remediate.draft") ? undefined : start} onClick={onCollect}>
        Add to a container
      </Button>
      <span className={style.space} />
      {proposes && (
        <Button why={keep} onClick={() => onGo("keep")}>
          Keep as a draft
        </Button>
      )}
      <Button kind={proposes ? "main" : "plain"} why={propose} onClick={() => onGo("propose")}>
        Propose to others
      </Button>
      {(!proposes || review?.consent.refused) && (
        <Button
          kind="main"
          why={start}
          onClick={() => (never > 0 ? setAsking(true) : onGo("start"))}
        >
          {says}
        </Button>
      )}
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`${says}?`}
        feet={
          <>
            <Button onClick={() => setAsking(false)}>Keep them</Button>
            <Button
              kind="danger"
              onClick={() => {
                setAsking(false);
                onGo("start");
              }}
            >
              {says}
            </Button>
          </>
        }
      >
        <p>{counted(never, "delivery", "deliveries")} cannot be brought back afterwards.</p>
      </Dialog>
    </>
  );
}
