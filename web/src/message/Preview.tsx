import { useState } from "react";

import { messageDownload, messagePreview, type PreviewOut, type Take } from "~/api/generated";
import { useMay } from "~/shell/session";
import { say } from "~/shell/Toasts";
import { Button } from "~/ui/Button";
import { SmallSelect } from "~/ui/Field";
import { Hostile } from "~/ui/Hostile";
import { Badge } from "~/ui/Mark";
import { Empty, Notice } from "~/ui/Notice";
import { Facts } from "~/ui/Page";
import { counted, defanged, sized } from "~/ui/words";

import { saved } from "./files";
import style from "./message.module.css";
import { Part } from "./Part";
import look from "./Preview.module.css";
import { ReasonDialog, ReasonForm } from "./Reason";

type View = "html" | "text" | "header";
type Form = NonNullable<Take["form"]>;

const VIEWS = [
  { value: "html", label: "HTML, made harmless" },
  { value: "text", label: "Text" },
  { value: "header", label: "Header" },
] as const;

const SOURCES: Readonly<Record<PreviewOut["source"], string>> = {
  mailbox: "The mailbox",
  quarantine: "The quarantine",
  kept: "The copy that intake kept",
};

const TAKEN: Readonly<Record<Form, { title: string; about: string }>> = {
  zip: {
    title: "Take the mail away in a ZIP",
    about: "The ZIP has the password “infected”, so that nothing opens the mail by accident.",
  },
  eml: {
    title: "Take the mail away as it is",
    about: "Byte for byte, as a plain .eml file. Whatever it carries is live in it.",
  },
  header: { title: "Take the header away", about: "The header alone, as text." },
};

/** The mail itself, for those who may read content and say why. */
export function Preview({
  messageId,
  recipient,
  held,
  wide,
}: {
  messageId: string;
  recipient: string;
  /** Whether it lies in quarantine. */
  held: boolean;
  wide: boolean;
}) {
  const may = useMay();
  const [seen, setSeen] = useState<PreviewOut>();
  if (!may("content.read")) {
    return (
      <Empty icon="eye" title="Content needs a permission of its own">
        <p>
          To see what a mail says takes <code>content.read</code>, which the role content reader
          has. Administrators do not have it by themselves. All that is known without reading the
          mail is in the other tabs.
        </p>
      </Empty>
    );
  }
  if (seen) return <Seen seen={seen} messageId={messageId} recipient={recipient} wide={wide} />;
  const ask = async (reason: string) => {
    const { data } = await messagePreview({
      path: { network_message_id: messageId },
      body: { recipient, reason },
    });
    setSeen(data);
  };
  return (
    <div className={`${style.stack} ${look.asking}`}>
      <p>
        {held ? (
          "The mail is opened as it lies in quarantine."
        ) : (
          <>
            The mail is fetched from the mailbox of <Hostile text={recipient} />, where it stays as
            it is, unread if it was.
          </>
        )}{" "}
        Nothing in it can run, load or lead anywhere.
      </p>
      <ReasonForm verb="Show the mail" onReason={ask} />
    </div>
  );
}

function Seen({
  seen,
  messageId,
  recipient,
  wide,
}: {
  seen: PreviewOut;
  messageId: string;
  recipient: string;
  wide: boolean;
}) {
  const [view, setView] = useState<View>(seen.frame ? "html" : "text");
  return (
    <div className={style.stack}>
      <div className={style.between}>
        <SmallSelect label="What is shown" choices={VIEWS} value={view} onChoose={setView} />
        <Taking messageId={messageId} recipient={recipient} />
      </div>
      {seen.cut.length > 0 && (
        <Notice title="Not whole">
          What was too large or could not be read safely is left off: {seen.cut.join(", ")}.
        </Notice>
      )}
      {/* It stays where it is: the page in it is given once. */}
      <div hidden={view !== "html"}>
        {seen.frame ? (
          <iframe
            className={look.frame}
            sandbox=""
            referrerPolicy="no-referrer"
            src={seen.frame}
            title="The HTML of the mail, made harmless"
          />
        ) : (
          <p className={style.quiet}>The mail has no HTML.</p>
        )}
      </div>
      {view === "text" &&
        (seen.text ? (
          <pre className={style.source} tabIndex={0} aria-label="Text of the mail">
            <Hostile text={seen.text} lines />
          </pre>
        ) : (
          <p className={style.quiet}>The mail has no text.</p>
        ))}
      {view === "header" && (
        <pre className={style.source} tabIndex={0} aria-label="Header of the mail">
          {seen.headers.map(({ name, value }, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- fields stand where they stand
            <span key={at}>
              <strong>
                <Hostile text={name} />
              </strong>
              : <Hostile text={value} lines />
              {"\n"}
            </span>
          ))}
        </pre>
      )}
      <Part wide={wide} title={counted(seen.links.length, "link")}>
        <Leading links={seen.links} />
      </Part>
      <Part wide={wide} title="What was read">
        <Facts
          facts={[
            ["From", SOURCES[seen.source]],
            ["Folder", seen.folder && <Hostile text={seen.folder} />],
            ["Size", sized(seen.size)],
            ["SHA-256", <code key="sha">{seen.sha256}</code>],
          ]}
        />
      </Part>
    </div>
  );
}

function Leading({ links }: { links: PreviewOut["links"] }) {
  if (links.length === 0) return <p className={style.quiet}>It leads nowhere.</p>;
  return (
    <ul className={style.evidence}>
      {links.map(({ url, text }, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a link may stand there twice
        <li key={at}>
          <Hostile text={defanged(url)} />
          {text && (
            <>
              {" "}
              <Badge>
                <span className={style.cut}>
                  <Hostile text={text} />
                </span>
              </Badge>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function Taking({ messageId, recipient }: { messageId: string; recipient: string }) {
  const [form, setForm] = useState<Form>();
  const take = async (reason: string) => {
    const answer = await messageDownload({
      path: { network_message_id: messageId },
      body: { recipient, reason, form: form ?? "zip" },
      parseAs: "blob",
    });
    const password = saved(answer);
    say("The file is in your downloads", password && `The password of the ZIP is “${password}”.`);
  };
  const asked = TAKEN[form ?? "zip"];
  return (
    <div className={style.row} role="group" aria-label="Take the mail away">
      <Button icon="download" onClick={() => setForm("zip")}>
        ZIP
      </Button>
      <Button icon="download" onClick={() => setForm("eml")}>
        .eml
      </Button>
      <Button icon="download" onClick={() => setForm("header")}>
        Header
      </Button>
      <ReasonDialog
        open={form !== undefined}
        title={asked.title}
        verb="Download"
        onClose={() => setForm(undefined)}
        onReason={take}
      >
        {asked.about}
      </ReasonDialog>
    </div>
  );
}
