import { EditorView } from "@codemirror/view";
import {
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";

import { Completing } from "./completing";
import type { Door, Propose } from "./door";
import { marked, newEditor, put, sayOfList, setMark } from "./editor";
import { saidOfList } from "./listing";
import { ProposalList } from "./ProposalList";

/** The line with highlight, proposals and marks. Made once; what comes from outside is handed on. */
export function FilterEditor({ door, propose }: { door: Door; propose: Propose }) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const [completing] = useState(() => new Completing(propose));
  const listing = useSyncExternalStore(completing.subscribe, completing.listing);
  const list = useId();
  const now = useRef({ door });
  useEffect(() => {
    now.current = { door };
  });

  useEffect(() => {
    if (!place.current) return undefined;
    const made = newEditor({
      parent: place.current,
      text: now.current.door.draft,
      label: now.current.door.label,
      describedBy: now.current.door.describedBy,
      completing,
      onChange: (text) => now.current.door.onDraft(text),
      onEnter: () => now.current.door.onEnter(),
    });
    view.current = made;
    const cursor = now.current.door.left.current;
    if (cursor) {
      made.dispatch({ selection: cursor });
      made.focus();
    }
    return () => {
      completing.close();
      made.destroy();
    };
  }, [completing]);

  // Before the next letter can come: else the draft would lag behind and take it away again.
  useLayoutEffect(() => {
    const made = view.current;
    if (!made || made.state.doc.toString() === door.draft) return;
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

  useEffect(() => {
    if (view.current) sayOfList(view.current, saidOfList(list, listing));
  }, [list, listing]);

  const from = listing?.from;
  const spot = useCallback(
    () => (from === undefined ? undefined : (view.current?.coordsAtPos(from) ?? undefined)),
    [from],
  );
  return (
    <>
      <div ref={place} className={marked} />
      {listing && (
        <ProposalList
          id={list}
          listing={listing}
          spot={spot}
          onTake={(at) => {
            if (view.current) put(view.current, completing, listing.proposals[at]);
          }}
        />
      )}
    </>
  );
}
