import { useQuery, useQueryClient } from "@tanstack/react-query";

import { inquiryMake, inquiryStop, type InquiryOut } from "~/api/generated";
import { inquiryListOptions, inquiryListQueryKey } from "~/api/generated/@tanstack/react-query.gen";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Ago } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { Badge } from "~/ui/Mark";
import { Card } from "~/ui/Page";

import { inquiryStanding } from "./judging";
import style from "./Remediation.module.css";

const SHOWN = 5;
const EVERY = 2000; // milliseconds, while engines are asked
const OPTIONS = { query: { limit: SHOWN } };

/** When engines were asked again about stored mail, and what came of it; nothing without engines. */
export function Inquiries() {
  const may = useMay();
  const queries = useQueryClient();
  const { error, busy, run } = useAttempt();
  const { data: found } = useQuery({
    ...inquiryListOptions(OPTIONS),
    refetchInterval: (query) =>
      query.state.data?.items.some((one) => one.state === "asking") ? EVERY : false,
  });
  if (!found || found.engines.length === 0) return null;
  const attempt = (act: () => Promise<unknown>) =>
    void run(async () => {
      await act();
      await queries.invalidateQueries({ queryKey: inquiryListQueryKey(OPTIONS) });
    });
  const whyNot = may("mail.judge") ? undefined : "Your roles do not let you judge mail.";
  return (
    <Card title="Engines asked again">
      {error !== undefined && <ProblemNotice error={error} />}
      <div className={style.lines}>
        <div className={style.between}>
          <p className={style.quiet}>
            {found.engines.join(", ")} can be asked about mail that is stored.{" "}
            {found.on_change
              ? "That begins by itself when what they judge by has changed."
              : "That begins when somebody wants it."}
          </p>
          <Button
            onClick={() => attempt(() => inquiryMake({ body: {} }))}
            why={whyNot ?? (busy ? "It begins." : undefined)}
          >
            Ask again
          </Button>
        </div>
        {found.items.map((one) => (
          <One
            key={one.id}
            made={one}
            whyNot={whyNot}
            onStop={() => attempt(() => inquiryStop({ path: { inquiry_id: one.id } }))}
          />
        ))}
      </div>
    </Card>
  );
}

interface OneProps {
  readonly made: InquiryOut;
  readonly whyNot: string | undefined;
  readonly onStop: () => void;
}

function One({ made, whyNot, onStop }: OneProps) {
  const asking = made.state === "asking";
  return (
    <div className={style.between}>
      <div className={style.row}>
        <Badge tone={made.state === "failed" ? "danger" : asking ? "accent" : "quiet"}>
          {inquiryStanding(made)}
        </Badge>
        <span>{made.sentence}</span>
        <span className={style.quiet}>
          {made.by_name}, <Ago at={made.at} />
        </span>
      </div>
      {asking && (
        <Button onClick={onStop} why={whyNot}>
          Stop
        </Button>
      )}
    </div>
  );
}
