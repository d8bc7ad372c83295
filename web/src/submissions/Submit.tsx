import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { CheckField, SelectField, TextArea, TextField } from "~/ui/Field";
import { FormDialog } from "~/ui/FormDialog";
import { Hostile } from "~/ui/Hostile";
import { Notice } from "~/ui/Notice";
import { Two } from "~/ui/Stack";

import { sent, type Wish } from "./sending";
import { CATEGORIES, isSure, KINDS, REASONS, type Category, type Kind } from "./state";

/** Submits mail, URLs or a file, and goes to the page of what comes of it. */
export function Submit({
  kind,
  value,
  onClose,
}: {
  kind: Kind;
  value: string;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const { busy, error, run } = useAttempt();
  const [refused, setRefused] = useState<readonly string[]>([]);
  const [wish, setWish] = useState<Wish>({
    kind,
    value,
    file: undefined,
    category: "phish",
    reason: "appears_suspicious",
    note: "",
    listed: false,
  });
  const change = (part: Partial<Wish>) => setWish((before) => ({ ...before, ...part }));
  const why = busy ? "It is on its way." : missing(wish);
  const send = async () => {
    const answer = await sent(wish);
    setRefused(answer.refused);
    const [first] = answer.ids;
    if (first === undefined || answer.refused.length > 0) return;
    if (answer.ids.length > 1) onClose();
    else await navigate({ to: "/submissions/$submissionId", params: { submissionId: first } });
  };
  return (
    <FormDialog
      title="Submit"
      about="It is judged again at once, and then told to the engines, desks and services that the settings name."
      act="Submit"
      why={why}
      onClose={onClose}
      onSend={() => void run(send)}
    >
      {error !== undefined && <ProblemNotice error={error} />}
      {refused.length > 0 && (
        <Notice title="Some of it was not submitted">
          {refused.map((sentence) => (
            <p key={sentence}>
              <Hostile text={sentence} />
            </p>
          ))}
        </Notice>
      )}
      <SelectField
        label="What"
        choices={KINDS}
        value={wish.kind}
        onChoose={(chosen) => change({ kind: chosen })}
      />
      <Thing wish={wish} onChange={change} />
      <Two>
        <SelectField
          label="It should have been held for"
          choices={CATEGORIES.filter((one) => wish.kind === "email" || one.value !== "spam")}
          value={wish.category}
          onChoose={(category) => change({ category, reason: reasonFor(category) })}
        />
        <SelectField
          label="How sure"
          choices={REASONS.filter((one) => one.clean === (wish.category === "clean"))}
          value={wish.reason}
          onChoose={(reason) => change({ reason })}
        />
      </Two>
      {isSure(wish.reason) && (
        <CheckField
          label={
            wish.category === "clean" ? "Allow it for 30 days, too" : "Block it for 30 days, too"
          }
          checked={wish.listed}
          onCheck={(listed) => change({ listed })}
        />
      )}
      <TextField
        label="Why"
        value={wish.note}
        maxLength={1000}
        onChange={(event) => change({ note: event.target.value })}
      />
    </FormDialog>
  );
}

const reasonFor = (category: Category) =>
  category === "clean" ? "appears_clean" : "appears_suspicious";

function missing({ kind, value, file }: Wish): string | undefined {
  if (kind === "url") return value.trim() === "" ? "Name a URL." : undefined;
  if (kind === "file") return file ? undefined : "Choose a file.";
  return file || value.trim() !== "" ? undefined : "Name the message, or choose a file.";
}

function Thing({ wish, onChange }: { wish: Wish; onChange: (part: Partial<Wish>) => void }) {
  if (wish.kind === "url") {
    return (
      <TextArea
        label="URLs"
        hint="One a line, at most 50; they may be defanged"
        rows={3}
        spellCheck={false}
        value={wish.value}
        onChange={(event) => onChange({ value: event.target.value })}
      />
    );
  }
  return (
    <>
      {wish.kind === "email" && (
        <TextField
          label="Network message id"
          hint="Of mail that is stored; or choose a file"
          spellCheck={false}
          value={wish.value}
          onChange={(event) => onChange({ value: event.target.value })}
        />
      )}
      <TextField
        label={wish.kind === "email" ? "Mail as a file (.eml)" : "File"}
        type="file"
        onChange={(event) => onChange({ file: event.target.files?.[0] })}
      />
    </>
  );
}
