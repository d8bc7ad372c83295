import type { LargestOut, ReviewOut } from "~/api/generated";
import { Bars, Share, Stat, Stats } from "~/ui/Figures";
import { Notice } from "~/ui/Notice";
import { counted, lasting, ofNumber } from "~/ui/words";

import { effectParts, largestParts, locationParts } from "./parts";
import style from "./Remediation.module.css";
import { whyPointless } from "./words";

const SHOWN = 5; // mailboxes and folders with a bar of their own

/** What would be touched, what cannot be undone, where it lies, and who must agree. */
export function Review({ review, consent = false }: { review: ReviewOut; consent?: boolean }) {
  const never = review.effects.never ?? 0;
  const left = whyPointless(review.not_actionable);
  return (
    <div className={style.review}>
      <Stats>
        <Stat
          value={review.actionable.toLocaleString("en")}
          of={ofNumber(review.actionable, "delivery acted on", "deliveries acted on")}
        />
        <Stat
          value={review.mailboxes.number.toLocaleString("en")}
          of={ofNumber(review.mailboxes.number, "mailbox", "mailboxes")}
        />
        <Stat value={never.toLocaleString("en")} of="cannot be undone" />
      </Stats>
      {review.actionable > 0 && <Share label="Reversibility" parts={effectParts(review)} />}
      {left && <p className={style.quiet}>Left alone: {left}.</p>}
      {review.actionable > 0 && review.seconds !== null && (
        <p className={style.quiet}>
          Takes about {lasting(review.seconds)}, by what ran here before.
        </p>
      )}
      {review.warnings.map((warning) => (
        <Notice key={warning} tone="warn">
          <p>{warning}</p>
        </Notice>
      ))}
      {consent && review.actionable > 0 && <Consent review={review} />}
      <div className={style.pair}>
        <section>
          <h3>Where they lie</h3>
          <Bars parts={locationParts(review)} />
        </section>
        <section>
          <h3>Folders</h3>
          <Largest largest={review.folders} />
        </section>
      </div>
      {review.mailboxes.number > 0 && (
        <section className={style.lines}>
          <h3>Mailboxes</h3>
          <Largest largest={review.mailboxes} />
        </section>
      )}
      <ServerNotes review={review} />
    </div>
  );
}

function Largest({ largest }: { largest: LargestOut }) {
  const { parts, others, left } = largestParts(largest, SHOWN);
  return (
    <>
      <Bars parts={parts} />
      {others > 0 && (
        <p className={style.quiet}>
          {counted(left, "delivery", "deliveries")} in {counted(others, "other")}
        </p>
      )}
    </>
  );
}

function ServerNotes({ review }: { review: ReviewOut }) {
  const noted = review.servers.filter((server) => server.notes.length > 0);
  if (noted.length === 0) return null;
  return (
    <details>
      <summary>What the mail servers cannot do</summary>
      {noted.map((server) => (
        <div key={server.name} className={style.quiet}>
          <strong>{server.name}</strong>
          {server.notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </div>
      ))}
    </details>
  );
}

/** Who must agree and why, in the words of the policy. */
function Consent({ review }: { review: ReviewOut }) {
  const { quorum, reasons, refused } = review.consent;
  if (refused) {
    return (
      <Notice tone="warn" title="You may not start this yourself">
        <p>{refused}</p>
        {reasons.map((reason) => (
          <p key={reason}>{reason}</p>
        ))}
      </Notice>
    );
  }
  if (quorum === 0) {
    return (
      <Notice tone="good" title="No approval is needed">
        <p>It starts at once. You may ask others all the same.</p>
      </Notice>
    );
  }
  return (
    <Notice
      tone="accent"
      title={
        quorum === 1
          ? "Another person must approve it"
          : `${counted(quorum, "other person", "other people")} must approve it`
      }
    >
      {reasons.map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
    </Notice>
  );
}
