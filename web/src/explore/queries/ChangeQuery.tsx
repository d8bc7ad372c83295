import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { QueryOut } from "~/api/generated";
import { queryEditMutation } from "~/api/generated/@tanstack/react-query.gen";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";

import { anew } from "./asking";
import { QueryForm, type Named } from "./QueryForm";

/** Gives a query another name, or other readers. */
export function RenameQuery({ query, onClose }: { query: QueryOut; onClose: () => void }) {
  const queries = useQueryClient();
  const [typed, setTyped] = useState<Named>({ name: query.name, shared: query.shared });
  const edit = useMutation({
    ...queryEditMutation(),
    onSuccess: async () => {
      await anew(queries);
      onClose();
    },
  });
  return (
    <QueryForm
      title="Rename the query"
      value={typed}
      onType={setTyped}
      why={edit.isPending ? "It is being saved." : undefined}
      error={edit.error}
      onSend={({ name, shared }) =>
        edit.mutate({ path: { query_id: query.id }, body: { name, shared } })
      }
      onClose={onClose}
    />
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
