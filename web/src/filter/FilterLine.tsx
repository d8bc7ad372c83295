import { lazy, Suspense, useCallback, useEffect, useId, useMemo, useRef, useState } from "react";

import { useCommands, type Command } from "~/shell/commands";
import { Button } from "~/ui/Button";
import { Icon } from "~/ui/Icon";

import { onCursor } from "./cursor";
import { replaced } from "./edit";
import { useExplained, type Mistake } from "./explained";
import style from "./FilterLine.module.css";
import { PlainLine } from "./PlainLine";
import type { Cursor, Door } from "./door";
import { onOneLine } from "./place";
import { useProposals } from "./proposing";
import type { Condition } from "./tokens";

/** The editor; until it has come, and where it cannot be had, a plain input serves. */
const Editor = lazy(() =>
  import("./FilterEditor").then(
    (loaded) => ({ default: loaded.FilterEditor }),
    () => ({ default: PlainLine }),
  ),
);

function useLineCommands(onFocus: () => void): void {
  const commands = useMemo<Command[]>(
    () => [
      {
        id: "filter",
        says: "Write a filter",
        group: "Filter",
        keys: "/",
        icon: "search",
        run: onFocus,
      },
    ],
    [onFocus],
  );
  useCommands(commands);
}

/** The line in which a filter is written. What is submitted is `text`; until then it is a draft. */
export function FilterLine({
  text,
  view,
  onSubmit,
  since,
  until,
}: {
  text: string;
  view: string;
  onSubmit: (text: string) => void;
  /** The range in which values to propose are looked for. */
  since?: string | undefined;
  until?: string | undefined;
}) {
  const id = useId();
  const left = useRef<Cursor>(undefined);
  const [draft, setDraft] = useState(() => onOneLine(text));
  const [select, setSelect] = useState<Condition>();
  const propose = useProposals({ view, since, until });
  const explained = useExplained(draft, view);
  const told = explained.text === draft;
  const mistake = told ? explained.mistake : undefined;
  // Who has not finished is not told off; who asks for it all the same is.
  const [insisted, insist] = useState<string>();
  const wrong = mistake !== undefined && (!mistake.atEnd || draft === insisted || draft === text);
  const submit = () => {
    if (mistake) insist(draft);
    else onSubmit(draft.trim());
  };

  // What was submitted elsewhere (a chip, the way back) takes the place of the draft.
  const [shown, setShown] = useState(text);
  if (shown !== text) {
    setShown(text);
    setDraft(onOneLine(text));
  }

  const put = useCallback((at: Condition) => setSelect({ ...at }), []);
  useEffect(() => onCursor(put), [put]);
  useLineCommands(useCallback(() => put({ from: 0, to: Infinity }), [put]));

  const door: Door = {
    label: "Filter",
    describedBy: id,
    draft,
    onDraft: setDraft,
    onEnter: submit,
    mark: wrong ? mistake.at : undefined,
    select,
    left,
  };
  return (
    <div className={style.around}>
      <div className={style.line} data-wrong={wrong || undefined}>
        <Icon name="search" />
        <Suspense fallback={<PlainLine door={door} />}>
          <Editor door={door} propose={propose} />
        </Suspense>
        <Acts
          cleared={draft === ""}
          changed={draft.trim() !== text.trim()}
          onClear={() => {
            setDraft("");
            onSubmit("");
          }}
          onSubmit={submit}
        />
      </div>
      <Said
        id={id}
        mistake={mistake}
        wrong={wrong}
        sentence={told && draft.trim() ? explained.explanation?.sentence : undefined}
        onMend={(mend, at) => {
          setDraft(replaced(draft, at, mend));
          put({ from: at.from + mend.length, to: at.from + mend.length });
        }}
      />
    </div>
  );
}

function Acts({
  cleared,
  changed,
  onClear,
  onSubmit,
}: {
  cleared: boolean;
  changed: boolean;
  onClear: () => void;
  onSubmit: () => void;
}) {
  return (
    <div className={style.acts}>
      {!cleared && (
        <Button kind="quiet" onClick={onClear}>
          Clear
        </Button>
      )}
      <Button kind={changed ? "main" : "plain"} onClick={onSubmit}>
        Search
      </Button>
    </div>
  );
}

/** What the filter says, quietly; or what is wrong with it, and how it is mended. */
function Said({
  id,
  mistake,
  wrong,
  sentence,
  onMend,
}: {
  id: string;
  mistake: Mistake | undefined;
  wrong: boolean;
  sentence: string | undefined;
  onMend: (mend: string, at: Condition) => void;
}) {
  const { at, mend } = mistake ?? {};
  return (
    <div id={id} className={style.said} aria-live="polite">
      {mistake ? (
        <span className={`${style.mistake} ${wrong ? style.wrong : ""}`}>
          {wrong && <Icon name="warning" size={14} />}
          <span>{mistake.says}</span>
          {at && mend && (
            <Button onClick={() => onMend(mend, at)}>
              Write <code>{mend}</code>
            </Button>
          )}
        </span>
      ) : (
        sentence && <span title={sentence}>{sentence}</span>
      )}
    </div>
  );
}
