import { useQuery, useQueryClient } from "@tanstack/react-query";

import { accountSessionEnd, type SessionOut } from "~/api/generated";
import {
  accountSessionsOptions,
  accountSessionsQueryKey,
} from "~/api/generated/@tanstack/react-query.gen";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { SessionTable } from "~/shell/SessionTable";
import { say } from "~/shell/Toasts";
import { Waiting } from "~/ui/Notice";
import { Card } from "~/ui/Page";

/** From where one is signed in. */
export function SessionsCard() {
  const sessions = useQuery(accountSessionsOptions());
  const queries = useQueryClient();
  const { error, run } = useAttempt();
  const end = (session: SessionOut) =>
    void run(async () => {
      const { data } = await accountSessionEnd({ path: { session_id: session.id } });
      queries.setQueryData(accountSessionsQueryKey(), data);
      say("The session is ended.");
    });
  return (
    <Card title="Sessions" padded={false}>
      {error !== undefined && <ProblemNotice error={error} />}
      {sessions.isError && (
        <ProblemNotice error={sessions.error} onRetry={() => void sessions.refetch()} />
      )}
      {sessions.isPending && <Waiting what="your sessions" lines={2} />}
      {sessions.data && <SessionTable sessions={sessions.data.items} onEnd={end} />}
    </Card>
  );
}
