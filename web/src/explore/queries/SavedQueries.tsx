import { useMemo, useState } from "react";

import { useCommands, type Command } from "~/shell/commands";
import { useMay } from "~/shell/session";
import { Button } from "~/ui/Button";
import { SidePanel } from "~/ui/Dialog";
import { Tabs } from "~/ui/Tabs";

import type { Kept } from "./keeping";
import { RecentList } from "./RecentList";
import { SavedList } from "./SavedList";
import { SaveQuery } from "./SaveQuery";
import style from "./SavedQueries.module.css";
import { TrackedList } from "./TrackedList";

type Shelf = "saved" | "tracked" | "recent";

const SHELVES = [
  { name: "saved", label: "Saved" },
  { name: "tracked", label: "Tracked" },
  { name: "recent", label: "Recent" },
] as const;

/** Buttons that keep the present search under a name, and find those that were kept. */
export function SavedQueries({ now, onOpen }: { now: Kept; onOpen: (kept: Kept) => void }) {
  const may = useMay();
  const [open, setOpen] = useState(false);
  const [saving, setSaving] = useState(false);
  const [shelf, setShelf] = useState<Shelf>("saved");
  const why = may("queries.write") ? undefined : "Your role does not save queries.";
  const commands = useMemo<Command[]>(
    () => [
      {
        id: "queries",
        says: "Saved queries",
        group: "Filter",
        keys: "q",
        icon: "star",
        run: () => setOpen(true),
      },
      {
        id: "save query",
        says: "Save this search",
        group: "Filter",
        icon: "star",
        run: () => setSaving(true),
      },
    ],
    [],
  );
  useCommands(commands);
  const choose = (kept: Kept) => {
    setOpen(false);
    onOpen(kept);
  };
  return (
    <>
      <Button icon="star" onClick={() => setOpen(true)}>
        Queries
      </Button>
      {open && (
        <SidePanel
          open
          onClose={() => setOpen(false)}
          title="Queries"
          about="Searches that you and others come back to. They find what you may see."
          feet={
            <Button
              kind="main"
              icon="plus"
              why={why}
              onClick={() => {
                setOpen(false);
                setSaving(true);
              }}
            >
              Save this search
            </Button>
          }
        >
          <Tabs label="Queries" tabs={SHELVES} open={shelf} onOpen={setShelf}>
            <div className={style.shelf}>
              {shelf === "saved" && <SavedList onOpen={choose} />}
              {shelf === "tracked" && <TrackedList onOpen={choose} />}
              {shelf === "recent" && <RecentList onOpen={choose} />}
            </div>
          </Tabs>
        </SidePanel>
      )}
      {saving && <SaveQuery now={now} onClose={() => setSaving(false)} />}
    </>
  );
}
