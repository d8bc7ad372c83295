import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { listGetOptions, listUnmatchedOptions } from "~/api/generated/@tanstack/react-query.gen";
import { Button } from "~/ui/Button";
import buttons from "~/ui/Button.module.css";
import { CopyButton, save } from "~/ui/Copy";
import { SidePanel } from "~/ui/Dialog";
import { SelectField, TextField } from "~/ui/Field";
import { Stat, Stats } from "~/ui/Figures";
import { Notice } from "~/ui/Notice";
import { Row } from "~/ui/Stack";
import { Tabs } from "~/ui/Tabs";
import { counted, ofNumber } from "~/ui/words";

import style from "./Admin.module.css";
import { Asked } from "./Asked";

const SHOWN = 1000; // entries drawn at once

/** What is in a list, and which of it finds no mail. */
export function ListPanel({ name, onClose }: { name: string; onClose: () => void }) {
  const [tab, setTab] = useState<"entries" | "unmatched">("entries");
  return (
    <SidePanel
      open
      onClose={onClose}
      title={`List ${name}`}
      feet={
        <Link to="/explore" search={{ filter: `list:${name}` }} className={buttons["button"] ?? ""}>
          Find its mail
        </Link>
      }
    >
      <Tabs
        label="List"
        tabs={[
          { name: "entries", label: "Entries" },
          { name: "unmatched", label: "What finds no mail" },
        ]}
        open={tab}
        onOpen={setTab}
      >
        <div className={style.tab}>
          {tab === "entries" ? <Entries name={name} /> : <Unmatched name={name} />}
        </div>
      </Tabs>
    </SidePanel>
  );
}

function Entries({ name }: { name: string }) {
  const list = useQuery(listGetOptions({ path: { name } }));
  const [text, setText] = useState("");
  return (
    <Asked query={list} what="the list">
      {(found) => {
        const entries = String(found).split("\n").filter(Boolean);
        const fitting = entries.filter((one) => one.includes(text.toLowerCase()));
        return (
          <>
            <TextField
              label={`Look among ${counted(entries.length, "entry", "entries")}`}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <Lines entries={fitting} file={`${name}.txt`} />
          </>
        );
      }}
    </Asked>
  );
}

const SINCE = [
  { value: "-7d", label: "7 days" },
  { value: "-30d", label: "30 days" },
  { value: "-365d", label: "A year" },
] as const;

function Unmatched({ name }: { name: string }) {
  const [since, setSince] = useState<(typeof SINCE)[number]["value"]>("-30d");
  const report = useQuery(listUnmatchedOptions({ path: { name }, query: { since } }));
  return (
    <>
      <SelectField label="In mail of the last" choices={SINCE} value={since} onChoose={setSince} />
      <Asked query={report} what="what finds no mail">
        {(found) => (
          <>
            <Stats>
              <Stat
                value={found.matched.toLocaleString("en")}
                of={ofNumber(found.matched, "entry finds mail", "entries find mail")}
              />
              <Stat
                value={found.unmatched.length.toLocaleString("en")}
                of={ofNumber(found.unmatched.length, "finds none", "find none")}
              />
            </Stats>
            {found.unmatched.length === 0 ? (
              <Notice tone="good" title="Every entry finds mail" />
            ) : (
              <Lines
                entries={found.unmatched.map((one) => one.value)}
                file={`${name}-unmatched.txt`}
              />
            )}
          </>
        )}
      </Asked>
    </>
  );
}

function Lines({ entries, file }: { entries: readonly string[]; file: string }) {
  const text = `${entries.join("\n")}\n`;
  const more = entries.length - SHOWN;
  return (
    <>
      <pre className={style.entries} tabIndex={0} aria-label="Entries">
        {entries.slice(0, SHOWN).join("\n")}
      </pre>
      {more > 0 && (
        <p className={style.about}>And {more.toLocaleString("en")} more: download has all.</p>
      )}
      <Row>
        <CopyButton text={text} />
        <Button icon="download" onClick={() => save(file, text)}>
          Download
        </Button>
      </Row>
    </>
  );
}
