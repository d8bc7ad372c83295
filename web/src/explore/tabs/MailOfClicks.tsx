import { useState } from "react";

import { problemOf } from "~/api/problem";
import { say } from "~/shell/Toasts";
import { Button } from "~/ui/Button";
import { counted } from "~/ui/words";

import type { Ask, Explore } from "../state";
import { emailsOfClicks } from "./asking";

/** From clicks to all mail that they were on, whenever it came. */
export function MailOfClicks({
  ask,
  count,
  onChange,
}: {
  ask: Ask;
  /** How many clicks there are, where it is known. */
  count: number | undefined;
  onChange: (part: Explore) => void;
}) {
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<{ ask: Ask; why: string }>();
  const go = async () => {
    setBusy(true);
    try {
      const { filter, messages, complete } = await emailsOfClicks(ask);
      if (!complete) say(`The first ${counted(messages, "message")}`, "There are more.");
      onChange({ view: undefined, tab: undefined, filter, since: "all", until: undefined });
    } catch (error) {
      setRefused({ ask, why: problemOf(error).detail });
    } finally {
      setBusy(false);
    }
  };
  const why =
    (count === 0 ? "There are no clicks." : undefined) ??
    (busy ? "One moment." : undefined) ??
    (refused?.ask === ask ? refused.why : undefined);
  return (
    <Button kind="quiet" icon="mail" why={why} onClick={() => void go()}>
      Mail of these clicks
    </Button>
  );
}
