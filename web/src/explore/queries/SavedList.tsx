import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { QueryOut } from "~/api/generated";
import {
  queryDeleteMutation,
  queryListOptions,
  queryTrackMutation,
  queryUntrackMutation,
} from "~/api/generated/@tanstack/react-query.gen";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Ago, momentIn, useZone } from "~/shell/Time";
import { IconButton } from "~/ui/Button";
import { Badge } from "~/ui/Mark";
import { Menu, MenuItem, MenuLine } from "~/ui/Menu";
import { Empty, Waiting } from "~/ui/Notice";

import { anew } from "./asking";
import { stateOf, type Kept } from "./keeping";
import { DeleteQuery, RenameQuery } from "./ChangeQuery";
import style from "./SavedQueries.module.css";

const LIMIT = 200; // queries that are looked through at once

/** The queries that one may run, one's own first. */
export function SavedList({ onOpen }: { onOpen: (kept: Kept) => void }) {
  const [wanted, setWanted] = useState("");
  const asked = useQuery(queryListOptions({ query: { limit: LIMIT, text: wanted } }));
  if (asked.error)
    return <ProblemNotice error={asked.error} onRetry={() => void asked.refetch()} />;
  const items = asked.data?.items;
  return (
    <>
      <input
        className={style.search}
        type="search"
        aria-label="Find a query by its name"
        placeholder="Find by name"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      {!items && <Waiting what="queries" />}
      {items?.length === 0 && (
        <Empty icon="star" title={wanted ? "No query has this in its name" : "No query is saved"}>
          <p>Search for something that you will want to see again, and save it.</p>
        </Empty>
      )}
      <ul className={style.queries}>
        {items?.toSorted(ownFirst).map((query) => (
          <Saved key={query.id} query={query} onOpen={onOpen} />
        ))}
      </ul>
      {asked.data?.next && <p className={style.quiet}>There are more. Narrow them by name.</p>}
    </>
  );
}

function ownFirst(one: QueryOut, other: QueryOut): number {
  return Number(other.mine) - Number(one.mine) || one.name.localeCompare(other.name);
}

function Saved({ query, onOpen }: { query: QueryOut; onOpen: (kept: Kept) => void }) {
  return (
    <li className={style.query}>
      <div className={style.told}>
        <button type="button" className={style.open} onClick={() => onOpen(stateOf(query))}>
          {query.name}
        </button>
        <code className={style.filter}>{query.filter || "All mail"}</code>
        {query.problem ? (
          <p className={style.problem}>{query.problem}</p>
        ) : (
          <p className={style.quiet}>{query.sentence}</p>
        )}
        <p className={style.marks}>
          {query.shared && (
            <Badge icon="people">{query.mine ? "Shared" : `By ${query.author}`}</Badge>
          )}
          {query.tracking === "on" && (
            <Badge icon="chart" tone="accent">
              Tracked
            </Badge>
          )}
          <Range query={query} />
          {query.executed_at && (
            <span>
              Run <Ago at={query.executed_at} />
            </span>
          )}
        </p>
      </div>
      <Acts query={query} />
    </li>
  );
}

function Range({ query }: { query: QueryOut }) {
  const zone = useZone();
  const end = (at: string, open: string) =>
    at ? (at.startsWith("-") ? at : momentIn(zone, at)) : open;
  if (!query.since && !query.until) return <span>All that is kept</span>;
  return (
    <span>
      {end(query.since, "The beginning")} to {end(query.until, "now")}
    </span>
  );
}

function Acts({ query }: { query: QueryOut }) {
  const queries = useQueryClient();
  const may = useMay();
  const [renaming, setRenaming] = useState(false);
  const [sure, setSure] = useState(false);
  const onSuccess = () => anew(queries);
  const remove = useMutation({ ...queryDeleteMutation(), onSuccess });
  const track = useMutation({ ...queryTrackMutation(), onSuccess });
  const untrack = useMutation({ ...queryUntrackMutation(), onSuccess });
  const path = { query_id: query.id };
  const error = remove.error ?? track.error ?? untrack.error;
  const notMine = query.may_change ? undefined : "It is another person's.";
  const why = may("queries.write") ? notMine : "Your role does not change queries.";
  return (
    <>
      <Menu trigger={<IconButton icon="more" label={`What to do with ${query.name}`} />}>
        <MenuItem icon="edit" why={why} onChoose={() => setRenaming(true)}>
          Rename, share…
        </MenuItem>
        {query.tracking === "on" ? (
          <MenuItem icon="chart" why={why} onChoose={() => untrack.mutate({ path })}>
            Stop tracking
          </MenuItem>
        ) : (
          <MenuItem icon="chart" why={why} onChoose={() => track.mutate({ path })}>
            Track: count it every day
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem icon="trash" why={why} onChoose={() => setSure(true)}>
          Delete…
        </MenuItem>
      </Menu>
      {renaming && <RenameQuery query={query} onClose={() => setRenaming(false)} />}
      {sure && (
        <DeleteQuery
          query={query}
          onClose={() => setSure(false)}
          onDelete={() => {
            setSure(false);
            remove.mutate({ path });
          }}
        />
      )}
      {error && (
        <div className={style.whole}>
          <ProblemNotice error={error} />
        </div>
      )}
    </>
  );
}
