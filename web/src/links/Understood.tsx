import { Link } from "@tanstack/react-router";

import type { Decoded } from "~/api/generated";
import { Hostile } from "~/ui/Hostile";
import { Badge } from "~/ui/Mark";
import { Notice } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { defanged } from "~/ui/words";

import style from "./Trace.module.css";

/** How the link was read: what was around it, step by step, and where it leads. */
export function Understood({ link }: { link: Decoded }) {
  const layers = link.layers ?? [];
  return (
    <Card title="How it was understood">
      <ol className={style.steps}>
        {layers.map((layer) => (
          <li key={layer.url} className={style.step}>
            <span className={style.word}>
              Wrapped by {layer.vendor ? <Hostile text={layer.vendor} /> : "a redirect"}
            </span>
            <span className={`${style.given} ${style.mono}`}>
              <Hostile text={defanged(layer.url)} />
            </span>
          </li>
        ))}
        <li className={style.step}>
          <span className={style.word}>{layers.length > 0 ? "Leads to" : "The link"}</span>
          <span className={style.target}>
            <Hostile text={defanged(link.url)} />
          </span>
          <span className={style.row}>
            <Badge>
              host <Hostile text={defanged(link.domain)} />
            </Badge>
            {link.registrable && link.registrable !== link.domain && (
              <Badge>
                registered <Hostile text={defanged(link.registrable)} />
              </Badge>
            )}
            {link.domain.includes("xn--") && (
              <Badge tone="warn" icon="warning">
                letters of another script
              </Badge>
            )}
          </span>
        </li>
      </ol>
      {link.opaque && (
        <Notice title={`${link.opaque} hides where its links lead`}>
          Only this service could tell, and it is not asked: what follows is about the link as it
          stands.
        </Notice>
      )}
      {link.redirect && (
        <Notice tone="accent" title="It carries another link">
          <p>
            A redirect in it claims to lead to{" "}
            <Link to="/links" search={{ url: link.redirect }}>
              <Hostile text={defanged(link.redirect)} />
            </Link>
            .
          </p>
        </Notice>
      )}
    </Card>
  );
}
