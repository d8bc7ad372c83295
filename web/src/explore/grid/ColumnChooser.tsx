import { useState, type DragEvent } from "react";

import type { FieldOut } from "~/api/generated";
import { Button, IconButton } from "~/ui/Button";
import { SidePanel } from "~/ui/Dialog";
import { CheckField, TextField } from "~/ui/Field";

import { moved, turned } from "./columns";
import style from "./Columns.module.css";

/** Whether a field is meant by what somebody typed. */
function fits(field: FieldOut, text: string): boolean {
  const all = [field.name, field.label, field.meaning, ...field.aliases].join(" ").toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

function Chosen({
  name,
  label,
  at,
  last,
  onMove,
  onOut,
}: {
  name: string;
  label: string;
  at: number;
  last: number;
  onMove: (name: string, to: number) => void;
  onOut: (name: string) => void;
}) {
  return (
    // Dragging is a shorter way to what the buttons do.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      className={style.chosen}
      draggable
      onDragStart={(event) => event.dataTransfer.setData("text/plain", name)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event: DragEvent) => {
        event.preventDefault();
        onMove(event.dataTransfer.getData("text/plain"), at);
      }}
    >
      <span className={style.handle} aria-hidden="true">
        ⠿
      </span>
      <span className={style.label}>{label}</span>
      <IconButton
        icon="up"
        label={`Move ${label} up`}
        why={at === 0 ? "It is the first already." : undefined}
        onClick={() => onMove(name, at - 1)}
      />
      <IconButton
        icon="down"
        label={`Move ${label} down`}
        why={at === last ? "It is the last already." : undefined}
        onClick={() => onMove(name, at + 1)}
      />
      <IconButton
        icon="close"
        label={`Leave out ${label}`}
        why={last === 0 ? "One column has to stay." : undefined}
        onClick={() => onOut(name)}
      />
    </li>
  );
}

/** Which columns, in which order. */
export function ColumnChooser({
  open,
  onClose,
  fields,
  chosen,
  usual,
  onChoose,
}: {
  open: boolean;
  onClose: () => void;
  fields: readonly FieldOut[];
  chosen: readonly string[];
  usual: readonly string[];
  onChoose: (names: readonly string[]) => void;
}) {
  const [text, setText] = useState("");
  const columns = fields.filter((field) => field.shown);
  const labels = new Map(columns.map((field) => [field.name, field.label]));
  const found = columns.filter((field) => fits(field, text));
  return (
    <SidePanel
      open={open}
      onClose={onClose}
      title="Columns"
      about="What you choose stands in the address, and in an export of rows."
      feet={
        <>
          <Button onClick={() => onChoose(usual)}>The usual columns</Button>
          <Button kind="main" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <section>
        <h3>Shown, from left to right</h3>
        <ul className={style.list}>
          {chosen.map((name, at) => (
            <Chosen
              key={name}
              name={name}
              label={labels.get(name) ?? name}
              at={at}
              last={chosen.length - 1}
              onMove={(one, to) => onChoose(moved(chosen, one, to))}
              onOut={(one) => onChoose(turned(chosen, one))}
            />
          ))}
        </ul>
      </section>
      <section className={style.all}>
        <TextField
          label="All columns"
          placeholder="Find a column"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <ul className={style.list}>
          {found.map((field) => (
            <li key={field.name}>
              <CheckField
                label={field.label}
                hint={field.meaning}
                checked={chosen.includes(field.name)}
                disabled={chosen.length === 1 && chosen.includes(field.name)}
                onCheck={() => onChoose(turned(chosen, field.name))}
              />
            </li>
          ))}
          {found.length === 0 && <li className={style.none}>No column is called that.</li>}
        </ul>
      </section>
    </SidePanel>
  );
}
