import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";

import type { SubmissionOut } from "~/api/generated";
import { submissionListInfiniteOptions } from "~/api/generated/@tanstack/react-query.gen";
import { Closed } from "~/shell/Closed";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { SmallSelect } from "~/ui/Field";
import { Hostile } from "~/ui/Hostile";
import { Narrowing } from "~/ui/Narrowing";
import { Empty, Waiting } from "~/ui/Notice";
import { Card, Page } from "~/ui/Page";
import { ShowMore } from "~/ui/ShowMore";
import { Table, type Column } from "~/ui/Table";
import { defanged } from "~/ui/words";

import { CategoryMark, ResultMark } from "./Marks";
import { askedOf, CATEGORIES, KINDS, type Submissions } from "./state";
import style from "./Submissions.module.css";
import { Submit } from "./Submit";

const NO_RIGHT = "Your role submits nothing.";
const STATUSES = [
  { value: "", label: "Every status" },
  { value: "pending", label: "Pending" },
  { value: "completed", label: "Completed" },
] as const;
const KIND = [{ value: "" as const, label: "Every kind" }, ...KINDS];
const CATEGORY = [{ value: "" as const, label: "Every category" }, ...CATEGORIES];

const COLUMNS: readonly Column<SubmissionOut>[] = [
  {
    name: "Submission",
    shown: (one) => (
      <Link
        to="/submissions/$submissionId"
        params={{ submissionId: one.id }}
        className={style.link}
      >
        <Hostile text={nameOf(one)} />
      </Link>
    ),
  },
  { name: "Kind", shown: (one) => one.kind_label },
  { name: "As", shown: (one) => <CategoryMark of={one} /> },
  { name: "Result", shown: (one) => <ResultMark of={one} /> },
  { name: "Sender", shown: (one) => <Hostile text={one.sender} /> },
  { name: "Who", shown: (one) => <Hostile text={one.by_name} /> },
  { name: "Submitted", shown: (one) => <Time at={one.at} /> },
];

function nameOf(one: SubmissionOut): string {
  if (one.kind === "url") return defanged(one.name);
  return one.name || one.id;
}

/** What people said of mail, URLs and files, whom that was told, and what came of it. */
export function SubmissionsPage() {
  const may = useMay();
  if (may("submissions.read")) return <Room />;
  return (
    <Page title="Submissions">
      <Closed permission="submissions.read" />
    </Page>
  );
}

function Room() {
  const may = useMay();
  const asked = useSearch({ from: "/inside/submissions" });
  const navigate = useNavigate({ from: "/submissions" });
  const found = useInfiniteQuery({
    ...submissionListInfiniteOptions({ query: { ...askedOf(asked), limit: 50 } }),
    initialPageParam: { query: {} },
    getNextPageParam: (page) => (page.next ? { query: { cursor: page.next } } : undefined),
  });
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const why = may("submissions.write") ? undefined : NO_RIGHT;
  const change = (next: Submissions) => void navigate({ search: (now) => ({ ...now, ...next }) });
  return (
    <Page
      title="Submissions"
      about="What was judged wrong is judged again here, and told to those who should know it next time."
      acts={
        <Button kind="main" icon="upload" why={why} onClick={() => change({ submit: "email" })}>
          Submit…
        </Button>
      }
    >
      <Narrowing>
        <SmallSelect
          label="Status"
          choices={STATUSES}
          value={asked.status ?? ""}
          onChoose={(status) => change({ status: status || undefined })}
        />
        <SmallSelect
          label="Kind"
          choices={KIND}
          value={asked.kind ?? ""}
          onChoose={(kind) => change({ kind: kind || undefined })}
        />
        <SmallSelect
          label="Category"
          choices={CATEGORY}
          value={asked.category ?? ""}
          onChoose={(category) => change({ category: category || undefined })}
        />
      </Narrowing>
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Waiting what="submissions" lines={6} />}
      {found.data && items.length === 0 && <Nothing asked={asked} />}
      {items.length > 0 && (
        <Card padded={false}>
          <Table label="Submissions" columns={COLUMNS} rows={items} keyOf={(one) => one.id} />
        </Card>
      )}
      <ShowMore of={found} />
      {asked.submit && why === undefined && (
        <Submit
          key={`${asked.submit} ${asked.value}`}
          kind={asked.submit}
          value={asked.value ?? ""}
          onClose={() => change({ submit: undefined, value: undefined })}
        />
      )}
    </Page>
  );
}

function Nothing({ asked }: { asked: Submissions }) {
  return Object.keys(askedOf(asked)).length > 0 ? (
    <Empty icon="search" title="No submission is like this">
      <p>Take a filter away.</p>
    </Empty>
  ) : (
    <Empty icon="upload" title="Nothing was submitted yet">
      <p>Submit here, from a message, or from the menu of a link.</p>
    </Empty>
  );
}
