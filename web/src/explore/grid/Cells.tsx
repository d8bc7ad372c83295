import { Fragment, type ReactNode } from "react";

import type { FieldOut } from "~/api/generated";
import { momentIn } from "~/shell/Time";
import { Hostile } from "~/ui/Hostile";
import { Mark } from "~/ui/Mark";
import { lookOf } from "~/ui/tones";
import { sized, worded } from "~/ui/words";

import type { Row } from "../asking";
import style from "./Grid.module.css";

/** What a cell needs to know of its field. */
type Known = { kind: FieldOut["kind"]; labels: ReadonlyMap<string, string> };

export type Fields = ReadonlyMap<string, Known>;

export function fieldsKnown(fields: readonly FieldOut[]): Fields {
  return new Map(
    fields.map((field) => [
      field.name,
      {
        kind: field.kind,
        labels: new Map(field.choices.map((choice) => [choice.code, choice.label])),
      },
    ]),
  );
}

/** One value as text, as a person reads it: for titles, menus and copies. */
function textOf(value: unknown, known: Known | undefined): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map((one) => textOf(one, known)).join(", ");
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "number")
    return known?.kind === "size" ? sized(value) : value.toLocaleString("en");
  if (typeof value === "object") return JSON.stringify(value);
  const text = String(value);
  return known?.labels.get(text) ?? (known?.kind === "choice" ? worded(text) : text);
}

/** Whether a value says nothing. */
function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    value === "" ||
    (Array.isArray(value) && value.length === 0)
  );
}

const MONO = new Set(["ip", "url"]);

/** One of the values of a cell, with its look; a quiet one is what another column says as well. */
function marked(field: string, value: string, known: Known | undefined, quiet: boolean): ReactNode {
  const look = lookOf(field, value);
  const text = textOf(value, known);
  return look ? (
    <span data-value={value} title={text}>
      <Mark tone={quiet ? "quiet" : look.tone} icon={look.icon} plain={quiet}>
        {text}
      </Mark>
    </span>
  ) : (
    <Hostile data-value={value} title={text} text={text} />
  );
}

function listed(value: string, known: Known | undefined): ReactNode {
  const text = textOf(value, known);
  return <Hostile className={style.several} data-value={value} title={text} text={text} />;
}

/** Whether a mail still lies where it was put: that is said loudly once. */
function saidTwice(field: string, row: Row): boolean {
  return field === "original_delivery_location" && row[field] === row["latest_delivery_location"];
}

/**
 * What stands in a cell: short, on one line, with its colour and icon where it has one. No component
 * of its own, because a scroll fills a thousand of them between two frames.
 */
export function cellOf(field: string, row: Row, fields: Fields, zone: string): ReactNode {
  const value = row[field];
  const known = fields.get(field);
  if (isEmpty(value)) return <span className={style.none}>–</span>;
  if (known?.kind === "time")
    return (
      <time dateTime={String(value)} title={String(value)}>
        {momentIn(zone, String(value))}
      </time>
    );
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const looks = values.some((one) => typeof one === "string" && lookOf(field, one));
  const quiet = saidTwice(field, row);
  if (looks || values.length > 1)
    return values.map((one, at) => (
      // By place, not by value: the next row's value is drawn by the same element.
      // oxlint-disable-next-line react/no-array-index-key
      <Fragment key={at}>
        {looks ? marked(field, String(one), known, quiet) : listed(String(one), known)}
      </Fragment>
    ));
  const text = textOf(value, known);
  const look = MONO.has(known?.kind ?? "") ? style.mono : undefined;
  return <Hostile className={look} title={text} text={text} />;
}
