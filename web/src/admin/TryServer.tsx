import { useState, type FormEvent } from "react";

import { mailServerTest, type MailServerTestOut } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Button } from "~/ui/Button";
import { SidePanel } from "~/ui/Dialog";
import { startHere, TextField } from "~/ui/Field";
import { Badge, Mark } from "~/ui/Mark";
import { Notice } from "~/ui/Notice";
import { Facts } from "~/ui/Page";
import { Row, Stack } from "~/ui/Stack";
import { Table, type Column } from "~/ui/Table";
import { worded } from "~/ui/words";

import style from "./Admin.module.css";

type Folder = MailServerTestOut["folders"][number];

/** Signs in to one mailbox and tells what was found there. */
export function TryServer({ name, onClose }: { name: string; onClose: () => void }) {
  const { busy, error, run } = useAttempt();
  const [address, setAddress] = useState("");
  const [found, setFound] = useState<MailServerTestOut>();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setFound(undefined);
    void run(async () => {
      const { data } = await mailServerTest({ path: { name }, body: { address } });
      setFound(data);
    });
  };
  return (
    <SidePanel
      open
      onClose={onClose}
      title={`Test the connection to ${name}`}
      about="Signs in to one mailbox, lists its folders and asks what the server can do. Nothing is changed; the audit trail tells that you looked."
    >
      <form onSubmit={send}>
        <Stack>
          <TextField
            label="Mailbox to try"
            type="email"
            placeholder="somebody@example.org"
            required
            ref={startHere}
            value={address}
            onChange={(event) => setAddress(event.target.value)}
          />
          <Row>
            <Button kind="main" type="submit">
              {busy ? "Asking …" : "Test"}
            </Button>
          </Row>
        </Stack>
      </form>
      {error !== undefined && <ProblemNotice error={error} />}
      {found && <Found found={found} />}
    </SidePanel>
  );
}

const FOLDERS: readonly Column<Folder>[] = [
  { name: "Folder", shown: (one) => one.name },
  { name: "Is for", shown: (one) => one.place && <Badge>{worded(one.place)}</Badge> },
];

function Found({ found }: { found: MailServerTestOut }) {
  const can = found.capabilities;
  return (
    <div className={style.found}>
      {found.trouble ? (
        <Notice
          tone="danger"
          title={found.signed_in ? "Signed in, and then this" : "Could not sign in"}
        >
          {found.trouble}
        </Notice>
      ) : (
        <Notice
          tone="good"
          title={found.seconds < 0.1 ? "Signed in" : `Signed in, in ${found.seconds.toFixed(1)} s`}
        >
          The server knows the mailbox as <code>{found.account}</code>.
        </Notice>
      )}
      {found.missing.length > 0 && (
        <Notice title="What is missing">
          <ul>
            {found.missing.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Notice>
      )}
      {can && (
        <Facts
          facts={[
            ["Moves without copying", <Yes key="move" is={can.move} />],
            ["Hides soft-deleted mail", <Yes key="hidden" is={can.hidden_recoverable} />],
            ["Ids survive a move", <Yes key="ids" is={can.stable_ids} />],
            ["Rules of mailboxes can be read", <Yes key="rules" is={can.rules} />],
          ]}
        />
      )}
      {found.folders.length > 0 && (
        <Table label="Folders" columns={FOLDERS} rows={found.folders} keyOf={(one) => one.name} />
      )}
    </div>
  );
}

function Yes({ is }: { is: boolean }) {
  return is ? (
    <Mark tone="good" icon="check">
      Yes
    </Mark>
  ) : (
    <Mark tone="warn" icon="minus">
      No
    </Mark>
  );
}
