import { useState, type ReactNode } from "react";

import { Button } from "./Button";
import { Dialog } from "./Dialog";

/** Asks once more before something that does not come back; only its last button is red. */
export function Confirm({
  open,
  title,
  about,
  act,
  refusal,
  onAct,
  onClose,
}: {
  open: boolean;
  title: string;
  about: ReactNode;
  /** What the button says that does it. */
  act: string;
  /** Why it did not work. */
  refusal?: ReactNode;
  onAct: () => Promise<unknown>;
  onClose: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const go = () => {
    if (busy) return;
    setBusy(true);
    void onAct().finally(() => setBusy(false));
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      about={about}
      feet={
        <>
          <Button onClick={onClose}>Keep as it is</Button>
          <Button kind="danger" onClick={go}>
            {busy ? "One moment …" : act}
          </Button>
        </>
      }
    >
      {refusal}
    </Dialog>
  );
}
