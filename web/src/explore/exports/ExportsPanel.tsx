import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { exportCancel, exportDelete, exportList, type ExportOut } from "~/api/generated";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Ago } from "~/shell/Time";
import { Button, IconButton } from "~/ui/Button";
import { SidePanel } from "~/ui/Dialog";
import { Share } from "~/ui/Figures";
import { Icon } from "~/ui/Icon";
import { Badge, type Tone } from "~/ui/Mark";
import { Empty, Waiting } from "~/ui/Notice";
import { counted, lasting, sized, worded } from "~/ui/words";

import style from "./Exports.module.css";

const SOON = 1000; // milliseconds between two looks while something is being made
const KEY = ["exports"];

function isMade(one: ExportOut): boolean {
  return one.state === "waiting" || one.state === "running";
}

function useExports() {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) =>
      (await exportList({ query: { limit: 100 }, signal, throwOnError: true })).data,
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.items.some(isMade) ? SOON : false),
  });
}

const TONES: Readonly<Record<ExportOut["state"], Tone>> = {
  waiting: "quiet",
  running: "accent",
  done: "good",
  failed: "danger",
  cancelled: "quiet",
};

const NAMES: Readonly<Record<ExportOut["what"], string>> = {
  rows: "Deliveries",
  clicks: "Clicks",
  histogram: "Chart",
  top: "Top",
  groups: "Groups",
  affected: "Affected users",
};

function Progress({ one }: { one: ExportOut }) {
  const left = Math.max(0, (one.total ?? one.written) - one.written);
  const lines = `${one.written.toLocaleString("en")}${one.total === null ? "" : ` of ${counted(one.total, "line")}`}`;
  const time = one.seconds_left === null ? "" : ` · ${lasting(one.seconds_left)} left`;
  return (
    <div>
      <Share
        label="Progress"
        parts={[{ name: "written", count: one.written, tone: "accent" }]}
        left={one.total === null ? 1 : left}
        legend={false}
      />
      <div className={style.about}>
        {lines}
        {time}
      </div>
    </div>
  );
}

function Act({ one }: { one: ExportOut }) {
  const queries = useQueryClient();
  const done = { onSuccess: () => queries.invalidateQueries({ queryKey: KEY }) };
  const path = { export_id: one.id };
  const cancel = useMutation({ mutationFn: () => exportCancel({ path }), ...done });
  const remove = useMutation({ mutationFn: () => exportDelete({ path }), ...done });
  const error = cancel.error ?? remove.error;
  return (
    <>
      <div className={style.acts}>
        {one.state === "done" && (
          <a
            className={style.file}
            href={`/api/v1/exports/${encodeURIComponent(one.id)}/file`}
            download={one.file_name}
          >
            <Icon name="download" />
            Download
          </a>
        )}
        {isMade(one) ? (
          <Button kind="quiet" icon="stop" onClick={() => cancel.mutate()}>
            Cancel
          </Button>
        ) : (
          <IconButton icon="trash" label="Delete the export" onClick={() => remove.mutate()} />
        )}
      </div>
      {error !== null && <ProblemNotice error={error} />}
    </>
  );
}

function One({ one }: { one: ExportOut }) {
  return (
    <li className={style.export}>
      <div className={style.head}>
        <strong>
          {NAMES[one.what]} <span className={style.format}>{one.format}</span>
        </strong>
        <Badge tone={TONES[one.state]}>{worded(one.state)}</Badge>
      </div>
      <div className={style.about}>{one.sentence}</div>
      {isMade(one) && <Progress one={one} />}
      {one.reason && <div className={style.reason}>{one.reason}</div>}
      <div className={style.foot}>
        <span className={style.about}>
          asked <Ago at={one.created_at} />
          {one.state === "done" && ` · ${counted(one.written, "line")} · ${sized(one.size)}`}
          {one.expires_at && one.state === "done" && (
            <>
              {" "}
              · deleted <Ago at={one.expires_at} />
            </>
          )}
        </span>
        <Act one={one} />
      </div>
    </li>
  );
}

/** The exports that somebody asked for: how far they are, and their files. */
export function ExportsPanel({ onClose }: { onClose: () => void }) {
  const exports = useExports();
  const items = exports.data?.items;
  return (
    <SidePanel
      open
      onClose={onClose}
      title="Your exports"
      about="They are yours alone, are kept for some days, and go on when you leave this page."
    >
      {exports.isError && (
        <ProblemNotice error={exports.error} onRetry={() => void exports.refetch()} />
      )}
      {exports.isPending && <Waiting what="exports" />}
      {items?.length === 0 && (
        <Empty icon="download" title="No export yet">
          <p>Search for something, press e, and take it away as a file.</p>
        </Empty>
      )}
      <ul className={style.list}>
        {items?.map((one) => (
          <One key={one.id} one={one} />
        ))}
      </ul>
    </SidePanel>
  );
}
