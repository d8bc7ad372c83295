import type { Judgement, MessagePageOut } from "~/api/generated";
import { Hostile } from "~/ui/Hostile";
import { Icon } from "~/ui/Icon";
import { Badge, toneClass } from "~/ui/Mark";
import { lookOf } from "~/ui/tones";

import style from "./message.module.css";
import { changers, fullness, sameGround, summing } from "./verdict";

function Judge({ one, before }: { one: Judgement; before: Judgement | undefined }) {
  const again = sameGround(one, before);
  const look = one.threat
    ? lookOf("threat_type", one.threat.code)
    : lookOf("judgement", one.no_verdict ? "no_verdict" : "nothing_found");
  const full = fullness(one);
  return (
    <li className={`${style.judge} ${toneClass(look?.tone ?? "clean")}`}>
      <Icon name={look?.icon ?? "check"} />
      <div>
        <div className={style.row}>
          <Hostile text={one.sentence} />
          {one.primary && <Badge tone="accent">weighs most</Badge>}
        </div>
        {full !== null && !again && (
          <div className={style.meter} aria-hidden="true">
            <div style={{ width: `${100 * full}%` }} />
          </div>
        )}
        {!again && one.evidence && one.evidence.length > 0 && (
          <ul className={style.evidence}>
            {one.evidence.map((line) => (
              <li key={line}>
                <Hostile text={line} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}

/** What was said of the mail, by whom, on which evidence, and what would change it. */
export function Judgements({ page }: { page: MessagePageOut }) {
  const would = changers(page);
  if (page.judgements.length === 0) {
    return (
      <p className={style.quiet}>
        {page.content
          ? "Nobody judged this mail: no filter wrote a verdict into its header, and no list names it."
          : "The content of this message is not kept any more, and the reasons went with it."}
      </p>
    );
  }
  return (
    <>
      {summing(page).map((line) => (
        <p key={line}>
          <Hostile text={line} />
        </p>
      ))}
      <ul className={style.list}>
        {page.judgements.map((one, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- a judge may speak twice
          <Judge key={`${one.provider} ${at}`} one={one} before={page.judgements[at - 1]} />
        ))}
      </ul>
      {would.length > 0 && (
        <div>
          <h3 className={style.small}>What would change it</h3>
          <ul className={`${style.sentences} ${style.quiet}`}>
            {would.map((line) => (
              <li key={line}>
                <Hostile text={line} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
