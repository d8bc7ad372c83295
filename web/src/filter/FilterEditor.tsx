import { closeCompletion } from "@codemirror/autocomplete";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";

import { marked, newEditor, setMark } from "./editor";
import type { Door, Propose } from "./door";

/** The line with highlight, proposals and marks. Made once; what comes from outside is handed on. */
export function FilterEditor({ door, propose }: { door: Door; propose: Propose }) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const now = useRef({ door, propose });
  useEffect(() => {
    now.current = { door, propose };
  });

  useEffect(() => {
    if (!place.current) return undefined;
    const made = newEditor({
      parent: place.current,
      text: now.current.door.draft,
      label: now.current.door.label,
      describedBy: now.current.door.describedBy,
      propose: (at, signal) => now.current.propose(at, signal),
      onChange: (text) => now.current.door.onDraft(text),
      onEnter: () => now.current.door.onEnter(),
    });
    view.current = made;
    const cursor = now.current.door.left.current;
    if (cursor) {
      made.dispatch({ selection: cursor });
      made.focus();
    }
    return () => made.destroy();
  }, []);

  useEffect(() => {
    const made = view.current;
    if (!made || made.state.doc.toString() === door.draft) return;
    closeCompletion(made);
    made.dispatch({
      changes: { from: 0, to: made.state.doc.length, insert: door.draft },
      selection: { anchor: door.draft.length },
    });
  }, [door.draft]);

  useEffect(() => {
    view.current?.dispatch({ effects: setMark.of(door.mark) });
  }, [door.mark]);

  useEffect(() => {
    const made = view.current;
    if (!made || !door.select) return;
    const { from, to } = door.select;
    const end = made.state.doc.length;
    made.dispatch({ selection: { anchor: Math.min(from, end), head: Math.min(to, end) } });
    made.focus();
  }, [door.select]);

  return <div ref={place} className={marked} />;
}
