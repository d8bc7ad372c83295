import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { linkSpare, linkSpareNoMore, linkSparedList, type SparedLinkOut } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Time } from "~/shell/Time";
import { say } from "~/shell/Toasts";
import { Button } from "~/ui/Button";
import { TextField } from "~/ui/Field";
import { FormDialog } from "~/ui/FormDialog";
import { Hostile } from "~/ui/Hostile";
import { Empty, Notice, Waiting } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { Table, type Column } from "~/ui/Table";

import style from "./Protection.module.css";

const KEY = ["protection", "spared"] as const;
const NO_RIGHT = "Only who runs the place says which links are protected.";

const COLUMNS: readonly Column<SparedLinkOut>[] = [
  { name: "Link", shown: (one) => <Hostile text={one.entry} /> },
  { name: "Stands", shown: (one) => (one.origin === "kept" ? "here" : "in the settings") },
  { name: "Who", shown: (one) => <Hostile text={one.by_name} /> },
  { name: "Since", shown: (one) => one.at && <Time at={one.at} /> },
  { name: "Why", shown: (one) => <Hostile text={one.reason} /> },
];

/** Links that are never rewritten. */
export function SparedTab() {
  const queries = useQueryClient();
  const may = useMay();
  const { error, run } = useAttempt();
  const [adding, setAdding] = useState(false);
  const found = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await linkSparedList({ signal, throwOnError: true })).data,
  });
  const why = may("links.manage") ? undefined : NO_RIGHT;
  const again = () => queries.invalidateQueries({ queryKey: KEY });
  const remove = (one: SparedLinkOut) =>
    void run(async () => {
      await linkSpareNoMore({ query: { entry: one.entry } });
      say(`${one.entry} is rewritten again.`);
      await again();
    });
  const acts: Column<SparedLinkOut> = {
    name: "",
    shown: (one) =>
      one.origin === "kept" && (
        <Button icon="trash" why={why} onClick={() => remove(one)}>
          Remove
        </Button>
      ),
  };
  return (
    <div className={style.tab}>
      <div className={style.acts}>
        <Button icon="plus" why={why} onClick={() => setAdding(true)}>
          Spare a link…
        </Button>
      </div>
      {error !== undefined && <ProblemNotice error={error} />}
      {found.error && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Waiting what="spared links" />}
      {found.data?.listed && (
        <Notice>
          The uploaded list <code>{found.data.listed}</code> has more.
        </Notice>
      )}
      {found.data?.items.length === 0 && (
        <Empty icon="link" title="No link is spared">
          <p>Hosts of your own that mail often leads to need no click service in between.</p>
        </Empty>
      )}
      {found.data && found.data.items.length > 0 && (
        <Card padded={false}>
          <Table
            label="Do not rewrite"
            columns={[...COLUMNS, acts]}
            rows={found.data.items}
            keyOf={(one) => `${one.origin} ${one.entry}`}
          />
        </Card>
      )}
      {adding && <Spare onKept={again} onClose={() => setAdding(false)} />}
    </div>
  );
}

function Spare({ onKept, onClose }: { onKept: () => Promise<void>; onClose: () => void }) {
  const { busy, error, run } = useAttempt();
  const [entry, setEntry] = useState("");
  const [reason, setReason] = useState("");
  return (
    <FormDialog
      title="Never rewrite a link"
      about="Counts for mail from now on, within a second."
      act="Spare it"
      why={busy ? "It is on its way." : entry.trim() === "" ? "Name a host." : undefined}
      onClose={onClose}
      onSend={() =>
        void run(async () => {
          await linkSpare({ body: { entry: entry.trim(), reason: reason.trim() } });
          await onKept();
          onClose();
        })
      }
    >
      {error !== undefined && <ProblemNotice error={error} />}
      <TextField
        label="Host, or host and path"
        hint="intranet.example.org, *.example.org, example.org/public/*"
        value={entry}
        spellCheck={false}
        onChange={(event) => setEntry(event.target.value)}
      />
      <TextField
        label="Why"
        value={reason}
        maxLength={500}
        onChange={(event) => setReason(event.target.value)}
      />
    </FormDialog>
  );
}
