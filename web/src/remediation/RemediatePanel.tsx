import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";

import { remediationCreate, type NewRemediation, type ReviewOut } from "~/api/generated";
import { askAgain } from "~/shell/live";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { say } from "~/shell/Toasts";
import { SidePanel } from "~/ui/Dialog";
import { CheckField, SelectField, TextArea, TextField } from "~/ui/Field";
import { Waiting } from "~/ui/Notice";
import { counted } from "~/ui/words";

import { ActionPick } from "./ActionPick";
import { AffectedUsers } from "./AffectedUsers";
import { sizeOf, type Choice } from "./choice";
import { ContainerPick } from "./ContainerPick";
import style from "./Remediation.module.css";
import { Review } from "./Review";
import { chosenOf, remediationOf, sketchOf, suggestedName, type Form } from "./sketch";
import { StartButtons } from "./StartButtons";
import { useReview, useViewFilter } from "./useReview";
import { actionName } from "./words";

const SEVERITIES = [
  { value: "low", label: "Low" },
  { value: "medium", label: "Medium" },
  { value: "high", label: "High" },
] as const;

/** What is to be done to the chosen deliveries, and what would come of it: all on one panel. */
export function RemediatePanel({ choice, onClose }: { choice: Choice; onClose: () => void }) {
  const [form, setForm] = useState<Form>(() => ({
    action: "soft_delete",
    sweep: false,
    senders_copy: false,
    unread_only: false,
    every_location: false,
    name: suggestedName(choice),
    severity: "medium",
    description: "",
  }));
  const [opened] = useState(() => Date.now());
  const [collecting, setCollecting] = useState(false);
  const view = useViewFilter(choice.kind === "filter" ? choice.view : undefined);
  const chosen = useMemo(
    () => (view === undefined ? undefined : chosenOf(choice, view, opened)),
    [choice, view, opened],
  );
  const sketch = chosen && sketchOf(chosen, form);
  const { data: review, error, isFetching, refetch } = useReview(sketch);
  const start = useStart(onClose);
  const change = (more: Partial<Form>) => setForm((before) => ({ ...before, ...more }));
  const size = review?.deliveries ?? sizeOf(choice);
  return (
    <SidePanel
      open
      onClose={onClose}
      title={size > 0 ? `Remediate ${counted(size, "delivery", "deliveries")}` : "Remediate"}
      about={<About choice={choice} review={review ?? undefined} />}
      feet={
        sketch && (
          <StartButtons
            form={form}
            review={error ? undefined : (review ?? undefined)}
            busy={start.busy || isFetching}
            onCollect={() => setCollecting(true)}
            onGo={(how) => void start.go(() => remediationOf(sketch, form, how), form.action)}
          />
        )
      }
    >
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {start.error !== undefined && <ProblemNotice error={start.error} />}
      <ActionPick
        value={form.action}
        review={review ?? undefined}
        onChoose={(action) => change({ action })}
      />
      {review ? (
        <div aria-busy={isFetching} className={style.lines}>
          <Review review={review} consent />
        </div>
      ) : (
        !error && <Waiting what="what would be touched" />
      )}
      <Words form={form} onChange={change} />
      <Options form={form} review={review ?? undefined} onChange={change} />
      {chosen && <AffectedUsers chosen={chosen} />}
      {collecting && chosen && (
        <ContainerPick
          chosen={chosen}
          form={form}
          onClose={() => setCollecting(false)}
          onAdded={onClose}
        />
      )}
    </SidePanel>
  );
}

function About({ choice, review }: { choice: Choice; review: ReviewOut | undefined }) {
  if (choice.kind === "rows") return <>{review?.chosen.sentence ?? "The rows that were chosen."}</>;
  return (
    <>
      {review?.chosen.sentence ?? "Everything that the filter finds."}
      <code className={style.filter}>{choice.filter || "all mail"}</code>
    </>
  );
}

function Words({ form, onChange }: { form: Form; onChange: (more: Partial<Form>) => void }) {
  return (
    <>
      <TextField
        label="Name"
        value={form.name}
        maxLength={200}
        placeholder="What others will know it by"
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <SelectField
        label="Severity"
        choices={SEVERITIES}
        value={form.severity}
        onChoose={(severity) => onChange({ severity })}
      />
      <TextArea
        label="Note"
        value={form.description}
        maxLength={4000}
        rows={2}
        placeholder="Why, and what others should know"
        onChange={(event) => onChange({ description: event.target.value })}
      />
    </>
  );
}

function Options({
  form,
  review,
  onChange,
}: {
  form: Form;
  review: ReviewOut | undefined;
  onChange: (more: Partial<Form>) => void;
}) {
  const soft = form.action === "soft_delete";
  const days = review?.escrow_days ?? 0;
  return (
    <fieldset className={style.options}>
      <legend>Options</legend>
      <CheckField
        label="Sweep: look for copies in every folder of each mailbox"
        hint="Slower; finds what its owner has moved or copied."
        checked={form.sweep}
        onCheck={(sweep) => onChange({ sweep })}
      />
      <CheckField
        label="Also the copy in the sender's Sent folder"
        hint={soft ? "For mail that one of your own people sent." : "With a soft delete only."}
        checked={soft && form.senders_copy}
        disabled={!soft}
        onCheck={(senders_copy) => onChange({ senders_copy })}
      />
      <CheckField
        label="Unread copies only"
        hint="A copy that has been read by the time it comes to it is left."
        checked={form.unread_only}
        onCheck={(unread_only) => onChange({ unread_only })}
      />
      <CheckField
        label="Act wherever it lies"
        hint="Also where soft-deleted mail would be seen by its owner again."
        checked={form.every_location}
        onCheck={(every_location) => onChange({ every_location })}
      />
      {form.action === "hard_delete" && (
        <p className={style.quiet}>
          {days > 0
            ? `Escrow: what is deleted is kept sealed for ${counted(days, "day")}, and can be restored until then.`
            : "Escrow is off: no sealed copy is kept of what is deleted."}
        </p>
      )}
    </fieldset>
  );
}

function told({ start, propose }: NewRemediation, action: Form["action"]): string {
  if (propose) return "Proposed to others";
  return start ? `${actionName(action)} has begun` : "Kept as a draft";
}

/** Makes the remediation and goes to its page; what refuses is told where it was asked. */
function useStart(onDone: () => void) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const go = async (
    made: () => ReturnType<typeof remediationOf>,
    action: Form["action"],
  ): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      const body = made();
      const { data } = await remediationCreate({ body });
      const id = data?.remediation?.id;
      if (!id) return;
      say(told(body, action), body.name);
      askAgain(queries, { topic: "remediations", versions: { [id]: "" } });
      onDone();
      await navigate({ to: "/actions/$remediationId", params: { remediationId: id } });
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, go };
}
