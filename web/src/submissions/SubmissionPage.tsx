import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";

import {
  submissionDispute,
  submissionResubmit,
  submissionRetry,
  type SubmissionPageOut,
} from "~/api/generated";
import { submissionGetOptions } from "~/api/generated/@tanstack/react-query.gen";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { TextField } from "~/ui/Field";
import { FormDialog } from "~/ui/FormDialog";
import { Hostile } from "~/ui/Hostile";
import { Waiting } from "~/ui/Notice";
import { Card, Facts, Page } from "~/ui/Page";
import { Row } from "~/ui/Stack";
import { defanged, sized } from "~/ui/words";

import { CategoryMark, ResultMark } from "./Marks";
import { Review } from "./Review";
import { Sendings } from "./Sendings";

const NO_RIGHT = "Your role submits nothing.";

/** One submission: what it was judged, whom it was told, and what these answered. */
export function SubmissionPage() {
  const { submissionId } = useParams({ from: "/inside/submissions/$submissionId" });
  const found = useQuery(submissionGetOptions({ path: { submission_id: submissionId } }));
  if (found.data) return <Shown page={found.data} />;
  return (
    <Page title="Submission">
      {found.error ? (
        <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Waiting what="the submission" />
      )}
    </Page>
  );
}

function Shown({ page }: { page: SubmissionPageOut }) {
  const name = page.kind === "url" ? defanged(page.name) : page.name || page.id;
  return (
    <Page
      title={<Hostile text={name} />}
      about={
        <Row>
          <CategoryMark of={page} />
          <ResultMark of={page} />
        </Row>
      }
      acts={<Acts page={page} />}
    >
      <Card>
        <Facts facts={factsOf(page)} />
        {page.network_message_id !== "" && (
          <Link to="/messages/$messageId" params={{ messageId: page.network_message_id }}>
            Show the message
          </Link>
        )}
      </Card>
      <Review of={page} />
      <Sendings of={page} />
    </Page>
  );
}

function factsOf(page: SubmissionPageOut) {
  return [
    ["Kind", page.kind_label],
    ["How sure", page.reason_label],
    ["Why", page.note && <Hostile key="why" text={page.note} />],
    ["Sender", page.sender && <Hostile key="sender" text={page.sender} />],
    ["Recipient", page.recipient && <Hostile key="recipient" text={page.recipient} />],
    ["Size", page.size > 0 && sized(page.size)],
    ["SHA-256", page.sha256],
    ["Who", <Hostile key="who" text={page.by_name} />],
    ["Submitted", <Time key="at" at={page.at} seconds />],
    ["Completed", page.ended_at && <Time key="ended" at={page.ended_at} seconds />],
    ["Again of", page.again_of],
    ["Blocked or allowed", page.entries.join(", ")],
    ["Disputed", page.dispute && <Hostile key="dispute" text={page.dispute.text} />],
    ["Id", page.id],
  ] as const;
}

function Acts({ page }: { page: SubmissionPageOut }) {
  const may = useMay();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { busy, error, run } = useAttempt();
  const [disputing, setDisputing] = useState(false);
  const path = { submission_id: page.id };
  const right = may("submissions.write") ? (busy ? "It is on its way." : undefined) : NO_RIGHT;
  const kept = (now: SubmissionPageOut | undefined) =>
    queries.setQueryData(submissionGetOptions({ path }).queryKey, now);
  const retry = () => void run(async () => void kept((await submissionRetry({ path })).data));
  const again = () =>
    void run(async () => {
      const { data } = await submissionResubmit({ path });
      if (!data) return;
      await navigate({ to: "/submissions/$submissionId", params: { submissionId: data.id } });
    });
  return (
    <>
      {error !== undefined && <ProblemNotice error={error} />}
      {page.can_retry && (
        <Button icon="refresh" why={right} onClick={retry}>
          Send again what failed
        </Button>
      )}
      <Button
        icon="upload"
        why={right ?? (page.can_resubmit ? undefined : "It is still on its way, or not kept.")}
        onClick={again}
      >
        Submit again
      </Button>
      <Button
        icon="edit"
        why={right ?? (page.can_dispute ? undefined : "There is no result to dispute.")}
        onClick={() => setDisputing(true)}
      >
        Dispute…
      </Button>
      {disputing && <Dispute id={page.id} onKept={kept} onClose={() => setDisputing(false)} />}
    </>
  );
}

function Dispute({
  id,
  onKept,
  onClose,
}: {
  id: string;
  onKept: (page: SubmissionPageOut | undefined) => void;
  onClose: () => void;
}) {
  const { busy, error, run } = useAttempt();
  const [text, setText] = useState("");
  const why = busy ? "It is on its way." : text.trim() === "" ? "Say why." : undefined;
  return (
    <FormDialog
      title="Dispute the result"
      about="All targets are told again, once, with your words."
      act="Dispute"
      why={why}
      onClose={onClose}
      onSend={() =>
        void run(async () => {
          const body = { what: "result" as const, text: text.trim() };
          onKept((await submissionDispute({ path: { submission_id: id }, body })).data);
          onClose();
        })
      }
    >
      {error !== undefined && <ProblemNotice error={error} />}
      <TextField
        label="Why it is wrong"
        value={text}
        maxLength={1000}
        onChange={(event) => setText(event.target.value)}
      />
    </FormDialog>
  );
}
