import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";

import type { FieldOut, RootKind } from "~/api/generated";
import { useMay } from "~/shell/session";
import { say } from "~/shell/Toasts";
import { Menu, MenuAt, MenuItem, MenuLine } from "~/ui/Menu";
import { defanged } from "~/ui/words";

import { condition, contrary, withCondition } from "./edit";
import { fieldNamed, labelOf, useFields } from "./fields";
import style from "./ValueMenu.module.css";
import { useVerbs, type Verbs } from "./verbs";

type Props = {
  /** The field's name in the filter language. */
  field: string;
  /** As the API gives it; nothing where the field has no value. */
  value: string | null;
  /** How it looks; else the value as it is. */
  shown?: ReactNode;
  /** -1 takes it out of the order of the Tab key, where a table has its own way through. */
  tabIndex?: number;
};

const PEOPLE = new Set([
  "sender_address",
  "sender_mail_from_address",
  "reply_to",
  "return_path",
  "recipient",
]);
/** What an investigation can begin with, by the field that has it. */
const ROOTS: Readonly<Record<string, RootKind>> = {
  network_message_id: "message",
  sender_address: "sender",
  recipient: "recipient",
  url: "url",
  alert_id: "alert",
  click_id: "click",
};
/** What can be submitted, by the field that has it. */
const SUBMITTED: Readonly<Record<string, "email" | "url">> = {
  network_message_id: "email",
  url: "url",
};
/** Fields whose values can be blocked and allowed. */
const DECIDED = new Set([
  "sender_address",
  "sender_domain",
  "sender_mail_from_address",
  "sender_mail_from_domain",
  "reply_to",
  "return_path",
  "sender_ip",
  "url",
  "url_domain",
  "attachment_sha256",
]);
const DANGEROUS = new Set(["url", "ip"]);

/** A value that can be acted on: pressed, it says what can be done with it. */
export function ValueMenu({ field, value, shown, tabIndex }: Props) {
  const [used, use] = useState(false);
  const verbs = useVerbs();
  const text = shown ?? value ?? "none";
  if (!verbs) return <>{text}</>;
  const label = { "aria-label": `${value || "No value"}: what to do with it`, tabIndex };
  // A table has thousands of values: a menu is made when one is wanted.
  if (!used)
    return (
      <button
        type="button"
        {...label}
        aria-haspopup="menu"
        className={style.value}
        onClick={(event) => {
          event.stopPropagation();
          use(true);
        }}
      >
        {text}
      </button>
    );
  return (
    <Menu
      opened
      trigger={
        <button type="button" {...label} className={style.value}>
          {text}
        </button>
      }
      heading={<Heading field={field} value={value} verbs={verbs} />}
    >
      <Items field={field} value={value} verbs={verbs} />
    </Menu>
  );
}

/** The same menu at an element that shows the value, for a table with its own way through. */
export function ValueMenuAt({
  field,
  value,
  anchor,
  onClose,
}: {
  field: string;
  value: string | null;
  anchor: Element;
  onClose: () => void;
}) {
  const verbs = useVerbs();
  if (!verbs) return null;
  return (
    <MenuAt
      anchor={anchor}
      heading={<Heading field={field} value={value} verbs={verbs} />}
      onClose={onClose}
    >
      <Items field={field} value={value} verbs={verbs} />
    </MenuAt>
  );
}

function Heading({ field, value, verbs }: { field: string; value: string | null; verbs: Verbs }) {
  const known = fieldNamed(useFields(verbs.view), field);
  return (
    <>
      {known?.label ?? field}: <strong>{value ? labelOf(known, value) : "none"}</strong>
    </>
  );
}

function Items({ field, value, verbs }: { field: string; value: string | null; verbs: Verbs }) {
  const known = fieldNamed(useFields(verbs.view), field);
  const may = useMay();
  const navigate = useNavigate();
  return (
    <>
      {known && <Narrowing field={known} value={value} verbs={verbs} />}
      {value && (
        <>
          <MenuLine />
          <MenuItem icon="copy" onChoose={() => void copy(value, "Copied")}>
            Copy
          </MenuItem>
          {(known ? DANGEROUS.has(known.kind) || PEOPLE.has(known.name) : true) && (
            <MenuItem icon="copy" onChoose={() => void copy(defanged(value), "Copied defanged")}>
              Copy defanged
            </MenuItem>
          )}
          {known && ROOTS[known.name] && (
            <MenuItem
              icon="bug"
              why={may("mail.judge") ? undefined : "Your role begins no investigation."}
              onChoose={() =>
                void navigate({
                  to: "/investigations",
                  search: { begin: ROOTS[known.name], value },
                })
              }
            >
              Investigate…
            </MenuItem>
          )}
          {known && SUBMITTED[known.name] && (
            <MenuItem
              icon="upload"
              why={may("submissions.write") ? undefined : "Your role submits nothing."}
              onChoose={() =>
                void navigate({
                  to: "/submissions",
                  search: { submit: SUBMITTED[known.name], value },
                })
              }
            >
              Submit…
            </MenuItem>
          )}
          {known && DECIDED.has(known.name) && (
            <MenuItem
              icon="stop"
              why={may("lists.write") ? undefined : "Your role blocks and allows nothing."}
              onChoose={() => void navigate({ to: "/entries", search: { add: value } })}
            >
              Block or allow…
            </MenuItem>
          )}
          <MenuItem
            icon="list"
            why={may("lists.write") ? undefined : "Your role does not change lists."}
            onChoose={() => verbs.addToList(value)}
          >
            Add to list…
          </MenuItem>
        </>
      )}
      {known && <Showing field={known} value={value} verbs={verbs} />}
    </>
  );
}

function Narrowing({
  field,
  value,
  verbs,
}: {
  field: FieldOut;
  value: string | null;
  verbs: Verbs;
}) {
  const only = condition(field, value);
  const ask = (text: string) => () => verbs.change(text);
  return (
    <>
      <MenuItem icon="plus" onChoose={ask(withCondition(verbs.text, only))}>
        Only this
      </MenuItem>
      <MenuItem icon="minus" onChoose={ask(withCondition(verbs.text, contrary(only)))}>
        Without this
      </MenuItem>
      <MenuItem icon="search" onChoose={ask(only)}>
        A new search for this
      </MenuItem>
      {value && PEOPLE.has(field.name) && (
        <>
          <MenuItem icon="person" onChoose={ask(condition(SENDER, value))}>
            All mail from this address
          </MenuItem>
          <MenuItem icon="inbox" onChoose={ask(condition(RECIPIENT, value))}>
            All mail to this address
          </MenuItem>
        </>
      )}
    </>
  );
}

function Showing({ field, value, verbs }: { field: FieldOut; value: string | null; verbs: Verbs }) {
  const trace = value && field.kind === "url" && field.name !== "url_path";
  if (!trace && !verbs.pivot && !verbs.column) return null;
  return (
    <>
      <MenuLine />
      {trace && (
        <MenuItem icon="link" link={<Link to="/links" search={{ url: value }} />}>
          Trace this URL
        </MenuItem>
      )}
      {verbs.pivot && (
        <MenuItem icon="chart" onChoose={() => verbs.pivot?.(field.name)}>
          Chart by {field.label}
        </MenuItem>
      )}
      {verbs.column && field.shown && (
        <MenuItem icon="columns" onChoose={() => verbs.column?.(field.name)}>
          Show as column
        </MenuItem>
      )}
    </>
  );
}

const SENDER = { name: "sender_address", kind: "text" };
const RECIPIENT = { name: "recipient", kind: "text" };

async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(done, text);
  } catch {
    say("The browser did not allow to copy", text);
  }
}
