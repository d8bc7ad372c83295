import { useState, type FormEvent } from "react";

import { listPut, type ListOut } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Button } from "~/ui/Button";
import { SidePanel } from "~/ui/Dialog";
import { TextArea, TextField } from "~/ui/Field";
import { FormFeet } from "~/ui/FormDialog";
import { Notice } from "~/ui/Notice";
import { Stack } from "~/ui/Stack";
import { Table, type Column } from "~/ui/Table";
import { counted } from "~/ui/words";

import style from "./Admin.module.css";

const FORM = "upload-list";

/** Keeps a list from a file or from what is typed, and tells what was understood. */
export function UploadList({
  name,
  onKept,
  onClose,
}: {
  /** The list to replace; empty for a new one. */
  name: string;
  onKept: () => void;
  onClose: () => void;
}) {
  const { busy, error, run } = useAttempt();
  const [called, setCalled] = useState(name);
  const [file, setFile] = useState<File>();
  const [typed, setTyped] = useState("");
  const [column, setColumn] = useState("");
  const [kept, setKept] = useState<ListOut>();
  const empty = file === undefined && typed.trim() === "";
  const chosen = (picked: File | undefined) => {
    setFile(picked);
    if (picked && called === "") setCalled(nameOf(picked.name));
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (busy || empty) return;
    void run(async () => {
      const { data } = await listPut({
        path: { name: called },
        query: { column },
        body: file ? await file.text() : typed,
        headers: { "Content-Type": file?.name.endsWith(".csv") ? "text/csv" : "text/plain" },
      });
      setKept(data);
      onKept();
    });
  };
  return (
    <SidePanel
      open
      onClose={onClose}
      title={kept ? `The list ${kept.name} is kept` : name ? `Replace ${name}` : "Upload a list"}
      about={kept ? undefined : "One value a line, or a table in CSV. Values may be defanged."}
      feet={
        kept ? (
          <Button kind="main" onClick={onClose}>
            Done
          </Button>
        ) : (
          <FormFeet
            form={FORM}
            act={busy ? "Reading …" : name ? "Replace the list" : "Keep the list"}
            why={empty ? "Choose a file, or type values." : undefined}
            onClose={onClose}
          />
        )
      }
    >
      {kept ? (
        <Report list={kept} />
      ) : (
        <form id={FORM} onSubmit={send}>
          <Stack>
            {error !== undefined && <ProblemNotice error={error} />}
            <TextField
              label="Name"
              hint="As filters will say it: letters, digits, - and _."
              required
              readOnly={name !== ""}
              value={called}
              onChange={(event) => setCalled(event.target.value)}
            />
            <TextField
              label="File"
              type="file"
              accept=".txt,.csv,text/plain,text/csv"
              onChange={(event) => chosen(event.target.files?.[0])}
            />
            <TextArea
              label="Or type it"
              rows={5}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              placeholder={"evil[.]example\nhxxps://login.example/x"}
            />
            <TextField
              label="Column"
              hint="Of a table: its name, or its number from 1. Empty, and it is found."
              value={column}
              onChange={(event) => setColumn(event.target.value)}
            />
          </Stack>
        </form>
      )}
    </SidePanel>
  );
}

const nameOf = (file: string) =>
  file
    .replace(/\.\w+$/, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, "-");

type Fault = ListOut["faults"][number];

const FAULTS: readonly Column<Fault>[] = [
  { name: "Line", number: true, shown: (one) => one.line },
  { name: "What stands there", shown: (one) => <code>{one.text}</code> },
  { name: "Why it is none", shown: (one) => one.reason },
];

function Report({ list }: { list: ListOut }) {
  const kinds = list.kinds.map((kind) => `${kind.label}: ${kind.entries.toLocaleString("en")}`);
  return (
    <>
      <Notice tone="good" title={counted(list.entries, "entry", "entries")}>
        {kinds.join(" · ")}
      </Notice>
      {list.duplicates + list.empty > 0 && (
        <p className={style.about}>
          {counted(list.duplicates, "value")} came again, {counted(list.empty, "line")} had none.
        </p>
      )}
      {list.column && (
        <p className={style.about}>
          The column <code>{list.column}</code> was read.
        </p>
      )}
      {list.not_understood > 0 && (
        <>
          <Notice title={`${counted(list.not_understood, "line")} left out`}>
            They are no value of any kind.
          </Notice>
          <Table
            label="Lines left out"
            columns={FAULTS}
            rows={list.faults}
            keyOf={(one) => String(one.line)}
          />
        </>
      )}
    </>
  );
}
