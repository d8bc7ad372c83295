import {
  findClusterBreak,
  StateEffect,
  StateField,
  Transaction,
  type Extension,
} from "@codemirror/state";
import { EditorView, type ViewUpdate } from "@codemirror/view";

import { NOTHING, redone, remembered, undone, type Change, type Past, type Version } from "./past";

/** Sets the past after going back or forth in it. */
const travelled = StateEffect.define<Past>();

const past = StateField.define<Past>({
  create: () => NOTHING,
  update(before, change) {
    const set = change.effects.find((effect) => effect.is(travelled));
    if (set?.is(travelled)) return set.value;
    if (!change.docChanged) return change.selection ? { ...before, last: undefined } : before;
    return remembered(before, versionOf(change.startState), {
      kind: kindOf(change),
      time: change.annotation(Transaction.time) ?? 0,
    });
  },
});

function versionOf(state: Transaction["state"]): Version {
  return { text: state.doc.toString(), cursor: state.selection.main.head };
}

/** Typed, deleted, or neither: a browser that takes a letter away calls that typing too. */
function kindOf(change: Transaction): Change["kind"] {
  if (change.isUserEvent("delete")) return "deleted";
  if (!change.isUserEvent("input.type")) return "other";
  let inserted = 0;
  change.changes.iterChanges((_from, _to, _start, _end, text) => (inserted += text.length));
  return inserted > 0 ? "typed" : "deleted";
}

const travel = (way: typeof undone) => (view: EditorView) => {
  const [to, left] = way(view.state.field(past), versionOf(view.state)) ?? [];
  if (to && left)
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: to.text },
      selection: { anchor: to.cursor },
      effects: travelled.of(left),
      userEvent: "undo",
    });
  return true; // the browser's own way back knows nothing of what the editor changed
};

export const undo = travel(undone);
export const redo = travel(redone);

/**
 * Where letters are taken away or replaced, a browser keeps their looks in an inline style, which
 * the content security policy forbids: so the text is changed without the browser.
 */
const withoutBrowser = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    if (view.composing) return false;
    const done = changed(view, event);
    if (done) event.preventDefault();
    return done;
  },
});

function changed(view: EditorView, event: InputEvent): boolean {
  if (event.inputType === "historyUndo") return undo(view);
  if (event.inputType === "historyRedo") return redo(view);
  const [, what, way] = DELETION.exec(event.inputType) ?? [];
  if (what) return deleted(view, what, way === "Forward");
  if (event.inputType !== "insertText" || view.state.selection.main.empty || !event.data)
    return false;
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type" });
  return true;
}

const DELETION = /^delete(Content|Word|SoftLine|HardLine)(Backward|Forward)$/;

/** Takes away what is selected, or else a sign, a word or all to the end of the line. */
function deleted(view: EditorView, what: string, forward: boolean): boolean {
  const { main } = view.state.selection;
  const other = main.empty ? endOf(view, what, forward) : main.anchor;
  const [from, to] = [Math.min(main.head, other), Math.max(main.head, other)];
  if (from < to)
    view.dispatch({ changes: { from, to }, userEvent: "delete", scrollIntoView: true });
  return true;
}

function endOf(view: EditorView, what: string, forward: boolean): number {
  const { main } = view.state.selection;
  const text = view.state.doc.toString();
  if (what === "Content") return findClusterBreak(text, main.head, forward);
  if (what === "Word") return view.moveByGroup(main, forward).head;
  return forward ? text.length : 0;
}

/** Changing the text, and going back. */
export const changing: Extension = [past, withoutBrowser];

/** How the text of a line came to be what it is. */
export function howChanged(update: ViewUpdate): Change["kind"] {
  const kinds = update.transactions.filter((one) => one.docChanged).map(kindOf);
  return kinds.find((kind) => kind !== "other") ?? "other";
}
