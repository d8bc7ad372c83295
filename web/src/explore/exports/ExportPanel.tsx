import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";

import { exportCreate, exportStream, type NewExport, type What } from "~/api/generated";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { say } from "~/shell/Toasts";
import { Button } from "~/ui/Button";
import { SidePanel } from "~/ui/Dialog";
import { SelectField } from "~/ui/Field";
import { counted } from "~/ui/words";

import style from "./Exports.module.css";
import {
  AT_ONCE,
  fileName,
  FORMATS,
  takenFrom,
  wishOf,
  type Format,
  type From,
  type Taken,
} from "./wish";

/** Hands a file that the browser has to whoever asked for it. */
function handOver(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function useAtOnce(onDone: () => void) {
  return useMutation({
    mutationFn: async ({ wish, name }: { wish: NewExport; name: string }) => {
      const { data } = await exportStream({ body: wish, parseAs: "blob", throwOnError: true });
      if (data instanceof Blob) handOver(data, name);
    },
    onSuccess: onDone,
  });
}

function useJob(onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (wish: NewExport) =>
      (await exportCreate({ body: wish, throwOnError: true })).data,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["exports"] });
      say("The export has begun", "It goes on when you leave this page.");
      onDone();
    },
  });
}

function Choice({
  one,
  group,
  chosen,
  onChoose,
}: {
  one: Taken;
  group: string;
  chosen: boolean;
  onChoose: (what: What) => void;
}) {
  const id = useId();
  return (
    <div className={style.choice}>
      <input
        id={id}
        type="radio"
        name={group}
        aria-describedby={`${id}-about`}
        checked={chosen}
        onChange={() => onChoose(one.what)}
      />
      <div>
        <label className={style.label} htmlFor={id}>
          {one.label}
        </label>
        <div className={style.about} id={`${id}-about`}>
          {one.about}
        </div>
      </div>
    </div>
  );
}

/** What to take away, in which form, and whether to wait for it. */
export function ExportPanel({
  from,
  labelOf,
  total,
  onClose,
  onExports,
}: {
  from: From;
  labelOf: (field: string) => string;
  /** How many rows match, where it is known. */
  total: number | undefined;
  onClose: () => void;
  onExports: () => void;
}) {
  const taken = takenFrom(from, labelOf);
  const [what, setWhat] = useState<What>(taken[0]?.what ?? "rows");
  const [format, setFormat] = useState<Format>("csv");
  const name = useId();
  const atOnce = useAtOnce(onClose);
  const job = useJob(onExports);
  const many = (what === "rows" || what === "clicks") && (total ?? 0) > AT_ONCE;
  const wish = () => wishOf(from, what, format);
  const busy = atOnce.isPending || job.isPending ? "It is on its way." : undefined;
  const download = (
    <Button
      key="once"
      kind={many ? "plain" : "main"}
      icon="download"
      why={busy}
      onClick={() => atOnce.mutate({ wish: wish(), name: fileName(what, format, new Date()) })}
    >
      {atOnce.isPending ? "Downloading …" : "Download now"}
    </Button>
  );
  const later = (
    <Button key="job" kind={many ? "main" : "plain"} why={busy} onClick={() => job.mutate(wish())}>
      Make it in the background
    </Button>
  );
  return (
    <SidePanel
      open
      onClose={onClose}
      title="Export"
      about="Of everything that is found, not only of what is in sight. There is no limit to how much."
      feet={many ? [download, later] : [later, download]}
    >
      {(atOnce.error ?? job.error) !== null && <ProblemNotice error={atOnce.error ?? job.error} />}
      <fieldset className={style.choices}>
        <legend>What</legend>
        {taken.map((one) => (
          <Choice
            key={one.what}
            one={one}
            group={name}
            chosen={what === one.what}
            onChoose={setWhat}
          />
        ))}
      </fieldset>
      <SelectField
        label="Format"
        choices={FORMATS}
        value={format}
        onChoose={setFormat}
        hint="In CSV and Excel no cell can become a formula."
      />
      {what === "rows" && (
        <p className={style.about}>
          {counted(from.columns.length, "column")}: {from.columns.map(labelOf).join(", ")}.
        </p>
      )}
      {many && (
        <p className={style.about}>
          {counted(total ?? 0, "line")}: made in the background, the file survives a broken
          connection and can be fetched again.
        </p>
      )}
    </SidePanel>
  );
}
