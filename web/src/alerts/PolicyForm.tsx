import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import {
  alertPolicyAdd,
  alertPolicyChange,
  type AlertPolicyIn,
  type AlertPolicyOut,
} from "~/api/generated";
import {
  alertChannelListOptions,
  queryListOptions,
} from "~/api/generated/@tanstack/react-query.gen";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { CheckField, SelectField, TextArea, TextField } from "~/ui/Field";
import { FormDialog } from "~/ui/FormDialog";
import { Group, Two } from "~/ui/Stack";

import { BLANK, missing, SIGNALS, wishOf } from "./policy";
import { CATEGORIES, choicesOf, SEVERITIES } from "./state";
import { TriggerFields } from "./TriggerFields";
import { TryPolicy } from "./TryPolicy";

type Change = (part: Partial<AlertPolicyIn>) => void;
type Fields = { wish: AlertPolicyIn; onChange: Change };

/** A policy: what it finds, when that makes an alert, how bad it is, and whom it is told. */
export function PolicyForm({
  policy,
  onKept,
  onClose,
}: {
  /** The one to change; none for a new one. */
  policy: AlertPolicyOut | undefined;
  onKept: () => Promise<void>;
  onClose: () => void;
}) {
  const { busy, error, run } = useAttempt();
  const [wish, setWish] = useState<AlertPolicyIn>(policy ? wishOf(policy) : BLANK);
  const change: Change = (part) => setWish((before) => ({ ...before, ...part }));
  const why = busy ? "It is on its way." : missing(wish);
  const send = async () => {
    if (policy) await alertPolicyChange({ path: { policy_id: policy.id }, body: wish });
    else await alertPolicyAdd({ body: wish });
    await onKept();
    onClose();
  };
  return (
    <FormDialog
      title={policy ? `Change ${policy.name}` : "New policy"}
      about="It counts for what comes from now on; try it to see how often it would have made an alert."
      act={policy ? "Change" : "Keep it"}
      why={why}
      onClose={onClose}
      onSend={() => void run(send)}
    >
      {error !== undefined && <ProblemNotice error={error} />}
      <TextField
        label="Name"
        value={wish.name}
        maxLength={200}
        onChange={(event) => change({ name: event.target.value })}
      />
      <Finds wish={wish} onChange={change} />
      <TriggerFields trigger={wish.trigger ?? {}} onChange={(trigger) => change({ trigger })} />
      <Two>
        <SelectField
          label="Severity"
          choices={choicesOf(SEVERITIES)}
          value={wish.severity ?? "medium"}
          onChoose={(severity) => change({ severity })}
        />
        <SelectField
          label="Category"
          choices={choicesOf(CATEGORIES)}
          value={wish.category ?? "others"}
          onChoose={(category) => change({ category })}
        />
      </Two>
      <CheckField
        label="What follows within a minute belongs to the same alert"
        checked={wish.folds ?? true}
        onCheck={(folds) => change({ folds })}
      />
      <Tells wish={wish} onChange={change} />
      <CheckField
        label="It counts"
        checked={wish.enabled ?? true}
        onCheck={(enabled) => change({ enabled })}
      />
      <TryPolicy wish={wish} why={missing(wish)} />
    </FormDialog>
  );
}

/** Mail that fits a filter, something that happens, or what a saved query finds. */
function Finds({ wish, onChange }: Fields) {
  const queries = useQuery(queryListOptions());
  const { condition } = wish;
  const shared = queries.data?.items.filter((one) => one.shared) ?? [];
  const set = (part: Partial<AlertPolicyIn["condition"]>) =>
    onChange({ condition: { ...condition, ...part } });
  return (
    <>
      <SelectField
        label="Goes by"
        choices={[{ value: "" as const, label: "Mail that comes in" }, ...SIGNALS]}
        value={condition.signal ?? ""}
        onChoose={(signal) => set({ signal: signal || null, query: "" })}
      />
      <TextArea
        label="Filter"
        hint="Such as threat_type:phish AND recipient_tag:vip; empty for all of what it goes by"
        rows={2}
        spellCheck={false}
        value={condition.filter ?? ""}
        onChange={(event) => set({ filter: event.target.value })}
      />
      {!condition.signal && shared.length > 0 && (
        <SelectField
          label="Or what a shared saved query finds"
          choices={[
            { value: "", label: "None" },
            ...shared.map((one) => ({ value: one.id, label: one.name })),
          ]}
          value={condition.query ?? ""}
          onChoose={(query) => set({ query })}
        />
      )}
    </>
  );
}

const DAILY = 50;

/** Channels that are told; each takes no more than so many a day. */
function Tells({ wish, onChange }: Fields) {
  const channels = useQuery(alertChannelListOptions());
  const names = channels.data?.items.map((one) => one.name) ?? [];
  const notify = wish.notify ?? [];
  if (names.length === 0) return null;
  return (
    <Group label="Tells">
      {names.map((name) => {
        const to = notify.find((one) => one.channel === name);
        const rest = notify.filter((one) => one.channel !== name);
        return (
          <div key={name}>
            <CheckField
              label={name}
              checked={to !== undefined}
              onCheck={(on) =>
                onChange({ notify: on ? [...rest, { channel: name, daily: DAILY }] : rest })
              }
            />
            {to && (
              <TextField
                label={`At most a day by ${name}`}
                type="number"
                min={1}
                value={String(to.daily ?? DAILY)}
                onChange={(event) =>
                  onChange({
                    notify: [...rest, { channel: name, daily: Number(event.target.value) }],
                  })
                }
              />
            )}
          </div>
        );
      })}
    </Group>
  );
}
