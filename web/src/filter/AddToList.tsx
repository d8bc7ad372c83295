import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { listNamesQueryKey } from "~/api/generated/@tanstack/react-query.gen";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { say } from "~/shell/Toasts";
import { SelectField, TextField } from "~/ui/Field";
import { FormDialog } from "~/ui/FormDialog";
import { counted } from "~/ui/words";

import { addTo, isListName } from "./lists";
import { useLists } from "./proposing";

const NEW = "";

/** Puts a value into one of the lists, or begins a new one with it. */
export function AddToList({ value, onClose }: { value: string; onClose: () => void }) {
  const lists = useLists();
  const queries = useQueryClient();
  const [chosen, choose] = useState<string>();
  const [named, setNamed] = useState("");
  const { busy, error, run } = useAttempt();
  const list = chosen ?? lists[0] ?? NEW;
  const name = list === NEW ? named.trim() : list;
  const fault = named && list === NEW && !isListName(name) ? RULE : undefined;

  const add = () =>
    run(async () => {
      const entries = await addTo(name, value);
      await queries.invalidateQueries({ queryKey: listNamesQueryKey() });
      say(
        `Added to ${name}`,
        `It has ${counted(entries, "entry", "entries")}. Find them with list:${name}`,
      );
      onClose();
    });
  return (
    <FormDialog
      title="Add to a list"
      about={<code>{value}</code>}
      act="Add"
      why={name ? (fault ?? (busy ? "It is being added." : undefined)) : "Name the list."}
      onSend={() => void add()}
      onClose={onClose}
    >
      <SelectField
        label="List"
        choices={[...lists.map((one) => ({ value: one, label: one })), NEW_LIST]}
        value={list}
        onChoose={choose}
      />
      {list === NEW && (
        <TextField
          label="Name of the new list"
          value={named}
          fault={fault}
          onChange={(event) => setNamed(event.target.value)}
        />
      )}
      {error !== undefined && <ProblemNotice error={error} />}
    </FormDialog>
  );
}

const NEW_LIST = { value: NEW, label: "A new list" };
const RULE =
  "A list's name has 1 to 64 small letters, digits, _ and -, and starts with a letter or digit.";
