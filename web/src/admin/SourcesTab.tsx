import { useQuery } from "@tanstack/react-query";

import type { EngineOut, ReadFolderOut, SourceOut } from "~/api/generated";
import { sourceListOptions } from "~/api/generated/@tanstack/react-query.gen";
import { Ago } from "~/shell/Time";
import { Stat, Stats } from "~/ui/Figures";
import { Mark } from "~/ui/Mark";
import { Empty, Notice } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { Table, type Column } from "~/ui/Table";
import { counted, lasting, ofNumber, sized } from "~/ui/words";

import { Asked } from "./Asked";
import { AskedAgain } from "./AskedAgain";
import { FilterDeeds, GateDeeds } from "./Deeds";
import { UnrecordedMail } from "./UnrecordedMail";

const EVERY = 5000; // milliseconds

/** How fresh each source of mail is, and what waits. */
export function SourcesTab() {
  const sources = useQuery({ ...sourceListOptions(), refetchInterval: EVERY });
  return (
    <Asked query={sources} what="sources">
      {({ items, backlog, engines, gate, content_filter }) => (
        <>
          <Stats>
            <Stat
              value={backlog.mails.toLocaleString("en")}
              of={ofNumber(
                backlog.mails,
                "mail waits to be searchable",
                "mails wait to be searchable",
              )}
            />
            <Stat value={sized(backlog.bytes)} of="in the spool" />
            {backlog.oldest && <Stat value={<Ago at={backlog.oldest} />} of="the oldest came" />}
          </Stats>
          {backlog.parked > 0 && (
            <Notice title={`${counted(backlog.parked, "thing")} could not be taken`}>
              They lie in the folder <code>corrupt</code> of the spool, as they came.
            </Notice>
          )}
          <Card title="Sources" padded={false}>
            {items.length === 0 ? <None /> : <Sources items={items} />}
          </Card>
          <UnrecordedMail />
          {items.some((one) => one.folders.length > 0) && (
            <Card title="Mailboxes that are read" padded={false}>
              <Table
                label="Mailboxes that are read"
                columns={FOLDERS}
                rows={foldersOf(items)}
                keyOf={(one) => `${one.source}/${one.folder}`}
              />
            </Card>
          )}
          {engines.length > 0 && (
            <Card title="Engines that judge mail" padded={false}>
              <Table label="Engines" columns={ENGINES} rows={engines} keyOf={(one) => one.name} />
            </Card>
          )}
          <AskedAgain />
          {gate && <GateDeeds gate={gate} />}
          {content_filter && <FilterDeeds filter={content_filter} />}
        </>
      )}
    </Asked>
  );
}

function None() {
  return (
    <Empty icon="inbox" title="No mail has come yet">
      <p>
        Import some with <code>clawback import</code>, or set a source up in the settings.
      </p>
    </Empty>
  );
}

const COLUMNS: readonly Column<SourceOut>[] = [
  { name: "Source", shown: (one) => <strong>{one.source}</strong> },
  { name: "Newest searchable mail", shown: (one) => <Ago at={one.newest} /> },
  { name: "Last taken in", shown: (one) => <Ago at={one.accepted_at} /> },
  { name: "Taken in", number: true, shown: (one) => one.accepted.toLocaleString("en") },
  { name: "Waiting", number: true, shown: (one) => one.waiting.toLocaleString("en") },
  {
    name: "Unrecorded",
    number: true,
    shown: (one) =>
      one.unrecorded > 0 ? (
        <span title="Passed without a record. An import of the mailboxes fills them in.">
          <Mark tone="warn" icon="warning">
            {one.unrecorded.toLocaleString("en")}
          </Mark>
        </span>
      ) : (
        "0"
      ),
  },
  {
    name: "Lag",
    number: true,
    shown: (one) =>
      one.lag && (
        <span title={`95 of 100 within ${lasting(one.lag.p95)}; worst ${lasting(one.lag.worst)}`}>
          {one.lag.last < 10 ? `${one.lag.last.toFixed(1)} s` : lasting(one.lag.last)}
        </span>
      ),
  },
  {
    name: "What went wrong last",
    shown: (one) =>
      one.error ? (
        <span>
          <Mark tone="danger" icon="warning">
            <Ago at={one.error_at} />
          </Mark>{" "}
          {one.error}
        </span>
      ) : (
        <Mark tone="good" icon="check">
          Nothing
        </Mark>
      ),
  },
];

/** A folder of a mailbox that is read. */
interface Folder extends ReadFolderOut {
  readonly source: string;
}

const FOLDERS: readonly Column<Folder>[] = [
  { name: "Source", shown: (one) => <strong>{one.source}</strong> },
  { name: "Folder", shown: (one) => one.folder },
  { name: "Mails read", number: true, shown: (one) => one.read.toLocaleString("en") },
  { name: "Of", number: true, shown: (one) => one.there.toLocaleString("en") },
  {
    name: "Now",
    shown: (one) =>
      one.read < one.there ? (
        <Mark tone="accent" icon="clock">
          {Math.floor((100 * one.read) / one.there)} % read
        </Mark>
      ) : (
        <Mark tone="good" icon="check">
          All read
        </Mark>
      ),
  },
];

function foldersOf(items: readonly SourceOut[]): readonly Folder[] {
  return items.flatMap((one) => one.folders.map((folder) => ({ ...folder, source: one.source })));
}

const ENGINES: readonly Column<EngineOut>[] = [
  { name: "Engine", shown: (one) => <strong>{one.name}</strong> },
  { name: "Judged", number: true, shown: (one) => one.answered.toLocaleString("en") },
  { name: "Without its verdict", number: true, shown: (one) => one.missing.toLocaleString("en") },
  {
    name: "Now",
    shown: (one) =>
      one.resting ? (
        <Mark tone="danger" icon="pause">
          Left alone for a while
        </Mark>
      ) : (
        <Mark tone="good" icon="check">
          Asked
        </Mark>
      ),
  },
  {
    name: "What went wrong last",
    shown: (one) => [one.trouble, one.warning].filter((line) => line !== "").join(" ") || "Nothing",
  },
];

function Sources({ items }: { items: readonly SourceOut[] }) {
  return <Table label="Sources" columns={COLUMNS} rows={items} keyOf={(one) => one.source} />;
}
