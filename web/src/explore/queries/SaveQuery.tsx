import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { querySaveMutation } from "~/api/generated/@tanstack/react-query.gen";
import { useUsualSince } from "~/filter/TimeRange";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useNow } from "~/shell/Time";
import { say } from "~/shell/Toasts";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { CheckField, SelectField, TextField } from "~/ui/Field";

import { anew } from "./asking";
import {
  daysOf,
  keptRange,
  MOST_DAYS,
  newQuery,
  waysToKeep,
  type Keeping,
  type Kept,
} from "./keeping";
import style from "./SavedQueries.module.css";

const SAID: Readonly<Record<Keeping, string>> = {
  told: "Relative, as it is shown now",
  days: "The last days, told anew each time",
  exact: "Exactly the range that is shown now",
  any: "All that is kept",
};

/** Keeps the present search under a name. */
export function SaveQuery({ now, onClose }: { now: Kept; onClose: () => void }) {
  const usual = useUsualSince();
  const clock = useNow();
  const queries = useQueryClient();
  const ways = waysToKeep(now);
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const [how, setHow] = useState<Keeping>(ways[0] ?? "any");
  const [days, setDays] = useState(() => String(daysOf(now, usual, clock)));
  const save = useMutation({
    ...querySaveMutation(),
    onSuccess: async () => {
      await anew(queries);
      say("Saved", name.trim());
      onClose();
    },
  });
  const count = Number(days);
  const badDays = how === "days" && !(Number.isInteger(count) && count >= 1 && count <= MOST_DAYS);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim() || badDays || save.isPending) return;
    const range = keptRange(how, { range: now, usual, days: count, now: clock });
    save.mutate({ body: newQuery(now, { name: name.trim(), shared, ...range }) });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Save this search"
      about={now.filter ? <code>{now.filter}</code> : "Without a filter"}
      feet={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="main"
            type="submit"
            form="save-query"
            why={name.trim() ? undefined : "Give it a name."}
          >
            Save
          </Button>
        </>
      }
    >
      <form id="save-query" className={style.form} onSubmit={send}>
        <TextField
          label="Name"
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <SelectField
          label="Time"
          choices={ways.map((value) => ({ value, label: SAID[value] }))}
          value={how}
          onChoose={setHow}
        />
        {how === "days" && (
          <TextField
            label="Days"
            inputMode="numeric"
            value={days}
            fault={badDays ? `Write a whole number from 1 to ${MOST_DAYS}.` : undefined}
            onChange={(event) => setDays(event.target.value)}
          />
        )}
        <CheckField
          label="Shared"
          hint="Everybody who may search can run it; it finds what they may see."
          checked={shared}
          onCheck={setShared}
        />
        {save.error && <ProblemNotice error={save.error} />}
      </form>
    </Dialog>
  );
}
