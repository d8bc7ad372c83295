import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { campaignEdit, campaignMerge, campaignSplit, type CampaignOut } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { SelectField, TextField } from "~/ui/Field";
import { FormDialog } from "~/ui/FormDialog";
import { Waiting } from "~/ui/Notice";

import { useOthers } from "./asking";

const BUSY = "It is on its way.";

/** Gives a campaign another name. */
export function Rename({ campaign, onClose }: { campaign: CampaignOut; onClose: () => void }) {
  const queries = useQueryClient();
  const { busy, error, run } = useAttempt();
  const [name, setName] = useState(campaign.name);
  const plain = name.trim();
  const why = busy
    ? BUSY
    : plain === ""
      ? "Give it a name."
      : plain === campaign.name
        ? "Nothing is changed."
        : undefined;
  return (
    <FormDialog
      title="Rename the campaign"
      about="Its id stays: it stands on timelines and in reports."
      act="Rename"
      why={why}
      onClose={onClose}
      onSend={() =>
        void run(async () => {
          await campaignEdit({ path: { campaign_id: campaign.id }, body: { name: plain } });
          await queries.invalidateQueries({ queryKey: ["campaigns"] });
          onClose();
        })
      }
    >
      {error !== undefined && <ProblemNotice error={error} />}
      <TextField
        label="Name"
        value={name}
        maxLength={80}
        onChange={(event) => setName(event.target.value)}
      />
    </FormDialog>
  );
}

function useGoing() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async (to: CampaignOut | undefined) => {
    if (to) await navigate({ to: "/campaigns/$campaignId", params: { campaignId: to.id } });
    await queries.invalidateQueries({ queryKey: ["campaigns"] });
  };
}

/** Gives all mail of a campaign to another one. */
export function Merge({ campaign, onClose }: { campaign: CampaignOut; onClose: () => void }) {
  const others = useOthers(campaign.id);
  const go = useGoing();
  const { busy, error, run } = useAttempt();
  const [into, setInto] = useState("");
  const [reason, setReason] = useState("");
  const choices = [
    { value: "", label: "Choose a campaign" },
    ...(others.data ?? []).map((one) => ({ value: one.id, label: `${one.name} (${one.id})` })),
  ];
  return (
    <FormDialog
      title="Merge into another campaign"
      about="The other one has the mail of both from then on, and this id leads there. It can be taken back."
      act="Merge"
      why={busy ? BUSY : into === "" ? "Choose a campaign." : undefined}
      onClose={onClose}
      onSend={() =>
        void run(async () => {
          const { data } = await campaignMerge({
            path: { campaign_id: campaign.id },
            body: { into, reason: reason.trim() },
          });
          await go(data);
          onClose();
        })
      }
    >
      {error !== undefined && <ProblemNotice error={error} />}
      {others.isPending && <Waiting what="campaigns" lines={2} />}
      {others.error && <ProblemNotice error={others.error} />}
      <SelectField label="Into" choices={choices} value={into} onChoose={setInto} />
      <Reason reason={reason} onChange={setReason} />
    </FormDialog>
  );
}

/** Makes a campaign of its own of some of the messages. */
export function Split({ campaign, onClose }: { campaign: CampaignOut; onClose: () => void }) {
  const go = useGoing();
  const { busy, error, run } = useAttempt();
  const [filter, setFilter] = useState("");
  const [name, setName] = useState("");
  const [reason, setReason] = useState("");
  const why = busy
    ? BUSY
    : filter.trim() === ""
      ? "Say which messages."
      : name.trim() === ""
        ? "Give it a name."
        : undefined;
  return (
    <FormDialog
      title="Split a part off"
      about="What the filter finds among its messages becomes a campaign of its own. It can be taken back."
      act="Split off"
      why={why}
      onClose={onClose}
      onSend={() =>
        void run(async () => {
          const { data } = await campaignSplit({
            path: { campaign_id: campaign.id },
            body: { filter: filter.trim(), name: name.trim(), reason: reason.trim() },
          });
          await go(data);
          onClose();
        })
      }
    >
      {error !== undefined && <ProblemNotice error={error} />}
      <TextField
        label="Filter"
        hint="Such as sender_domain:evil.example or subject:*lottery*"
        value={filter}
        spellCheck={false}
        onChange={(event) => setFilter(event.target.value)}
      />
      <TextField
        label="Name of the new campaign"
        value={name}
        maxLength={80}
        onChange={(event) => setName(event.target.value)}
      />
      <Reason reason={reason} onChange={setReason} />
    </FormDialog>
  );
}

function Reason({ reason, onChange }: { reason: string; onChange: (reason: string) => void }) {
  return (
    <TextField
      label="Why"
      hint="Stands in the history and on timelines"
      value={reason}
      maxLength={500}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
