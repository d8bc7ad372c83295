import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import {
  linkRuleList,
  linkRuleOrder,
  linkRuleRemove,
  type LinkRuleOut,
  type LinkRulesOut,
} from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Button, IconButton } from "~/ui/Button";
import { Confirm } from "~/ui/Confirm";
import { Hostile } from "~/ui/Hostile";
import { Notice, Waiting } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { Row } from "~/ui/Stack";
import { Table, type Column } from "~/ui/Table";

import style from "./Protection.module.css";
import { RuleForm } from "./RuleForm";
import { moved } from "./state";
import { TryRules } from "./TryRules";

const KEY = ["protection", "rules"] as const;
const NO_RIGHT = "Only who runs the place says which links are protected.";

/** Whose links are protected, and how far: rules in their order, of which the first counts. */
export function RulesTab() {
  const queries = useQueryClient();
  const may = useMay();
  const order = useAttempt();
  const [editing, setEditing] = useState<LinkRuleOut | "new">();
  const [removing, setRemoving] = useState<LinkRuleOut>();
  const found = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await linkRuleList({ signal, throwOnError: true })).data,
  });
  const book = found.data;
  if (found.error && !book) {
    return <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (!book) return <Waiting what="rules" />;
  const kept = (now: LinkRulesOut | undefined) => queries.setQueryData(KEY, now);
  const why = may("links.manage") ? undefined : NO_RIGHT;
  const ids = book.items.filter((one) => one.origin === "kept").map((one) => one.id);
  const move = (at: number, by: -1 | 1) =>
    void order.run(async () => {
      const body = { ids: moved(ids, at, by), edition: book.edition };
      kept((await linkRuleOrder({ body })).data);
    });
  return (
    <div className={style.tab}>
      {!book.works && (
        <Notice title="No link is rewritten yet">
          Set <code>links.base_url</code>, and <code>ingest.gate.mode</code> to <code>enforce</code>
          .
        </Notice>
      )}
      <div className={style.acts}>
        <Button icon="plus" why={why} onClick={() => setEditing("new")}>
          New rule…
        </Button>
      </div>
      {order.error !== undefined && (
        <ProblemNotice error={order.error} onRetry={() => void found.refetch()} />
      )}
      <Card padded={false}>
        <Table
          label="Policies"
          columns={columns(ids, why, move, setEditing, setRemoving)}
          rows={book.items}
          keyOf={(one) => one.id || one.name}
        />
      </Card>
      <TryRules edition={book.edition} />
      {editing && (
        <RuleForm
          rule={editing === "new" ? undefined : editing}
          edition={book.edition}
          onKept={kept}
          onClose={() => setEditing(undefined)}
        />
      )}
      {removing && (
        <Remove
          rule={removing}
          edition={book.edition}
          onKept={kept}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </div>
  );
}

const WAYS: Readonly<Record<string, string>> = { inbound: "inbound", intra_org: "among us" };

function columns(
  ids: readonly string[],
  why: string | undefined,
  onMove: (at: number, by: -1 | 1) => void,
  onEdit: (rule: LinkRuleOut) => void,
  onRemove: (rule: LinkRuleOut) => void,
): Column<LinkRuleOut>[] {
  return [
    {
      name: "Name",
      shown: (one) => <Hostile text={one.enabled ? one.name : `${one.name} (off)`} />,
    },
    { name: "For", shown: (one) => <Hostile text={whom(one)} /> },
    { name: "From", shown: (one) => <Hostile text={one.senders.join(", ") || "anybody"} /> },
    { name: "Mail", shown: (one) => one.directions.map((way) => WAYS[way] ?? way).join(", ") },
    { name: "Rewrites", shown: (one) => one.rewrite_label },
    {
      name: "Stands",
      shown: (one) =>
        one.origin === "kept" ? "here" : one.origin === "settings" ? "in the settings" : "built in",
    },
    {
      name: "",
      shown: (one) => {
        const at = ids.indexOf(one.id);
        if (at < 0) return null;
        return (
          <Row>
            <IconButton
              icon="up"
              label={`Move ${one.name} up`}
              why={why ?? (at === 0 ? "It is the first." : undefined)}
              onClick={() => onMove(at, -1)}
            />
            <IconButton
              icon="down"
              label={`Move ${one.name} down`}
              why={why ?? (at === ids.length - 1 ? "It is the last that is kept here." : undefined)}
              onClick={() => onMove(at, 1)}
            />
            <IconButton
              icon="edit"
              label={`Change ${one.name}`}
              why={why}
              onClick={() => onEdit(one)}
            />
            <IconButton
              icon="trash"
              label={`Remove ${one.name}`}
              why={why}
              onClick={() => onRemove(one)}
            />
          </Row>
        );
      },
    },
  ];
}

function whom(rule: LinkRuleOut): string {
  const named = [...rule.recipients, ...rule.tags.map((tag) => `tag ${tag}`)];
  const but = rule.exempt.length > 0 ? ` but ${rule.exempt.join(", ")}` : "";
  return (named.join(", ") || "everybody") + but;
}

function Remove({
  rule,
  edition,
  onKept,
  onClose,
}: {
  rule: LinkRuleOut;
  edition: number;
  onKept: (book: LinkRulesOut | undefined) => void;
  onClose: () => void;
}) {
  const { error, run } = useAttempt();
  return (
    <Confirm
      open
      title={`Remove the rule ${rule.name}?`}
      about="Mail from now on goes by the rules behind it."
      act="Remove"
      refusal={error === undefined ? undefined : <ProblemNotice error={error} />}
      onClose={onClose}
      onAct={() =>
        run(async () => {
          onKept((await linkRuleRemove({ path: { rule_id: rule.id }, query: { edition } })).data);
          onClose();
        })
      }
    />
  );
}
