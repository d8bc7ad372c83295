import { useState } from "react";

import { alertPolicyTry, type AlertPolicyIn, type AlertPolicyTriedOut } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Button } from "~/ui/Button";
import { Sparkline } from "~/ui/Figures";
import { Row, Stack } from "~/ui/Stack";
import { counted } from "~/ui/words";

const DAYS = 7;

/** How often a policy would have made an alert, day by day, before it is kept. */
export function TryPolicy({ wish, why }: { wish: AlertPolicyIn; why: string | undefined }) {
  const { busy, error, run } = useAttempt();
  const [tried, setTried] = useState<AlertPolicyTriedOut>();
  const signal = wish.condition.signal ? "What it goes by is not kept, only mail is." : undefined;
  return (
    <Stack>
      {error !== undefined && <ProblemNotice error={error} />}
      <Row>
        <Button
          icon="play"
          why={why ?? signal ?? (busy ? "It is on its way." : undefined)}
          onClick={() =>
            void run(async () => {
              const { data } = await alertPolicyTry({ body: { policy: wish, days: DAYS } });
              setTried(data);
            })
          }
        >
          Try it on the last {DAYS} days
        </Button>
        {tried && (
          <span role="status">
            {counted(tried.alerts, "alert")} from {counted(tried.hits, "delivery", "deliveries")}
            {!tried.whole && ", and more: there is too much mail to count all"}
          </span>
        )}
      </Row>
      {tried && (
        <Sparkline
          label="Alerts, day by day"
          values={tried.days.map((one) => one.alerts)}
          width={240}
          height={32}
        />
      )}
    </Stack>
  );
}
