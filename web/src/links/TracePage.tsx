import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useRef, useState, type FormEvent } from "react";

import { urlTraceOptions } from "~/api/generated/@tanstack/react-query.gen";
import { problemOf } from "~/api/problem";
import { useCommands, type Command } from "~/shell/commands";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Button } from "~/ui/Button";
import field from "~/ui/Field.module.css";
import { SmallSelect } from "~/ui/Field";
import { Empty, Waiting } from "~/ui/Notice";
import { Page } from "~/ui/Page";

import { Found } from "./Found";
import type { Breadth, Range } from "./state";
import style from "./Trace.module.css";

const MATCHES: readonly { value: Breadth | "auto"; label: string }[] = [
  { value: "auto", label: "As much as the link says" },
  { value: "url", label: "The link with its query" },
  { value: "url_domain_and_path", label: "Host and path" },
  { value: "url_domain", label: "Any link to the host" },
];

const SINCE: readonly { value: Range | "all"; label: string }[] = [
  { value: "all", label: "All mail that is kept" },
  { value: "-1d", label: "The last day" },
  { value: "-7d", label: "The last 7 days" },
  { value: "-30d", label: "The last 30 days" },
  { value: "-90d", label: "The last 90 days" },
];

const EXAMPLES = [
  "hxxps://login[.]bad-place[.]example/session",
  "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fbad-place.example%2Fa",
  "bad-place.example/a",
  "bad-place.example",
];

/** Where a link went: in which mails, to whom, and who clicked. */
export function TracePage() {
  const { url, match, since } = useSearch({ from: "/inside/links" });
  const navigate = useNavigate({ from: "/links" });
  const may = useMay();
  const input = useRef<HTMLInputElement>(null);
  const { data, error, refetch, isFetching } = useQuery({
    ...urlTraceOptions({
      query: { url: url ?? "", ...(match ? { match } : {}), ...(since ? { since } : {}) },
    }),
    enabled: Boolean(url),
  });
  const commands = useMemo<Command[]>(
    () => [
      {
        id: "trace",
        says: "Trace another link",
        group: "URL trace",
        keys: "/",
        icon: "link",
        run: () => input.current?.select(),
      },
    ],
    [],
  );
  useCommands(commands);
  const ask = (asked: string) =>
    void navigate({ search: { url: asked.trim() || undefined, match, since } });
  const wrong = error && problemOf(error).code === "no_link" ? problemOf(error).detail : undefined;
  return (
    <Page
      title="URL trace"
      about="Which mails carried a link, who got it, who clicked with which verdict, and who has not."
      acts={
        url && (
          <Button
            icon="stop"
            why={may("lists.write") ? undefined : "Your role blocks and allows nothing."}
            onClick={() => void navigate({ to: "/entries", search: { add: url } })}
          >
            Block or allow…
          </Button>
        )
      }
    >
      <div className={style.asking}>
        <Asking key={url} url={url ?? ""} input={input} onAsk={ask} fault={wrong} />
        <div className={style.row}>
          <SmallSelect
            label="How much must be the same"
            choices={MATCHES}
            value={match ?? "auto"}
            onChoose={(next) =>
              void navigate({ search: { url, match: next === "auto" ? undefined : next, since } })
            }
          />
          <SmallSelect
            label="How far back"
            choices={SINCE}
            value={since ?? "all"}
            onChoose={(next) =>
              void navigate({ search: { url, match, since: next === "all" ? undefined : next } })
            }
          />
        </div>
      </div>
      {(!url || wrong) && <Teaching onAsk={ask} />}
      {error && !wrong && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {url && isFetching && !data && <Waiting what="the way of the link" lines={6} />}
      {url && data && <Found trace={data} since={since} />}
    </Page>
  );
}

function Asking({
  url,
  input,
  onAsk,
  fault,
}: {
  url: string;
  input: React.RefObject<HTMLInputElement | null>;
  onAsk: (url: string) => void;
  fault: string | undefined;
}) {
  const [typed, setTyped] = useState(url);
  const send = (event: FormEvent) => {
    event.preventDefault();
    onAsk(typed);
  };
  return (
    <form onSubmit={send} role="search">
      <div className={style.line}>
        <input
          ref={input}
          aria-label="Link, host, or host and path"
          aria-invalid={fault ? true : undefined}
          aria-describedby={fault ? "no-link" : undefined}
          className={field["input"]}
          placeholder="A link in any spelling"
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button kind="main" type="submit" icon="link">
          Trace
        </Button>
      </div>
      {fault && (
        <div id="no-link" className={field["fault"]} role="alert">
          {fault}
        </div>
      )}
    </form>
  );
}

function Teaching({ onAsk }: { onAsk: (url: string) => void }) {
  return (
    <Empty icon="link" title="Paste a link as you got it">
      <p>
        Defanged, wrapped by another protection service, percent-encoded, without its scheme, or
        just a host: it is taken apart without asking anybody, and then looked for in all mail.
      </p>
      <ul className={style.examples} aria-label="Examples">
        {EXAMPLES.map((example) => (
          <li key={example}>
            <Button kind="quiet" onClick={() => onAsk(example)}>
              <code>{example}</code>
            </Button>
          </li>
        ))}
      </ul>
    </Empty>
  );
}
