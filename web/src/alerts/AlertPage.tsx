import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";

import { alertChange, alertComment, type AlertPageOut } from "~/api/generated";
import { alertGetOptions } from "~/api/generated/@tanstack/react-query.gen";
import { useAttempt, type Attempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { TextArea } from "~/ui/Field";
import { Hostile } from "~/ui/Hostile";
import { Waiting } from "~/ui/Notice";
import { Card, Facts, Page } from "~/ui/Page";
import { Row, Stack } from "~/ui/Stack";

import { SeverityMark, StatusMark } from "./Marks";
import type { Status } from "./state";
import { History, Hits, Notices } from "./Tables";

const NO_RIGHT = "Your role reads alerts and does not see to them.";

/** One alert: what set it off, who sees to it, and whom it was told. */
export function AlertPage() {
  const { alertId } = useParams({ from: "/inside/alerts/$alertId" });
  const found = useQuery(alertGetOptions({ path: { alert_id: alertId } }));
  if (found.data) return <Shown alert={found.data} />;
  return (
    <Page title="Alert">
      {found.error ? (
        <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Waiting what="the alert" />
      )}
    </Page>
  );
}

/** What can be done with an alert, each of which answers with the alert as it is then. */
function useSeeing(alert: AlertPageOut) {
  const queries = useQueryClient();
  const attempt = useAttempt();
  const path = { alert_id: alert.id };
  const key = alertGetOptions({ path }).queryKey;
  const change = (body: { status?: Status; assignee?: string }) =>
    void attempt.run(async () => {
      const { data } = await alertChange({ path, body: { ...body, version: alert.version } });
      queries.setQueryData(key, data);
    });
  const comment = (text: string) =>
    attempt.run(async () => {
      const { data } = await alertComment({ path, body: { text } });
      queries.setQueryData(key, data);
    });
  return { attempt, change, comment };
}

function Shown({ alert }: { alert: AlertPageOut }) {
  const { attempt, change, comment } = useSeeing(alert);
  const may = useMay();
  const about = (
    <Row>
      <SeverityMark of={alert} />
      <StatusMark of={alert} />
    </Row>
  );
  return (
    <Page
      title={<Hostile text={alert.policy_name} />}
      about={about}
      acts={<Acts alert={alert} attempt={attempt} onChange={change} />}
    >
      {attempt.error !== undefined && <ProblemNotice error={attempt.error} />}
      <Card>
        <Facts facts={factsOf(alert)} />
        {alert.filter !== "" && (
          <Row>
            <Link to="/explore" search={{ filter: alert.filter, since: "all" }}>
              Show its mail in Explore
            </Link>
            {may("mail.judge") && (
              <Link to="/investigations" search={{ begin: "alert", value: alert.id }}>
                Investigate…
              </Link>
            )}
          </Row>
        )}
      </Card>
      <Hits of={alert} />
      <Card title="History">
        <Stack>
          <History of={alert} />
          <Comment attempt={attempt} onSend={comment} />
        </Stack>
      </Card>
      <Notices of={alert} />
    </Page>
  );
}

function factsOf(alert: AlertPageOut) {
  return [
    ["What", <Hostile key="what" text={alert.summary} />],
    ["Of", alert.group && <Hostile key="of" text={alert.group} />],
    ["Hits", alert.hits.toLocaleString("en")],
    ["First", <Time key="first" at={alert.first_at} seconds />],
    ["Last", <Time key="last" at={alert.last_at} seconds />],
    ["Opened", <Time key="opened" at={alert.opened_at} seconds />],
    ["Category", alert.category_label],
    ["Whose", <Hostile key="whose" text={alert.assignee_name || "nobody's"} />],
    [
      "Policy",
      <Link key="policy" to="/alerts" search={{ policy: alert.policy, status: "all" }}>
        All of this policy
      </Link>,
    ],
    ["Id", alert.id],
  ] as const;
}

function Acts({
  alert,
  attempt,
  onChange,
}: {
  alert: AlertPageOut;
  attempt: Attempt;
  onChange: (body: { status?: Status; assignee?: string }) => void;
}) {
  const may = useMay();
  const why = may("alerts.handle") ? (attempt.busy ? "It is on its way." : undefined) : NO_RIGHT;
  const open = alert.status === "new" || alert.status === "in_progress";
  if (!open) {
    return (
      <Button icon="undo" why={why} onClick={() => onChange({ status: "in_progress" })}>
        Open it again
      </Button>
    );
  }
  return (
    <>
      <Button
        icon="person"
        why={why}
        onClick={() => onChange({ status: "in_progress", assignee: "me" })}
      >
        Take it
      </Button>
      <Button icon="close" why={why} onClick={() => onChange({ status: "dismissed" })}>
        Dismiss
      </Button>
      <Button kind="main" icon="check" why={why} onClick={() => onChange({ status: "resolved" })}>
        Resolve
      </Button>
    </>
  );
}

function Comment({
  attempt,
  onSend,
}: {
  attempt: Attempt;
  onSend: (text: string) => Promise<boolean>;
}) {
  const may = useMay();
  const [text, setText] = useState("");
  const why = !may("alerts.handle")
    ? NO_RIGHT
    : attempt.busy
      ? "It is on its way."
      : text.trim() === ""
        ? "Write something first."
        : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (why === undefined) void onSend(text.trim()).then((kept) => kept && setText(""));
      }}
    >
      <Stack>
        <TextArea
          label="Comment"
          rows={2}
          maxLength={4000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Row>
          <Button type="submit" why={why}>
            Add the comment
          </Button>
        </Row>
      </Stack>
    </form>
  );
}
