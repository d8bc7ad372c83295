import { useQuery, useQueryClient } from "@tanstack/react-query";

import { unrecordedDismiss, type Dismissal, type UnrecordedOut } from "~/api/generated";
import {
  sourceListQueryKey,
  unrecordedListOptions,
  unrecordedListQueryKey,
} from "~/api/generated/@tanstack/react-query.gen";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Ago } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { Card } from "~/ui/Page";
import { Table, type Column } from "~/ui/Table";
import { counted, sized } from "~/ui/words";

import style from "./Admin.module.css";

const SHOWN = 20;
const OPTIONS = { query: { limit: SHOWN } };

/** Mail that passed without a record and has not come since, whose notes can be dismissed. */
export function UnrecordedMail() {
  const may = useMay();
  const queries = useQueryClient();
  const { error, busy, run } = useAttempt();
  const { data: found } = useQuery(unrecordedListOptions(OPTIONS));
  if (!found || found.total === 0) return null;
  const dismiss = (body: Dismissal) =>
    void run(async () => {
      await unrecordedDismiss({ body });
      await queries.invalidateQueries({ queryKey: unrecordedListQueryKey(OPTIONS) });
      await queries.invalidateQueries({ queryKey: sourceListQueryKey() });
    });
  const whyNot = may("import")
    ? busy
      ? "It is being dismissed."
      : undefined
    : "Your roles do not let you dismiss notes.";
  const columns: readonly Column<UnrecordedOut>[] = [
    ...COLUMNS,
    {
      name: "",
      shown: (one) => (
        <Button onClick={() => dismiss({ notes: [one.id] })} why={whyNot}>
          Dismiss
        </Button>
      ),
    },
  ];
  return (
    <Card title="Mail that passed without a record" padded={false}>
      {error !== undefined && <ProblemNotice error={error} />}
      <div className={style.above}>
        <p>
          {counted(found.total, "mail")} in all, the newest first. An import or another source fills
          them in; what will not come any more can be dismissed.
        </p>
        <Button onClick={() => dismiss({ all: true })} why={whyNot}>
          Dismiss all
        </Button>
      </div>
      <Table label="Unrecorded mail" columns={columns} rows={found.items} keyOf={(one) => one.id} />
    </Card>
  );
}

const COLUMNS: readonly Column<UnrecordedOut>[] = [
  { name: "Passed", shown: (one) => <Ago at={one.at} /> },
  { name: "Source", shown: (one) => one.source },
  { name: "Queue id", shown: (one) => (one.queue_id ? <code>{one.queue_id}</code> : "Not told") },
  { name: "Size", number: true, shown: (one) => sized(one.size) },
  { name: "Why", shown: (one) => `It ${one.reason_label}.` },
];
