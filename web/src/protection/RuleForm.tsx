import { useState } from "react";

import {
  linkRuleChange,
  linkRuleKeep,
  type ClickThrough,
  type Extent,
  type LinkRuleOut,
  type LinkRulesOut,
} from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { CheckField, SelectField, TextArea, TextField } from "~/ui/Field";
import { FormDialog } from "~/ui/FormDialog";

import { entriesOf } from "./state";

const EXTENTS: readonly { value: Extent; label: string }[] = [
  { value: "html", label: "Links of HTML" },
  { value: "text_too", label: "Links of HTML and of plain text" },
  { value: "nothing", label: "No links" },
];

const GOING_ON: readonly { value: ClickThrough | ""; label: string }[] = [
  { value: "", label: "As the click service is set to" },
  { value: "never", label: "Past none" },
  { value: "suspicious", label: "Past that of a suspicious message" },
  { value: "always", label: "Past every warning" },
];

/** A rule: for whom, from whom, and which links. */
export function RuleForm({
  rule,
  edition,
  onKept,
  onClose,
}: {
  /** The one to change; none for a new one. */
  rule: LinkRuleOut | undefined;
  edition: number;
  onKept: (book: LinkRulesOut | undefined) => void;
  onClose: () => void;
}) {
  const { busy, error, run } = useAttempt();
  const [name, setName] = useState(rule?.name ?? "");
  const [recipients, setRecipients] = useState(rule?.recipients.join("\n") ?? "");
  const [tags, setTags] = useState(rule?.tags.join(", ") ?? "");
  const [exempt, setExempt] = useState(rule?.exempt.join("\n") ?? "");
  const [senders, setSenders] = useState(rule?.senders.join("\n") ?? "");
  const [among, setAmong] = useState(rule?.directions.includes("intra_org") ?? false);
  const [inbound, setInbound] = useState(rule?.directions.includes("inbound") ?? true);
  const [rewrite, setRewrite] = useState<Extent>(rule?.rewrite ?? "html");
  const [goingOn, setGoingOn] = useState<ClickThrough | "">(rule?.click_through ?? "");
  const [track, setTrack] = useState(rule?.track ?? true);
  const [enabled, setEnabled] = useState(rule?.enabled ?? true);
  const why = busy
    ? "It is on its way."
    : name.trim() === ""
      ? "Give it a name."
      : inbound || among
        ? undefined
        : "Choose which mail it is for.";
  const send = async () => {
    const body = {
      rule: {
        name: name.trim(),
        recipients: entriesOf(recipients),
        tags: entriesOf(tags),
        exempt: entriesOf(exempt),
        senders: entriesOf(senders),
        directions: [
          ...(inbound ? ["inbound" as const] : []),
          ...(among ? ["intra_org" as const] : []),
        ],
        rewrite,
        click_through: goingOn === "" ? null : goingOn,
        track,
      },
      enabled,
      edition,
    };
    const answer = rule
      ? await linkRuleChange({ path: { rule_id: rule.id }, body })
      : await linkRuleKeep({ body });
    onKept(answer.data);
    onClose();
  };
  return (
    <FormDialog
      title={rule ? `Change ${rule.name}` : "New rule"}
      about="The first rule that fits counts, within a second. Mail that goes out has its links restored, whatever rules say."
      act={rule ? "Change" : "Keep it"}
      why={why}
      onClose={onClose}
      onSend={() => void run(send)}
    >
      {error !== undefined && <ProblemNotice error={error} />}
      <TextField
        label="Name"
        value={name}
        maxLength={64}
        onChange={(event) => setName(event.target.value)}
      />
      <TextArea
        label="For whom"
        hint="Addresses, domains, patterns such as sales-*@example.org, one a line; empty for all"
        rows={2}
        value={recipients}
        onChange={(event) => setRecipients(event.target.value)}
      />
      <TextField
        label="And for the tags"
        hint="With commas between"
        value={tags}
        onChange={(event) => setTags(event.target.value)}
      />
      <TextArea
        label="But not for"
        rows={2}
        value={exempt}
        onChange={(event) => setExempt(event.target.value)}
      />
      <TextArea
        label="From whom"
        hint="Empty for anybody"
        rows={2}
        value={senders}
        onChange={(event) => setSenders(event.target.value)}
      />
      <CheckField label="Inbound mail" checked={inbound} onCheck={setInbound} />
      <CheckField label="Mail among us" checked={among} onCheck={setAmong} />
      <SelectField label="Rewrites" choices={EXTENTS} value={rewrite} onChoose={setRewrite} />
      <SelectField
        label="Past which warnings people may go on"
        choices={GOING_ON}
        value={goingOn}
        onChoose={setGoingOn}
      />
      <CheckField label="Clicks are kept" checked={track} onCheck={setTrack} />
      <CheckField label="It counts" checked={enabled} onCheck={setEnabled} />
    </FormDialog>
  );
}
