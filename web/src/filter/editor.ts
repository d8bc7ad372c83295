import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completionKeymap,
  completionStatus,
  moveCompletionSelection,
  startCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import {
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

import style from "./editor.module.css";
import { onOneLine, placeAt, type Place } from "./place";
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
  /** What can stand at a place; cancelled when one types on. */
  propose: (place: Place, signal: AbortSignal) => Promise<readonly Proposal[]>;
  onChange: (text: string) => void;
  onEnter: () => void;
};

/** A line in which a filter is written. */
export function newEditor(wanted: Wanted): EditorView {
  return new EditorView({
    parent: wanted.parent,
    state: EditorState.create({ doc: onOneLine(wanted.text), extensions: extensions(wanted) }),
  });
}

function extensions(wanted: Wanted): Extension[] {
  return [
    EditorView.cspNonce.of(nonce()),
    oneLine,
    history(),
    keys(wanted.onEnter),
    autocompletion({
      override: [(context) => completions(context, wanted.propose)],
      selectOnOpen: false,
      icons: false,
      activateOnTypingDelay: 80,
      tooltipClass: () => style.proposals ?? "",
      defaultKeymap: true,
    }),
    typedOver,
    highlight,
    mark,
    EditorView.contentAttributes.of({
      "aria-label": wanted.label,
      "aria-describedby": wanted.describedBy,
      "aria-multiline": "false",
      spellcheck: "false",
      autocorrect: "off",
      autocapitalize: "off",
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) wanted.onChange(update.state.doc.toString());
    }),
  ];
}

/** What is pasted in several lines stands in one; values of a list get their commas. */
const oneLine = EditorState.transactionFilter.of((change) => {
  if (change.newDoc.lines < 2) return change;
  const text = onOneLine(change.newDoc.toString());
  const whole = { from: 0, to: change.startState.doc.length, insert: text };
  return { changes: whole, selection: { anchor: text.length } };
});

/**
 * Where a letter takes the place of what is selected, a browser keeps its looks in an inline style,
 * which the content security policy forbids: so the letter is put there without the browser.
 */
const typedOver = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const over = event.inputType === "insertText" && !view.state.selection.main.empty;
    if (!over || !event.data || view.composing) return false;
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type" });
    event.preventDefault();
    return true;
  },
});

function keys(onEnter: () => void): Extension {
  const submit = (view: EditorView) => {
    if (acceptCompletion(view)) return true;
    closeCompletion(view);
    onEnter();
    return true;
  };
  return keymap.of([
    { key: "Enter", run: submit },
    { key: "Shift-Enter", run: submit },
    { key: "Escape", run: leave },
    { key: "Tab", run: take },
    ...completionKeymap,
    ...historyKeymap,
    ...defaultKeymap,
  ]);
}

/** Closes the list of proposals, or leaves the line. */
function leave(view: EditorView): boolean {
  if (!closeCompletion(view)) view.contentDOM.blur();
  return true;
}

/** Takes the proposal that was chosen, or the first. */
function take(view: EditorView): boolean {
  if (completionStatus(view.state) !== "active") return false;
  return acceptCompletion(view) || (moveCompletionSelection(true)(view) && acceptCompletion(view));
}

async function completions(
  context: CompletionContext,
  propose: Wanted["propose"],
): Promise<CompletionResult | null> {
  const place = placeAt(context.state.sliceDoc(0, context.pos));
  if (!place) return null;
  // A list that opens by itself wherever the cursor stands would only be in the way.
  if (!context.explicit && place.kind === "name" && place.typed === "") return null;
  const asking = new AbortController();
  context.addEventListener("abort", () => asking.abort(), { onDocChange: true });
  const found = await propose(place, asking.signal);
  if (context.aborted || found.length === 0) return null;
  return { from: place.from, options: found.map(option), filter: false };
}

function option(proposal: Proposal): Completion {
  return {
    label: proposal.says,
    ...(proposal.about ? { detail: proposal.about } : {}),
    ...(proposal.info ? { info: proposal.info } : {}),
    apply: (view, _, from, to) => {
      view.dispatch({
        changes: { from, to, insert: proposal.text },
        selection: { anchor: from + proposal.text.length },
        userEvent: "input.complete",
      });
      if (proposal.goesOn) startCompletion(view);
    },
  };
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
