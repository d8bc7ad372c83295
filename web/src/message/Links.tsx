import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import type { Link as Found, MessagePageOut, ShownClicks } from "~/api/generated";
import { explorerClicksOptions } from "~/api/generated/@tanstack/react-query.gen";
import { Time } from "~/shell/Time";
import button from "~/ui/Button.module.css";
import { Hostile } from "~/ui/Hostile";
import { Icon } from "~/ui/Icon";
import { Badge } from "~/ui/Mark";
import { Empty } from "~/ui/Notice";
import { counted, defanged, worded } from "~/ui/words";

import { clicksOn, pretends } from "./linked";
import style from "./message.module.css";
import { NamedMark, NamedMarks } from "./Named";
import { having } from "./pivots";
import { Value } from "./Value";

type Click = ShownClicks["rows"][number];

function Clicked({ clicks }: { clicks: readonly Click[] }) {
  if (clicks.length === 0) return <p className={style.quiet}>Nobody clicked on it.</p>;
  return (
    <ul className={style.evidence} aria-label="Clicks">
      {clicks.slice(0, 20).map((click) => {
        const verdict = click.click_verdict ?? "none";
        return (
          <li key={click.click_id}>
            <Hostile text={click.recipient} />, <Time at={click.time_clicked} />{" "}
            <NamedMark field="click_verdict" named={{ code: verdict, label: worded(verdict) }} />
            {click.clicked_through && " went on past the warning"}
          </li>
        );
      })}
      {clicks.length > 20 && <li>{counted(clicks.length - 20, "more click")}</li>}
    </ul>
  );
}

function One({ link, clicks }: { link: Found; clicks: readonly Click[] }) {
  return (
    <li className={style.item}>
      <div className={style.between}>
        <div className={style.where}>
          <Value field="url" value={link.url} filter={link.filter} shown={defanged(link.url)} />
        </div>
        <Link to="/links" search={{ url: link.url }} className={button["button"]}>
          <Icon name="link" />
          Trace
        </Link>
      </div>
      <div className={style.marks}>
        <NamedMarks field="threat_type" named={link.threats} />
        <Badge>{link.source.label}</Badge>
        {!link.valid && <Badge tone="warn">no browser opens it</Badge>}
        {link.weak && <Badge>only in what no reader sees</Badge>}
        {pretends(link) && (
          <Badge tone="danger" icon="hook">
            its words name another host
          </Badge>
        )}
      </div>
      {link.text && (
        <p>
          Stands behind “<Hostile text={link.text} />”
        </p>
      )}
      {link.wrappers.length > 0 && (
        <details>
          <summary>Unwrapped from {counted(link.wrappers.length, "link")} around it</summary>
          <ol className={style.evidence}>
            {link.wrappers.map((wrapper) => (
              <li key={wrapper}>
                <Hostile text={defanged(wrapper)} />
              </li>
            ))}
          </ol>
        </details>
      )}
      <Clicked clicks={clicks} />
    </li>
  );
}

/** Every link of the message: where it really leads, what hid it, and who clicked. */
export function Links({ page }: { page: MessagePageOut }) {
  const filter = having("network_message_id", page.delivery.network_message_id);
  const { data } = useQuery(
    explorerClicksOptions({ query: { view: "url_clicks", filter, limit: 1000 } }),
  );
  if (page.links.length === 0) {
    return (
      <Empty icon="link" title="No links">
        <p>
          {page.content
            ? "Neither the text nor the HTML, the header or a picture of this message holds a link."
            : "The content of this message is not kept any more."}
        </p>
      </Empty>
    );
  }
  return (
    <ul className={style.list}>
      {page.links.map((link) => (
        <One
          key={`${link.url} ${link.written}`}
          link={link}
          clicks={clicksOn(link, page.links, data?.rows ?? [])}
        />
      ))}
    </ul>
  );
}
