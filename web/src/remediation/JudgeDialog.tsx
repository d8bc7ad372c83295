import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";

import { judgementMake, type Verdict } from "~/api/generated";
import { purgePolicyOptions } from "~/api/generated/@tanstack/react-query.gen";
import { askAgain } from "~/shell/live";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { say } from "~/shell/Toasts";
import { TextArea } from "~/ui/Field";
import { FormDialog } from "~/ui/FormDialog";
import { Quiet, Stack } from "~/ui/Stack";
import { Segments } from "~/ui/Segments";
import { counted } from "~/ui/words";

import { sizeOf, type Choice } from "./choice";
import { followsFrom, judgementOf, VERDICTS } from "./judging";
import { chosenOf } from "./sketch";
import { useViewFilter } from "./useReview";

/** Says what delivered mail is held for from now on; what follows is the policy's. */
export function JudgeDialog({ choice, onClose }: { choice: Choice; onClose: () => void }) {
  const [verdict, setVerdict] = useState<Verdict>("phish");
  const [reason, setReason] = useState("");
  const [opened] = useState(() => Date.now());
  const policy = useQuery(purgePolicyOptions());
  const view = useViewFilter(choice.kind === "filter" ? choice.view : undefined);
  const chosen = useMemo(
    () => (view === undefined ? undefined : chosenOf(choice, view, opened)),
    [choice, view, opened],
  );
  const { busy, error, judge } = useJudging(onClose);
  const size = sizeOf(choice);
  const unsaid = reason.trim() === "" ? "Say why first." : undefined;
  const why = busy || !chosen ? "One moment." : unsaid;
  return (
    <FormDialog
      title={
        size > 0 ? `Judge ${counted(size, "delivery", "deliveries")} again` : "Judge mail again"
      }
      about="The verdict stands in the timeline of every delivery of these messages."
      act={`Judge as ${verdict}`}
      why={why}
      onSend={() => {
        if (chosen && !why) void judge(judgementOf(chosen, verdict, reason));
      }}
      onClose={onClose}
    >
      <Stack>
        {error !== undefined && <ProblemNotice error={error} />}
        <Segments label="Verdict" choices={VERDICTS} value={verdict} onChoose={setVerdict} />
        <TextArea
          label="Why"
          value={reason}
          maxLength={1000}
          rows={2}
          onChange={(event) => setReason(event.target.value)}
        />
        <Quiet>{followsFrom(policy.data, verdict)}</Quiet>
      </Stack>
    </FormDialog>
  );
}

/** Sends a judgement and goes to where it is followed. */
function useJudging(onDone: () => void) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const judge = async (body: ReturnType<typeof judgementOf>): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      const { data } = await judgementMake({ body });
      if (!data) return;
      say("Judged again", body.reason);
      askAgain(queries, { topic: "judgements", versions: { [data.id]: "" } });
      onDone();
      await navigate({ to: "/actions", search: { tab: "judgements" } });
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, judge };
}
