import { useState, type FormEvent, type ReactNode } from "react";

import { ProblemNotice } from "~/shell/ProblemNotice";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { TextField } from "~/ui/Field";

import style from "./message.module.css";
import { lastReasons, remember } from "./reasons";

const LONGEST = 500; // characters that the audit trail keeps

/** Asks why somebody must see content; the last reasons are at hand. */
export function ReasonForm({
  verb,
  onReason,
  onDone,
  focused = false,
}: {
  verb: string;
  /** Does what the reason is for; when it throws, the form stays with the refusal. */
  onReason: (reason: string) => Promise<void>;
  onDone?: () => void;
  focused?: boolean;
}) {
  const [known] = useState(lastReasons);
  const [reason, setReason] = useState(known[0] ?? "");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      remember(reason.trim());
      await onReason(reason.trim());
      onDone?.();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  const why = reason.trim() ? (busy ? "It is on its way." : undefined) : "Give a reason first.";
  return (
    <form className={style.stack} onSubmit={(event) => void send(event)}>
      <TextField
        label="Reason"
        hint="A case number or a sentence. It stands in the audit trail with your name."
        value={reason}
        maxLength={LONGEST}
        onChange={(event) => setReason(event.target.value)}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- a dialog that asks for nothing else
        autoFocus={focused}
      />
      {known.length > 1 && (
        <div className={style.row} role="group" aria-label="Reasons you gave before">
          {known.slice(1).map((one) => (
            <Button key={one} kind="quiet" onClick={() => setReason(one)}>
              <span className={style.cut}>{one}</span>
            </Button>
          ))}
        </div>
      )}
      {error !== undefined && <ProblemNotice error={error} />}
      <div>
        <Button kind="main" type="submit" why={why}>
          {busy ? "Just a moment …" : verb}
        </Button>
      </div>
    </form>
  );
}

/** The same question in a dialog. */
export function ReasonDialog({
  open,
  title,
  verb,
  children,
  onClose,
  onReason,
}: {
  open: boolean;
  title: string;
  verb: string;
  children: ReactNode;
  onClose: () => void;
  onReason: (reason: string) => Promise<void>;
}) {
  return (
    <Dialog open={open} onClose={onClose} title={title} about={children}>
      <ReasonForm verb={verb} onReason={onReason} onDone={onClose} focused />
    </Dialog>
  );
}
