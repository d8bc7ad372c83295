import { useState } from "react";

import { messageAttachment, type File as Attached, type MessagePageOut } from "~/api/generated";
import { useMay } from "~/shell/session";
import { say } from "~/shell/Toasts";
import { Button } from "~/ui/Button";
import { Hostile } from "~/ui/Hostile";
import { Badge } from "~/ui/Mark";
import { Empty } from "~/ui/Notice";
import { sized } from "~/ui/words";

import { disguised, saved } from "./files";
import style from "./message.module.css";
import { NamedMarks } from "./Named";
import { ReasonDialog } from "./Reason";
import { Value } from "./Value";

function One({
  file,
  why,
  onTake,
}: {
  file: Attached;
  why: string | undefined;
  onTake: () => void;
}) {
  return (
    <li className={style.item}>
      <div className={style.between}>
        <span className={style.where}>
          <Hostile text={file.name || "(no name)"} />
        </span>
        {file.inside === "" && (
          <Button icon="download" why={why} onClick={onTake}>
            ZIP
          </Button>
        )}
      </div>
      <div className={style.marks}>
        <NamedMarks field="threat_type" named={file.threats} />
        {file.marks.map((mark) => (
          <Badge key={mark.code} tone="warn">
            {mark.label}
          </Badge>
        ))}
        <Badge>{sized(file.size)}</Badge>
        <span className={style.quiet}>
          {file.inside === "" ? (
            <>
              says it is <Hostile text={file.declared_type || "nothing"} />
            </>
          ) : (
            <>
              found in <Hostile text={file.inside} />
            </>
          )}
          , begins like {file.file_type || "no known type"}
        </span>
        {disguised(file) && (
          <Badge tone="danger" icon="warning">
            not what it says it is
          </Badge>
        )}
        {!file.complete && file.sha256 !== "" && (
          <Badge tone="warn">only a part could be decoded</Badge>
        )}
      </div>
      {file.sha256 !== "" && (
        <p className="mono">
          <Value field="attachment_sha256" value={file.sha256} filter={file.filter} />
        </p>
      )}
    </li>
  );
}

/** Every file that came with the message, and what was in it; those of the message itself stand first
    and are taken away only in an archive with a password. */
export function Attachments({ page }: { page: MessagePageOut }) {
  const may = useMay();
  const [taking, setTaking] = useState<number>();
  const { network_message_id: messageId, recipient } = page.delivery;
  const why = may("content.read") ? undefined : "It takes the permission content.read.";
  if (page.attachments.length === 0) {
    return (
      <Empty icon="folder" title="No attachments">
        <p>
          {page.content
            ? "No file came with this message."
            : "The content of this message is not kept any more."}
        </p>
      </Empty>
    );
  }
  const take = async (reason: string) => {
    const number = taking ?? 0;
    const answer = await messageAttachment({
      path: { network_message_id: messageId, number },
      body: { recipient, reason },
      parseAs: "blob",
    });
    const password = saved(answer);
    say("The file is in your downloads", password && `The password of the ZIP is “${password}”.`);
  };
  return (
    <>
      <ul className={style.list}>
        {page.attachments.map((file, at) => (
          <One
            // oxlint-disable-next-line react/no-array-index-key -- its number is what names it
            key={at}
            file={file}
            why={why}
            onTake={() => setTaking(at)}
          />
        ))}
      </ul>
      <ReasonDialog
        open={taking !== undefined}
        title="Take the file away"
        verb="Download the ZIP"
        onClose={() => setTaking(undefined)}
        onReason={take}
      >
        It comes in a ZIP with the password “infected”, so that nothing opens it by accident.
      </ReasonDialog>
    </>
  );
}
