import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import type { MessagePageOut } from "~/api/generated";
import {
  explorerClicksOptions,
  messageTimelineOptions,
} from "~/api/generated/@tanstack/react-query.gen";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Time } from "~/shell/Time";
import button from "~/ui/Button.module.css";
import field from "~/ui/Field.module.css";
import { SmallSelect } from "~/ui/Field";
import { Hostile } from "~/ui/Hostile";
import { Icon } from "~/ui/Icon";
import { toneClass } from "~/ui/Mark";
import { Waiting } from "~/ui/Notice";

import style from "./message.module.css";
import { NamedMark, NamedMarks } from "./Named";
import { having } from "./pivots";
import { story, telling, type Line } from "./story";
import look from "./Timeline.module.css";

const MOST_CLICKS = 1000;

function MomentLine({ line, several }: { line: Line; several: boolean }) {
  return (
    <li className={`${look.moment} ${toneClass(line.tone)}`}>
      <span className={look.knob}>
        <Icon name={line.icon} size={14} />
      </span>
      <div className={look.title}>
        <strong>{line.title}</strong>
        <span className={look.result}>{line.result}</span>
        <Time at={line.at} seconds />
      </div>
      {line.details && (
        <p>
          <Hostile text={line.details} />
        </p>
      )}
      {(line.threats.length > 0 || line.location) && (
        <div className={style.marks}>
          <NamedMarks field="threat_type" named={line.threats} />
          <NamedMark field="location" named={line.location} />
          {line.folder && (
            <span className={style.quiet}>
              <Hostile text={line.folder} />
            </span>
          )}
        </div>
      )}
      <p className={`${style.quiet} ${style.small}`}>
        <Hostile text={line.by} />
        {several && (
          <>
            {" · "}
            <Hostile text={line.recipient} />
          </>
        )}
        {line.remediation && (
          <>
            {" · "}
            <Link to="/actions/$remediationId" params={{ remediationId: line.remediation }}>
              Remediation
            </Link>
          </>
        )}
      </p>
    </li>
  );
}

function Export({ messageId, recipient }: { messageId: string; recipient: string | undefined }) {
  const query = new URLSearchParams({ format: "csv", ...(recipient ? { recipient } : {}) });
  return (
    <a
      className={button["button"]}
      href={`/api/v1/messages/${encodeURIComponent(messageId)}/timeline/export?${query}`}
      download
    >
      <Icon name="download" />
      CSV
    </a>
  );
}

function useStory(messageId: string, recipient: string | undefined) {
  const moments = useQuery(
    messageTimelineOptions({
      path: { network_message_id: messageId },
      query: recipient ? { recipient } : {},
    }),
  );
  const filter = [
    having("network_message_id", messageId),
    ...(recipient ? [having("recipient", recipient)] : []),
  ].join(" ");
  const clicks = useQuery(
    explorerClicksOptions({ query: { view: "url_clicks", filter, limit: MOST_CLICKS } }),
  );
  return {
    lines: moments.data && clicks.data && story(moments.data.events, clicks.data.rows),
    error: moments.error ?? clicks.error,
    retry: () => {
      void moments.refetch();
      void clicks.refetch();
    },
  };
}

/** What happened, from the delivery on: where it went, who clicked, what was done. */
export function Timeline({ page }: { page: MessagePageOut }) {
  const { network_message_id: messageId, recipient } = page.delivery;
  const several = page.recipient_count > 1;
  const [whose, setWhose] = useState<"one" | "all">("one");
  const [words, setWords] = useState("");
  const of = whose === "one" ? recipient : undefined;
  const { lines, error, retry } = useStory(messageId, of);
  const shown = lines && telling(lines, words);
  return (
    <>
      <div className={style.row}>
        {several && (
          <SmallSelect
            label="Whose deliveries"
            value={whose}
            onChoose={setWhose}
            choices={[
              { value: "one", label: "This recipient" },
              {
                value: "all",
                label: `All ${page.recipient_count.toLocaleString("en")} recipients`,
              },
            ]}
          />
        )}
        <input
          type="search"
          aria-label="Only lines with these words"
          placeholder="Only lines with …"
          className={`${field["input"]} ${field["small"]} ${look.search}`}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <Export messageId={messageId} recipient={of} />
      </div>
      {error && <ProblemNotice error={error} onRetry={retry} />}
      {!lines && !error && <Waiting what="the timeline" />}
      {shown && shown.length === 0 && <p className={style.quiet}>No line says that.</p>}
      {shown && shown.length > 0 && (
        <ol className={look.line} aria-label="What happened, oldest first">
          {shown.map((line) => (
            <MomentLine key={line.id} line={line} several={whose === "all"} />
          ))}
        </ol>
      )}
    </>
  );
}
