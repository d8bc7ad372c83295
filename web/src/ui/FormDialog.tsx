import { useId, type ReactNode } from "react";

import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { Stack } from "./Stack";

/** The buttons under a form: one to leave it, and one that sends it. */
export function FormFeet({
  form,
  act,
  why,
  onClose,
}: {
  /** The id of the form. */
  form: string;
  /** What the button says that sends it. */
  act: string;
  /** Why it cannot be sent yet. */
  why?: string | undefined;
  onClose: () => void;
}) {
  return (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button kind="main" type="submit" form={form} why={why}>
        {act}
      </Button>
    </>
  );
}

/** Asks for a few things in the middle of the page; Enter sends them. */
export function FormDialog({
  title,
  about,
  act,
  why,
  onSend,
  onClose,
  children,
}: {
  title: string;
  about?: ReactNode;
  act: string;
  why?: string | undefined;
  onSend: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const form = useId();
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      about={about}
      feet={<FormFeet form={form} act={act} why={why} onClose={onClose} />}
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!why) onSend();
        }}
      >
        <Stack>{children}</Stack>
      </form>
    </Dialog>
  );
}
