import { useState, type ReactNode } from "react";

import type { RemediationOut } from "~/api/generated";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { CheckField, TextArea } from "~/ui/Field";
import { counted } from "~/ui/words";

import type { Said } from "./acting";
import { Drift } from "./Drift";
import style from "./Remediation.module.css";
import type { Verb, VerbName } from "./verbs";
import { deed } from "./words";

type Question = {
  title: string;
  says: string;
  about: string;
  /** Whether a reason is asked for, and whether it must be given. */
  reason?: "wanted" | "needed";
  danger?: boolean;
};

/** Verbs that are asked about before they are carried out; the others are done at once. */
export function questionOf(verb: VerbName, one: RemediationOut): Question | undefined {
  const final = isFinal(one);
  const touched = counted(one.deliveries, "delivery", "deliveries");
  const does = one.undo_of === null ? deed(one.action, one.deliveries) : `Put back ${touched}`;
  const questions: Partial<Record<VerbName, Question>> = {
    approve: {
      title: "Approve this plan?",
      says: "Approve",
      about: "You agree to exactly the plan with the hash below; nothing can be added to it.",
      reason: "wanted",
    },
    reject: {
      title: "Reject this proposal?",
      says: "Reject",
      about: "That ends it. Nothing will be done to mail.",
      reason: "needed",
    },
    withdraw: {
      title: "Withdraw this proposal?",
      says: "Withdraw",
      about: "That ends it, approved or not. Nothing will be done to mail.",
      reason: "needed",
    },
    "break-glass": {
      title: "Start without the approval that is needed?",
      says: does,
      about: "Everybody who may approve will see it, with your name and reason.",
      reason: "needed",
      danger: true,
    },
    cancel: {
      title: one.state === "draft" ? "Discard this draft?" : "Cancel this remediation?",
      says: one.state === "draft" ? "Discard" : "Cancel the rest",
      about: "Nothing further is begun. What was done stays done, and can be undone.",
    },
    undo: {
      title: "Put everything back?",
      says: "Undo",
      about: "A new remediation brings each delivery back to its folder, with its flags and date.",
    },
  };
  if (verb === "start") {
    if (!final) return undefined;
    const about = "No sealed copies are kept, so they cannot be brought back afterwards.";
    return { title: `${does}?`, says: does, about, danger: true };
  }
  return questions[verb];
}

/** Asks what has to be known before a verb is carried out. */
export function VerbDialog({
  verb,
  question,
  remediation,
  busy,
  error,
  onGo,
  onClose,
}: {
  verb: Verb;
  question: Question;
  remediation: RemediationOut;
  busy: boolean;
  error: unknown;
  onGo: (said: Said) => void;
  onClose: () => void;
}) {
  const [reason, setReason] = useState("");
  const [start, setStart] = useState(true);
  const approves = verb.name === "approve";
  const unsaid =
    question.reason === "needed" && reason.trim() === "" ? "Say why first." : undefined;
  const last = isLast(remediation);
  const starts = approves && start && last;
  const proposes = verb.name === "undo" && !start;
  const says = starts ? "Approve and start" : proposes ? "Propose the undo" : question.says;
  return (
    <Dialog
      open
      onClose={onClose}
      title={question.title}
      about={question.about}
      feet={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button
            kind={question.danger || (starts && isFinal(remediation)) ? "danger" : "main"}
            why={busy ? "One moment." : unsaid}
            onClick={() => onGo({ reason: reason.trim(), start: start && (last || !approves) })}
          >
            {says}
          </Button>
        </>
      }
    >
      {error !== undefined && <ProblemNotice error={error} />}
      {approves && <Agreed remediation={remediation} />}
      {question.reason && (
        <TextArea
          label={question.reason === "needed" ? "Why" : "Why, if you like"}
          value={reason}
          maxLength={4000}
          rows={2}
          onChange={(event) => setReason(event.target.value)}
        />
      )}
      {verb.name === "undo" && (
        <CheckField
          label="Propose it to others"
          hint="Where others must agree, it begins when they have."
          checked={proposes}
          onCheck={(propose) => setStart(!propose)}
        />
      )}
      {approves && last && (
        <CheckField
          label="Start it at once"
          hint="It is the last approval that is needed."
          checked={start}
          onCheck={setStart}
        />
      )}
    </Dialog>
  );
}

/** Whether what it does can never be taken back. */
function isFinal({ undo_of, action, escrow_days }: RemediationOut): boolean {
  return undo_of === null && action === "hard_delete" && escrow_days === 0;
}

function isLast({ proposal }: RemediationOut): boolean {
  return proposal !== null && proposal.quorum - proposal.approvals <= 1;
}

function Agreed({ remediation }: { remediation: RemediationOut }): ReactNode {
  return (
    <div className={style.lines}>
      <p>
        {remediation.undo_of === null
          ? deed(remediation.action, remediation.deliveries)
          : `Put back ${counted(remediation.deliveries, "delivery", "deliveries")}`}{" "}
        in {counted(remediation.mailboxes, "mailbox", "mailboxes")}.
      </p>
      <Drift id={remediation.id} />
      <code className={style.hash}>{remediation.plan_hash}</code>
    </div>
  );
}
