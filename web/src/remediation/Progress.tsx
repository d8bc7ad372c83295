import type { CountsOut, RemediationOut } from "~/api/generated";
import { Share, Stat, Stats } from "~/ui/Figures";
import { Notice } from "~/ui/Notice";
import { counted, lasting } from "~/ui/words";

import { outcomeParts, troubles } from "./parts";
import style from "./Remediation.module.css";

const done = (counts: CountsOut) => counts.total - counts.pending;

/** How far it is and how it goes, in large numbers, one bar, and a bar for each mail server. */
export function Progress({ remediation }: { remediation: RemediationOut }) {
  const { counts, by_server, hold_up, rate, seconds_left } = remediation;
  const servers = Object.entries(by_server);
  return (
    <div className={style.bar}>
      {hold_up && (
        <Notice tone="warn" title="It is held up">
          <p>{hold_up}</p>
        </Notice>
      )}
      <Stats>
        <Stat
          value={done(counts).toLocaleString("en")}
          of={`of ${counts.total.toLocaleString("en")} done`}
        />
        <Stat value={counts.pending.toLocaleString("en")} of="left" />
        <Stat value={troubles(counts).toLocaleString("en")} of="failed, drifted or unknown" />
        {seconds_left !== null && <Stat value={lasting(seconds_left)} of="left, at this rate" />}
      </Stats>
      <Share label="Outcomes" parts={outcomeParts(counts)} left={counts.pending} />
      {rate !== null && <p className={style.quiet}>{pace(rate)}</p>}
      {servers.length > 0 && (
        <section className={style.lines}>
          <h3>By mail server</h3>
          {servers.map(([name, one]) => (
            <div key={name} className={style.server}>
              <div className={style.between}>
                <strong>{name}</strong>
                <span className={style.quiet}>
                  {done(one).toLocaleString("en")} of {one.total.toLocaleString("en")}
                  {one.rate !== null && ` · ${pace(one.rate)}`}
                  {one.seconds_left !== null && ` · ${lasting(one.seconds_left)} left`}
                </span>
              </div>
              <Share
                label={`Outcomes on ${name}`}
                parts={outcomeParts(one)}
                left={one.pending}
                legend={false}
              />
            </div>
          ))}
        </section>
      )}
    </div>
  );
}

function pace(rate: number): string {
  return `${rate.toLocaleString("en", { maximumFractionDigits: 1 })} a second`;
}

/** One line of it, for lists. */
export function MiniProgress({ counts }: { counts: CountsOut }) {
  const parts = outcomeParts(counts);
  const said = parts.map((part) => `${part.count.toLocaleString("en")} ${part.name.toLowerCase()}`);
  const left =
    counts.pending > 0 ? [`${counted(counts.pending, "delivery", "deliveries")} left`] : [];
  return (
    <div className={style.mini}>
      <Share label="Outcomes" parts={parts} left={counts.pending} legend={false} />
      <span className={style.quiet}>{[...said, ...left].join(", ")}</span>
    </div>
  );
}
