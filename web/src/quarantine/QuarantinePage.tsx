import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";

import { quarantineList } from "~/api/generated";
import { Closed } from "~/shell/Closed";
import { useCommands, type Command } from "~/shell/commands";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Button } from "~/ui/Button";
import { Empty, Notice, Waiting } from "~/ui/Notice";
import { Card, Page } from "~/ui/Page";
import { ShowMore } from "~/ui/ShowMore";
import { counted } from "~/ui/words";

import { useActing } from "./acting";
import { Acts, Left } from "./Acts";
import { Filters } from "./Filters";
import { HeldPanel } from "./HeldPanel";
import { HeldTable } from "./HeldTable";
import style from "./Quarantine.module.css";
import { askedOf, isNarrowed, type Quarantine } from "./state";
import { stillHeld } from "./words";

const PAGE = 100;
const MOST = 1000; // that the API takes at once
const AGAIN = 30_000; // milliseconds

/** Mail that the gate held back, and what is to become of it. */
export function QuarantinePage() {
  const may = useMay();
  if (may("deliveries.read")) return <Room />;
  return (
    <Page title="Quarantine">
      <Closed permission="deliveries.read" />
    </Page>
  );
}

function useHeld(quarantine: Quarantine) {
  const asked = askedOf(quarantine);
  return useInfiniteQuery({
    queryKey: ["quarantine", "list", asked],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...asked, limit: PAGE, cursor: pageParam };
      const { data } = await quarantineList({ query, signal });
      return data;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page?.next ?? undefined,
    refetchInterval: AGAIN,
  });
}

function Room() {
  const quarantine = useSearch({ from: "/inside/quarantine" });
  const navigate = useNavigate({ from: "/quarantine" });
  const found = useHeld(quarantine);
  const items = useMemo(
    () => found.data?.pages.flatMap((page) => page?.items ?? []) ?? [],
    [found.data],
  );
  const first = found.data?.pages[0];
  const change = useCallback(
    (next: Quarantine) => void navigate({ search: (now) => ({ ...now, ...next }) }),
    [navigate],
  );
  useRoomCommands(change);
  const days = first?.keep_days ?? 30;
  return (
    <Page
      title="Quarantine"
      about={`Mail that was held back instead of delivered. What nobody releases is forgotten after ${counted(days, "day")}.`}
    >
      {first && !first.releases && (
        <Notice title="Nothing can be released yet">
          Set <code>quarantine.release_smtp</code> to a listener of your mail server that does not
          ask the gate.
        </Notice>
      )}
      <Filters quarantine={quarantine} counts={first?.counts} onChange={change} />
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Waiting what="held mail" lines={6} />}
      {found.data && items.length === 0 && (
        <Nothing
          narrowed={isNarrowed(quarantine)}
          onAll={() => void navigate({ search: { state: "all" } })}
        />
      )}
      {items.length > 0 && (
        <Found
          items={items}
          releases={first?.releases ?? false}
          open={quarantine.open}
          states={quarantine.state !== undefined}
          onOpen={(open) => change({ open })}
        />
      )}
      <ShowMore of={found} />
      {quarantine.open !== undefined && (
        <HeldPanel
          key={quarantine.open}
          id={quarantine.open}
          onClose={() => change({ open: undefined })}
        />
      )}
    </Page>
  );
}

function useRoomCommands(change: (next: Quarantine) => void): void {
  const commands = useMemo<Command[]>(
    () => [
      {
        id: "quarantine search",
        says: "Search held mail",
        group: "Quarantine",
        keys: "/",
        icon: "search",
        run: () => document.getElementById("quarantine-text")?.focus(),
      },
      {
        id: "quarantine all",
        says: "Show held mail of every state",
        group: "Quarantine",
        icon: "list",
        run: () => change({ state: "all" }),
      },
    ],
    [change],
  );
  useCommands(commands);
}

function Found({
  items,
  releases,
  open,
  states,
  onOpen,
}: {
  items: Parameters<typeof HeldTable>[0]["items"];
  releases: boolean;
  open: string | undefined;
  states: boolean;
  onOpen: (id: string) => void;
}) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const acting = useActing(() => setChosen(new Set()));
  const choose = (ids: readonly string[], on: boolean) =>
    setChosen((before) => {
      const next = new Set(before);
      for (const id of ids)
        if (on) next.add(id);
        else next.delete(id);
      return next;
    });
  const held = stillHeld(items).slice(0, MOST);
  const ids = held.map((one) => one.id).filter((id) => chosen.has(id));
  return (
    <>
      <Left acting={acting} />
      {held.length > 0 && (
        <div className={style.selection} role="region" aria-label="Selection">
          <span role="status">
            <strong>{ids.length.toLocaleString("en")}</strong> of{" "}
            {counted(held.length, "held mail")} shown {ids.length === 1 ? "is" : "are"} chosen
          </span>
          <Button
            kind="quiet"
            onClick={() =>
              choose(
                held.map((one) => one.id),
                true,
              )
            }
          >
            Choose all shown
          </Button>
          {ids.length > 0 && (
            <Button kind="quiet" onClick={() => setChosen(new Set())}>
              Clear
            </Button>
          )}
          <span className={style.space} />
          <Acts ids={ids} releases={releases} acting={acting} />
        </div>
      )}
      <Card padded={false}>
        <HeldTable
          items={items}
          open={open}
          chosen={chosen}
          states={states}
          onOpen={onOpen}
          onChoose={choose}
        />
      </Card>
    </>
  );
}

function Nothing({ narrowed, onAll }: { narrowed: boolean; onAll: () => void }) {
  return narrowed ? (
    <Empty icon="search" title="No held mail is like this">
      <p>Take a filter away, or look at every state.</p>
      <Button onClick={onAll}>Show every state</Button>
    </Empty>
  ) : (
    <Empty icon="shield" title="Nothing is held">
      <p>Mail that the gate's policy holds back will stand here, one line for each recipient.</p>
      <Button onClick={onAll}>Show what was held before</Button>
    </Empty>
  );
}
