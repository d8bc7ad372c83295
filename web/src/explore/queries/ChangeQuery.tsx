import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import type { QueryOut } from "~/api/generated";
import { queryEditMutation } from "~/api/generated/@tanstack/react-query.gen";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { CheckField, TextField } from "~/ui/Field";

import { anew } from "./asking";
import style from "./SavedQueries.module.css";

/** Gives a query another name, or other readers. */
export function RenameQuery({ query, onClose }: { query: QueryOut; onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState(query.name);
  const [shared, setShared] = useState(query.shared);
  const edit = useMutation({
    ...queryEditMutation(),
    onSuccess: async () => {
      await anew(queries);
      onClose();
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim() || edit.isPending) return;
    edit.mutate({ path: { query_id: query.id }, body: { name: name.trim(), shared } });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Rename the query"
      feet={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="main"
            type="submit"
            form="rename-query"
            why={name.trim() ? undefined : "Give it a name."}
          >
            Save
          </Button>
        </>
      }
    >
      <form id="rename-query" className={style.form} onSubmit={send}>
        <TextField label="Name" value={name} onChange={(event) => setName(event.target.value)} />
        <CheckField
          label="Shared"
          hint="Everybody who may search can run it."
          checked={shared}
          onCheck={setShared}
        />
        {edit.error && <ProblemNotice error={edit.error} />}
      </form>
    </Dialog>
  );
}

/** Asks once more before a query, and what was counted of it, is gone. */
export function DeleteQuery({
  query,
  onClose,
  onDelete,
}: {
  query: QueryOut;
  onClose: () => void;
  onDelete: () => void;
}) {
  const counts = query.tracking === "off" ? "" : " What was counted of it goes too.";
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Delete “${query.name}”`}
      about={`Nobody will find it any more.${query.shared ? " It is shared: others may use it." : ""}${counts}`}
      feet={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button kind="danger" onClick={onDelete}>
            Delete
          </Button>
        </>
      }
    >
      <code>{query.filter || "All mail"}</code>
    </Dialog>
  );
}
