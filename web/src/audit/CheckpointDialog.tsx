import { useQuery } from "@tanstack/react-query";

import { auditCheckpoint } from "~/api/generated";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { CopyButton, save } from "~/ui/Copy";
import { Dialog } from "~/ui/Dialog";
import { Waiting } from "~/ui/Notice";
import { Facts } from "~/ui/Page";

import style from "./Audit.module.css";
import { readNote } from "./proof";

/** The newest signed checkpoint, to be kept where nobody with the server's keys can reach it. */
export function CheckpointDialog({ onClose }: { onClose: () => void }) {
  const found = useQuery({
    queryKey: ["checkpoint"],
    queryFn: async ({ signal }) =>
      String((await auditCheckpoint({ signal, parseAs: "text" })).data ?? ""),
    staleTime: 0,
  });
  const text = found.data ?? "";
  const note = readNote(text);
  return (
    <Dialog
      open
      onClose={onClose}
      wide
      title="The newest signed checkpoint"
      about="Keep it elsewhere: in a mail to yourself, on paper. It holds the trail to its past, because no later one can fit to it after anything was changed."
      feet={
        <>
          <Button icon="download" onClick={() => save("checkpoint.txt", text)}>
            Download
          </Button>
          <CopyButton label="Copy the note" text={text} />
        </>
      }
    >
      {found.isPending && <Waiting what="the checkpoint" lines={3} />}
      {found.isError && <ProblemNotice error={found.error} />}
      {note && (
        <Facts
          facts={[
            ["Log", note.origin],
            ["Entries", note.size.toLocaleString("en")],
            ["Signed", <Time key="at" at={note.at} seconds />],
          ]}
        />
      )}
      {text && (
        <pre className={style.note} tabIndex={0} aria-label="Note">
          {text}
        </pre>
      )}
    </Dialog>
  );
}
