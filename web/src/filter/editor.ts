import {
  Compartment,
  EditorState,
  StateEffect,
  StateField,
  type Extension,
  type Range,
} from "@codemirror/state";
import {
  Decoration,
  EditorView,
  keymap,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from "@codemirror/view";

import { nonce } from "~/shell/nonce";
import { goAround } from "~/ui/focus";

import { changing, howChanged, redo, undo } from "./changing";
import type { Completing } from "./completing";
import style from "./editor.module.css";
import type { Step } from "./listing";
import { onOneLine } from "./place";
import type { Proposal } from "./proposals";
import { tokens, type Condition } from "./tokens";

export const marked = style.editor;

/** Sets or takes away the mark under a mistake. */
export const setMark = StateEffect.define<Condition | undefined>();

type Wanted = {
  parent: HTMLElement;
  text: string;
  label: string;
  describedBy: string;
  completing: Completing;
  onChange: (text: string) => void;
  onEnter: () => void;
};

/** A line in which a filter is written. */
export function newEditor(wanted: Wanted): EditorView {
  const view = new EditorView({
    parent: wanted.parent,
    state: EditorState.create({ doc: onOneLine(wanted.text), extensions: extensions(wanted) }),
  });
  // A box with a list has one line anyway, and may not say so.
  view.contentDOM.removeAttribute("aria-multiline");
  return view;
}

function extensions(wanted: Wanted): Extension[] {
  return [
    EditorView.cspNonce.of(nonce()),
    oneLine,
    changing,
    keys(wanted),
    highlight,
    mark,
    ofList.of([]),
    EditorView.contentAttributes.of({
      "aria-label": wanted.label,
      "aria-describedby": wanted.describedBy,
      spellcheck: "false",
      autocorrect: "off",
      autocapitalize: "off",
    }),
    EditorView.domEventHandlers({ blur: () => void wanted.completing.close() }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) wanted.onChange(update.state.doc.toString());
      if (update.docChanged || update.selectionSet)
        wanted.completing.changed(beforeCursor(update.view), howChanged(update));
    }),
  ];
}

/** What the line says of its list of proposals. */
const ofList = new Compartment();

export function sayOfList(view: EditorView, said: Record<string, string>): void {
  view.dispatch({ effects: ofList.reconfigure(EditorView.contentAttributes.of(said)) });
}

function beforeCursor(view: EditorView): string {
  return view.state.sliceDoc(0, view.state.selection.main.head);
}

/** What is pasted in several lines stands in one; values of a list get their commas. */
const oneLine = EditorState.transactionFilter.of((change) => {
  if (change.newDoc.lines < 2) return change;
  const text = onOneLine(change.newDoc.toString());
  const whole = { from: 0, to: change.startState.doc.length, insert: text };
  return { changes: whole, selection: { anchor: text.length } };
});

function keys({ completing, onEnter }: Wanted): Extension {
  const enter = (view: EditorView) => {
    if (put(view, completing, completing.chosen())) return true;
    completing.close();
    onEnter();
    return true;
  };
  const leave = (view: EditorView) => {
    if (!completing.close()) goAround(view.contentDOM);
    return true;
  };
  const open = (view: EditorView) => {
    completing.open(beforeCursor(view));
    return true;
  };
  const tab = (view: EditorView) =>
    put(view, completing, completing.best()) ||
    completing.awaited((proposal) => void put(view, completing, proposal));
  const step = (to: Step) => () => completing.move(to);
  return keymap.of([
    { key: "Enter", run: enter },
    { key: "Shift-Enter", run: enter },
    { key: "Escape", run: leave },
    { key: "Tab", run: tab },
    { key: "Ctrl-Space", run: open },
    { key: "ArrowDown", run: step("next") },
    { key: "ArrowUp", run: step("before") },
    { key: "PageDown", run: step("page on") },
    { key: "PageUp", run: step("page back") },
    { key: "Mod-z", run: undo },
    { key: "Mod-y", run: redo },
    { key: "Mod-Shift-z", run: redo },
  ]);
}

/** Puts a proposal in the place of what was typed of it; tells whether there was one. */
export function put(view: EditorView, completing: Completing, proposal?: Proposal): boolean {
  const from = completing.listing()?.from;
  if (!proposal || from === undefined) return false;
  view.dispatch({
    changes: { from, to: view.state.selection.main.head, insert: proposal.text },
    selection: { anchor: from + proposal.text.length },
    userEvent: "input.complete",
  });
  if (proposal.goesOn) completing.open(beforeCursor(view));
  return true;
}

const MARKS = new Map<string, Decoration>();

function markOf(kind: string): Decoration {
  const made = MARKS.get(kind) ?? Decoration.mark({ class: style[kind] ?? "" });
  MARKS.set(kind, made);
  return made;
}

function painted(view: EditorView): DecorationSet {
  const found: Range<Decoration>[] = tokens(view.state.doc.toString()).map((token) =>
    markOf(token.kind).range(token.from, token.to),
  );
  return Decoration.set(found);
}

/** Fields, values, joins and quotes in their colours. */
const highlight = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = painted(view);
    }
    update(update: ViewUpdate) {
      if (update.docChanged) this.decorations = painted(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

const wrong = Decoration.mark({ class: style.wrong ?? "" });
const atEnd = Decoration.mark({ class: style.wrong ?? "", inclusive: true });

/** The line under a mistake; it goes as soon as one types on. */
const mark = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, change) => {
    const set = change.effects.find((effect) => effect.is(setMark));
    if (set?.is(setMark)) return underlined(set.value, change.state.doc.length);
    return change.docChanged ? Decoration.none : before;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function underlined(at: Condition | undefined, length: number): DecorationSet {
  if (!at || length === 0) return Decoration.none;
  const from = Math.min(at.from, length - 1);
  const to = Math.min(Math.max(at.to, from + 1), length);
  return Decoration.set([(to === length ? atEnd : wrong).range(from, to)]);
}
