import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { mailServerListOptions } from "~/api/generated/@tanstack/react-query.gen";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Ago } from "~/shell/Time";
import { Empty, Notice, Waiting } from "~/ui/Notice";
import { ShowMore } from "~/ui/ShowMore";

import { Progress } from "./Progress";
import style from "./Remediation.module.css";
import { RemediationCard } from "./RemediationCard";
import type { useShelf } from "./useShelf";

/** What is being done just now, by mail server, and how long it will take. */
export function Running({ running }: { running: ReturnType<typeof useShelf> }) {
  if (running.error) return <ProblemNotice error={running.error} />;
  if (running.isPending) return <Waiting what="what runs" />;
  if (running.items.length === 0) {
    return (
      <Empty icon="bolt" title="Nothing is running">
        <p>
          What is started shows its progress here. Choose deliveries in{" "}
          <Link to="/explore">Explore</Link> to begin.
        </p>
      </Empty>
    );
  }
  return (
    <div className={style.list}>
      <LeftAlone />
      {running.items.map((one) => (
        <RemediationCard
          key={one.id}
          remediation={one}
          about={
            <span className={style.quiet}>
              {one.started_by} started it <Ago at={one.started_at} />
            </span>
          }
        >
          <Progress remediation={one} />
        </RemediationCard>
      ))}
      <ShowMore of={running} />
    </div>
  );
}

/** Mail servers that are left alone for a while, because they failed or asked for it. */
function LeftAlone() {
  const servers = useQuery(mailServerListOptions());
  const closed = (servers.data?.items ?? []).filter((one) => one.closed_until !== null);
  return closed.map((one) => (
    <Notice key={one.name} tone="warn" title={`${one.name} is left alone`}>
      <p>
        {one.asked ? "It asked for a pause." : `It failed ${one.failures} times in a row.`} It is
        tried again <Ago at={one.closed_until} />.
      </p>
    </Notice>
  ));
}
