import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { listNamesQueryKey } from "~/api/generated/@tanstack/react-query.gen";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { say } from "~/shell/Toasts";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { SelectField, TextField } from "~/ui/Field";
import { counted } from "~/ui/words";

import style from "./AddToList.module.css";
import { addTo, isListName } from "./lists";
import { useLists } from "./proposing";

const NEW = "";

/** Puts a value into one of the lists, or begins a new one with it. */
export function AddToList({ value, onClose }: { value: string; onClose: () => void }) {
  const lists = useLists();
  const queries = useQueryClient();
  const [chosen, choose] = useState<string>();
  const [named, setNamed] = useState("");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const list = chosen ?? lists[0] ?? NEW;
  const name = list === NEW ? named.trim() : list;
  const fault = named && list === NEW && !isListName(name) ? RULE : undefined;

  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (!isListName(name) || busy) return;
    setBusy(true);
    setError(undefined);
    try {
      const entries = await addTo(name, value);
      await queries.invalidateQueries({ queryKey: listNamesQueryKey() });
      say(
        `Added to ${name}`,
        `It has ${counted(entries, "entry", "entries")}. Find them with list:${name}`,
      );
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title="Add to a list"
      about={<code>{value}</code>}
      feet={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="main"
            type="submit"
            form="add-to-list"
            why={name ? (fault ?? (busy ? "It is being added." : undefined)) : "Name the list."}
          >
            Add
          </Button>
        </>
      }
    >
      <form id="add-to-list" className={style.form} onSubmit={(event) => void add(event)}>
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
      </form>
    </Dialog>
  );
}

const NEW_LIST = { value: NEW, label: "A new list" };
const RULE =
  "A list's name has 1 to 64 small letters, digits, _ and -, and starts with a letter or digit.";
