import type { MessagePageOut } from "~/api/generated";
import { counted } from "~/ui/words";

import { Authentication } from "./Authentication";
import { DetectionFacts, MessageFacts, Oddities } from "./Facts";
import { Judgements } from "./Judgements";
import style from "./message.module.css";
import { Part } from "./Part";
import { Recipients } from "./Recipients";

/** What there is to know at one look. */
export function Summary({ page, wide }: { page: MessagePageOut; wide: boolean }) {
  const odd = page.oddities.length + page.ambiguities.length > 0;
  return (
    <div className={style.columns}>
      <div className={style.stack}>
        <Part wide={wide} title="Verdict and its reasons">
          <Judgements page={page} />
        </Part>
        <Part wide={wide} title="Who vouches for the sender">
          <Authentication told={page.authentication} />
        </Part>
        {odd && (
          <Part wide={wide} title="What is odd">
            <Oddities page={page} />
          </Part>
        )}
        <Part wide={wide} title={counted(page.recipient_count, "recipient")}>
          <Recipients page={page} />
        </Part>
      </div>
      <div className={style.stack}>
        <Part wide={wide} title="Detection and delivery">
          <DetectionFacts page={page} />
        </Part>
        <Part wide={wide} title="Message">
          <MessageFacts page={page} />
        </Part>
      </div>
    </div>
  );
}
