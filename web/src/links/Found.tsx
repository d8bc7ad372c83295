import { Link } from "@tanstack/react-router";

import type { Carrier, Clicked, Counted, Spelling, Trace } from "~/api/generated";
import { Time } from "~/shell/Time";
import { useMay } from "~/shell/session";
import button from "~/ui/Button.module.css";
import { Button } from "~/ui/Button";
import { Bars, Share, Stat, Stats, type Part } from "~/ui/Figures";
import { Hostile } from "~/ui/Hostile";
import { Icon } from "~/ui/Icon";
import { Mark } from "~/ui/Mark";
import { Empty, Notice } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { Table, type Column } from "~/ui/Table";
import { lookOf, seriesTone } from "~/ui/tones";
import { counted, defanged, ofNumber } from "~/ui/words";

import { stripOf } from "./clicks";
import { ClickStrip } from "./ClickStrip";
import type { Range } from "./state";
import style from "./Trace.module.css";
import { Understood } from "./Understood";

function parts(field: string, counts: readonly Counted[]): Part[] {
  return counts.map(({ code, label, count }, at) => ({
    name: label || code || "none",
    count,
    tone: seriesTone(field, code, at),
  }));
}

function Said({ field, named }: { field: string; named: { code: string; label: string } }) {
  const look = lookOf(field, named.code);
  return look ? (
    <Mark tone={look.tone} icon={look.icon}>
      {named.label}
    </Mark>
  ) : (
    named.label
  );
}

const CLICKS: readonly Column<Clicked>[] = [
  {
    name: "When",
    shown: (click) => (
      <span className={style.whole}>
        <Time at={click.at} seconds />
      </span>
    ),
  },
  {
    name: "Who",
    shown: (click) => (
      <>
        <Hostile text={click.recipient} />
        <div className={style.word}>
          from <Hostile text={click.ip || "an unknown address"} />
        </div>
      </>
    ),
  },
  {
    name: "Verdict",
    shown: (click) => (
      <>
        <Said field="click_verdict" named={click.verdict} />
        {click.clicked_through && <div className={style.word}>went on past the warning</div>}
        {click.url_chain.length > 0 && (
          <div className={style.word}>
            led on to <Hostile text={click.url_chain.map(defanged).join(" → ")} />
          </div>
        )}
      </>
    ),
  },
  {
    name: "Mail",
    shown: (click) =>
      click.network_message_id ? (
        <Link
          to="/messages/$messageId"
          params={{ messageId: click.network_message_id }}
          search={{ recipient: click.recipient }}
        >
          Open
        </Link>
      ) : (
        "not known"
      ),
  },
];

const MESSAGES: readonly Column<Carrier>[] = [
  {
    name: "Subject",
    shown: (one) => (
      <Link
        to="/messages/$messageId"
        params={{ messageId: one.network_message_id }}
        search={{ recipient: one.recipients[0], tab: "links" }}
      >
        <Hostile text={one.subject || "(no subject)"} />
      </Link>
    ),
  },
  { name: "Sender", shown: (one) => <Hostile text={one.sender_address} /> },
  { name: "Received", shown: (one) => <Time at={one.time_received} /> },
  { name: "Deliveries", shown: (one) => one.deliveries.toLocaleString("en"), number: true },
  { name: "Action", shown: (one) => <Said field="delivery_action" named={one.delivery_action} /> },
];

const SPELLINGS: readonly Column<Spelling>[] = [
  {
    name: "As it stood in mails",
    shown: (one) => (
      <span className={style.mono}>
        <Hostile text={defanged(one.written)} />
      </span>
    ),
  },
  { name: "Wrapped", shown: (one) => (one.wrapped ? "Yes" : "") },
  { name: "Messages", shown: (one) => one.messages.toLocaleString("en"), number: true },
];

function Figures({ trace, since }: { trace: Trace; since: Range | undefined }) {
  const may = useMay();
  const { clicks } = trace;
  const search = { filter: trace.filter, since: since ?? "all" };
  return (
    <Card
      title={trace.label}
      acts={
        <>
          <Link to="/explore" search={search} className={button["button"]}>
            <Icon name="search" />
            In Explore
          </Link>
          {may("remediate.draft") ? (
            <Link to="/explore" search={search} className={button["button"]}>
              <Icon name="bolt" />
              Remediate …
            </Link>
          ) : (
            <Button icon="bolt" why="It takes the permission remediate.draft.">
              Remediate …
            </Button>
          )}
        </>
      }
    >
      <p>
        <Hostile text={trace.sentence} />
      </p>
      <Stats>
        <Stat
          value={trace.deliveries.toLocaleString("en")}
          of={ofNumber(trace.deliveries, "delivery", "deliveries")}
        />
        <Stat
          value={trace.message_count.toLocaleString("en")}
          of={ofNumber(trace.message_count, "message")}
        />
        <Stat value={trace.recipients.toLocaleString("en")} of="got it" />
        <Stat value={clicks.clickers.toLocaleString("en")} of="clicked" />
        <Stat value={clicks.opened.toLocaleString("en")} of="may have seen the page" />
        <Stat
          value={clicks.not_clicked_count.toLocaleString("en")}
          of={ofNumber(clicks.not_clicked_count, "has not clicked", "have not clicked")}
        />
      </Stats>
      {trace.first && (
        <p className={style.quiet}>
          First came <Time at={trace.first} />, last <Time at={trace.last} />.
        </p>
      )}
      <div className={style.part}>
        <h3>Where the mail lies now</h3>
        <Share label="Where the mail lies now" parts={parts("location", trace.locations)} />
      </div>
      <div className={style.part}>
        <h3>What was done with it at delivery</h3>
        <Share label="Delivery actions" parts={parts("delivery_action", trace.actions)} />
      </div>
    </Card>
  );
}

function Clicks({ trace }: { trace: Trace }) {
  const { clicks } = trace;
  const strip = stripOf(clicks.newest, trace.first);
  return (
    <Card title={counted(clicks.total, "click")}>
      {!clicks.complete && (
        <Notice title="Not all are counted">
          There are more clicks or recipients than can be looked at together; a shorter range counts
          them all.
        </Notice>
      )}
      {clicks.total === 0 ? (
        <p className={style.quiet}>
          No click is known. Clicks are known of links that were protected when the mail came.
        </p>
      ) : (
        <>
          <Share label="Click verdicts" parts={parts("click_verdict", clicks.verdicts)} />
          {strip && <ClickStrip strip={strip} />}
          <Table label="Clicks" columns={CLICKS} rows={clicks.newest} keyOf={(one) => one.id} />
          {clicks.total > clicks.newest.length && (
            <p className={style.quiet}>
              The newest {clicks.newest.length} are listed of {counted(clicks.total, "click")}.
            </p>
          )}
        </>
      )}
    </Card>
  );
}

function NotClicked({ trace }: { trace: Trace }) {
  const { not_clicked: names, not_clicked_count: many } = trace.clicks;
  return (
    <Card title={`${counted(many, "recipient")} who ${ofNumber(many, "has", "have")} not clicked`}>
      {many === 0 ? (
        <p className={style.quiet}>Everybody who got it clicked.</p>
      ) : (
        <ul className={style.names} tabIndex={0} aria-label="Who has not clicked">
          {names.map((name) => (
            <li key={name}>
              <Hostile text={name} />
            </li>
          ))}
        </ul>
      )}
      {many > names.length && (
        <p className={style.quiet}>The first {names.length} by address are listed.</p>
      )}
    </Card>
  );
}

function Broader({ trace, since }: { trace: Trace; since: Range | undefined }) {
  if (trace.broader.length === 0) return null;
  return (
    <Card title="When less must be the same">
      <ul className={style.part}>
        {trace.broader.map((one) => (
          <li key={one.breadth}>
            <Link to="/links" search={{ url: trace.link.given, match: one.breadth, since }}>
              {one.label}
            </Link>
            : {counted(one.deliveries, "delivery", "deliveries")} of{" "}
            {counted(one.messages, "message")}{" "}
            <span className={style.mono}>
              <Hostile text={defanged(one.value)} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Where a link went: who got it, who clicked, who has not, and in which mails. */
export function Found({ trace, since }: { trace: Trace; since: Range | undefined }) {
  if (trace.deliveries === 0 && trace.clicks.total === 0) {
    return (
      <>
        <Understood link={trace.link} />
        <Empty icon="link" title="No mail carried it">
          <p>
            Nothing that is kept{since ? " from this range" : ""} holds this link. Asked was:{" "}
            {trace.label.toLowerCase()}.
          </p>
        </Empty>
        <Broader trace={trace} since={since} />
      </>
    );
  }
  return (
    <div className={style.columns}>
      <div className={style.stack}>
        <Figures trace={trace} since={since} />
        <Clicks trace={trace} />
        <Card title={counted(trace.message_count, "message")}>
          <Table
            label="Messages that carried it"
            columns={MESSAGES}
            rows={trace.messages}
            keyOf={(one) => one.network_message_id}
          />
          {trace.message_count > trace.messages.length && (
            <p className={style.quiet}>The newest {trace.messages.length} are listed.</p>
          )}
        </Card>
      </div>
      <div className={style.stack}>
        <Understood link={trace.link} />
        <NotClicked trace={trace} />
        <Broader trace={trace} since={since} />
        <Card title="Who sent it">
          <Bars
            parts={trace.senders.map(({ code, label, count }) => ({
              name: code,
              shown: <Hostile text={label || code || "nobody"} />,
              count,
              tone: "accent",
            }))}
          />
        </Card>
        <Card title={counted(trace.spellings.length, "spelling")}>
          <Table
            label="Spellings"
            columns={SPELLINGS}
            rows={trace.spellings}
            keyOf={(one) => `${one.written} ${one.url}`}
          />
          {!trace.spellings_complete && (
            <p className={style.quiet}>Read from the newest messages; there may be others.</p>
          )}
        </Card>
      </div>
    </div>
  );
}
