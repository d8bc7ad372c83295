import type { ReactNode } from "react";

import { ProblemNotice } from "~/shell/ProblemNotice";
import { CheckField, TextField } from "~/ui/Field";
import { FormDialog } from "~/ui/FormDialog";

const LONGEST_NAME = 200;

/** What people say about a query that is kept: its name, and who may use it. */
export type Named = { name: string; shared: boolean };

/** Asks how a query is called and who may use it; `children` ask for more. */
export function QueryForm({
  title,
  about,
  value,
  onType,
  why,
  error,
  onSend,
  onClose,
  children,
}: {
  title: string;
  about?: ReactNode;
  value: Named;
  onType: (value: Named) => void;
  /** Why it cannot be kept yet, besides that it has no name. */
  why?: string | undefined;
  error: unknown;
  onSend: (named: Named) => void;
  onClose: () => void;
  children?: ReactNode;
}) {
  const name = value.name.trim();
  return (
    <FormDialog
      title={title}
      about={about}
      act="Save"
      why={name ? why : "Give it a name."}
      onSend={() => onSend({ ...value, name })}
      onClose={onClose}
    >
      <TextField
        label="Name"
        maxLength={LONGEST_NAME}
        value={value.name}
        onChange={(event) => onType({ ...value, name: event.target.value })}
      />
      {children}
      <CheckField
        label="Shared"
        hint="Everybody who may search can run it; it finds what they may see."
        checked={value.shared}
        onCheck={(shared) => onType({ ...value, shared })}
      />
      {error !== null && error !== undefined && <ProblemNotice error={error} />}
    </FormDialog>
  );
}
