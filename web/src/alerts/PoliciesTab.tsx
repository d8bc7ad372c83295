import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { alertPolicyChange, alertPolicyRemove, type AlertPolicyOut } from "~/api/generated";
import { alertPolicyListOptions } from "~/api/generated/@tanstack/react-query.gen";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Button, IconButton } from "~/ui/Button";
import { Confirm } from "~/ui/Confirm";
import { Hostile } from "~/ui/Hostile";
import { Mark } from "~/ui/Mark";
import { Waiting } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { Table, type Column } from "~/ui/Table";

import style from "./Alerts.module.css";
import { SeverityMark } from "./Marks";
import { PolicyForm } from "./PolicyForm";
import { wishOf } from "./policy";

const NO_RIGHT = "Your role changes no policies of alerts.";

/** What makes an alert: shipped policies, which can be set otherwise, and those of one's own. */
export function PoliciesTab() {
  const queries = useQueryClient();
  const may = useMay();
  const { error, run } = useAttempt();
  const [editing, setEditing] = useState<AlertPolicyOut | "new">();
  const [removing, setRemoving] = useState<AlertPolicyOut>();
  const found = useQuery(alertPolicyListOptions());
  if (found.error && !found.data) {
    return <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (!found.data) return <Waiting what="policies" lines={6} />;
  const again = () => queries.invalidateQueries({ queryKey: alertPolicyListOptions().queryKey });
  const why = may("alerts.manage") ? undefined : NO_RIGHT;
  const turn = (one: AlertPolicyOut) =>
    void run(async () => {
      const body = { ...wishOf(one), enabled: !one.enabled };
      await alertPolicyChange({ path: { policy_id: one.id }, body });
      await again();
    });
  return (
    <div className={style.tab}>
      <div className={style.acts}>
        <Button icon="plus" why={why} onClick={() => setEditing("new")}>
          New policy…
        </Button>
      </div>
      {error !== undefined && <ProblemNotice error={error} />}
      <Card padded={false}>
        <Table
          label="Policies"
          columns={columns({ why, onTurn: turn, onEdit: setEditing, onRemove: setRemoving })}
          rows={found.data.items}
          keyOf={(one) => one.id}
        />
      </Card>
      {editing && (
        <PolicyForm
          policy={editing === "new" ? undefined : editing}
          onKept={again}
          onClose={() => setEditing(undefined)}
        />
      )}
      {removing && (
        <Remove policy={removing} onGone={again} onClose={() => setRemoving(undefined)} />
      )}
    </div>
  );
}

type Acts = {
  why: string | undefined;
  onTurn: (policy: AlertPolicyOut) => void;
  onEdit: (policy: AlertPolicyOut) => void;
  onRemove: (policy: AlertPolicyOut) => void;
};

function columns(acts: Acts): readonly Column<AlertPolicyOut>[] {
  return [
    {
      name: "Policy",
      shown: (one) => (
        <Link to="/alerts" search={{ policy: one.id, status: "all" }} className={style.link}>
          <Hostile text={one.name} />
        </Link>
      ),
    },
    { name: "Finds", shown: (one) => <Condition of={one} /> },
    { name: "When", shown: (one) => one.trigger_label },
    { name: "Severity", shown: (one) => <SeverityMark of={one} /> },
    { name: "Tells", shown: (one) => one.notify.map((to) => to.channel).join(", ") || "nobody" },
    { name: "Stands", shown: (one) => <Standing of={one} /> },
    { name: "", shown: (one) => <PolicyActs one={one} {...acts} /> },
  ];
}

function PolicyActs({ one, why, onTurn, onEdit, onRemove }: Acts & { one: AlertPolicyOut }) {
  const back = one.built_in;
  return (
    <div className={style.buttons}>
      <IconButton
        icon={one.enabled ? "pause" : "play"}
        label={`Turn ${one.name} ${one.enabled ? "off" : "on"}`}
        why={why}
        onClick={() => onTurn(one)}
      />
      <IconButton icon="edit" label={`Change ${one.name}`} why={why} onClick={() => onEdit(one)} />
      <IconButton
        icon={back ? "undo" : "trash"}
        label={`${back ? "Set back" : "Remove"} ${one.name}`}
        why={why ?? (back && !one.changed ? "It is as it is shipped." : undefined)}
        onClick={() => onRemove(one)}
      />
    </div>
  );
}

function Condition({ of }: { of: AlertPolicyOut }) {
  const { signal, filter, query } = of.condition;
  const also = signal && filter ? ", for mail of " : "";
  return (
    <>
      {signal && of.signal_label}
      {also}
      {filter && (
        <code>
          <Hostile text={filter} />
        </code>
      )}
      {query && `what the saved query ${query} finds`}
    </>
  );
}

function Standing({ of }: { of: AlertPolicyOut }) {
  if (of.trouble !== "") {
    return (
      <Mark tone="warn" icon="warning">
        <Hostile text={of.trouble} />
      </Mark>
    );
  }
  if (!of.enabled) {
    return (
      <Mark tone="quiet" icon="pause">
        Off
      </Mark>
    );
  }
  return (
    <Mark tone="good" icon="check">
      {of.built_in ? (of.changed ? "On, as you set it" : "On, as shipped") : "On"}
    </Mark>
  );
}

function Remove({
  policy,
  onGone,
  onClose,
}: {
  policy: AlertPolicyOut;
  onGone: () => Promise<void>;
  onClose: () => void;
}) {
  const { error, run } = useAttempt();
  const back = policy.built_in;
  return (
    <Confirm
      open
      title={`${back ? "Set back" : "Remove"} the policy ${policy.name}?`}
      about={
        back
          ? "It will be as it is shipped. Alerts that it made stay."
          : "Alerts that it made stay."
      }
      act={back ? "Set it back" : "Remove"}
      refusal={error === undefined ? undefined : <ProblemNotice error={error} />}
      onClose={onClose}
      onAct={() =>
        run(async () => {
          await alertPolicyRemove({ path: { policy_id: policy.id } });
          await onGone();
          onClose();
        })
      }
    />
  );
}
