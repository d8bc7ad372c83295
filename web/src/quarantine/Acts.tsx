import { useState } from "react";

import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Button } from "~/ui/Button";
import { Confirm } from "~/ui/Confirm";
import { Notice } from "~/ui/Notice";
import { counted } from "~/ui/words";

import type { Acting } from "./acting";
import { whyNoRelease } from "./words";

/** Release and delete for what is chosen. */
export function Acts({
  ids,
  releases,
  acting,
}: {
  ids: readonly string[];
  releases: boolean;
  acting: Acting;
}) {
  const may = useMay();
  const [deleting, setDeleting] = useState(false);
  const none = ids.length === 0 ? "Choose for whom first." : undefined;
  const busy = acting.busy ? "One moment." : undefined;
  const many = counted(ids.length, "held mail");
  const remove = async () => {
    if (await acting.remove(ids)) setDeleting(false);
  };
  return (
    <>
      <Button
        icon="trash"
        why={may("remediate.start") ? (none ?? busy) : "Your role does not delete mail for good."}
        onClick={() => setDeleting(true)}
      >
        Delete…
      </Button>
      <Button
        kind="main"
        icon="inbox"
        why={whyNoRelease(may("held_mail.release"), releases) ?? none ?? busy}
        onClick={() => void acting.release(ids)}
      >
        {acting.busy ? "One moment …" : releaseSaid(ids.length)}
      </Button>
      <Confirm
        open={deleting}
        title={`Delete ${many} for good?`}
        about="Nobody gets it, and it cannot be brought back."
        act={`Delete ${many}`}
        refusal={acting.error !== undefined && <ProblemNotice error={acting.error} />}
        onAct={remove}
        onClose={() => {
          setDeleting(false);
          acting.forget();
        }}
      />
    </>
  );
}

const releaseSaid = (many: number): string =>
  many === 0 ? "Release" : `Release to ${counted(many, "recipient")}`;

/** What did not work, until the next try. */
export function Left({ acting }: { acting: Acting }) {
  if (acting.error !== undefined) return <ProblemNotice error={acting.error} />;
  if (!acting.left) return null;
  return (
    <Notice tone="danger" title={acting.left.title}>
      {acting.left.reasons.map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
    </Notice>
  );
}
