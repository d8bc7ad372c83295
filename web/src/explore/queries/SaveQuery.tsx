import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { querySaveMutation } from "~/api/generated/@tanstack/react-query.gen";
import { useUsualSince } from "~/filter/TimeRange";
import { useNow } from "~/shell/Time";
import { say } from "~/shell/Toasts";
import { SelectField, TextField } from "~/ui/Field";

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
import { QueryForm, type Named } from "./QueryForm";

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
  const [typed, setTyped] = useState<Named>({ name: "", shared: false });
  const [how, setHow] = useState<Keeping>(ways[0] ?? "any");
  const [days, setDays] = useState(() => String(daysOf(now, usual, clock)));
  const save = useMutation({
    ...querySaveMutation(),
    onSuccess: async ({ name }) => {
      await anew(queries);
      say("Saved", name);
      onClose();
    },
  });
  const count = Number(days);
  const badDays =
    how === "days" && !(Number.isInteger(count) && count >= 1 && count <= MOST_DAYS)
      ? `Write a whole number from 1 to ${MOST_DAYS}.`
      : undefined;
  return (
    <QueryForm
      title="Save this search"
      about={now.filter ? <code>{now.filter}</code> : "Without a filter"}
      value={typed}
      onType={setTyped}
      why={badDays ?? (save.isPending ? "It is being saved." : undefined)}
      error={save.error}
      onSend={(named) => {
        const range = keptRange(how, { range: now, usual, days: count, now: clock });
        save.mutate({ body: newQuery(now, { ...named, ...range }) });
      }}
      onClose={onClose}
    >
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
          fault={badDays}
          onChange={(event) => setDays(event.target.value)}
        />
      )}
    </QueryForm>
  );
}
