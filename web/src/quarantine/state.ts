import type { QuarantineListData } from "~/api/generated";
import { oneOf, text, type Search } from "~/shell/search";

type Asked = NonNullable<QuarantineListData["query"]>;

/** Every state of held mail, in the order of its life. */
export const STATES = ["held", "releasing", "released", "deleted", "expired", "lost"] as const;
export type State = (typeof STATES)[number];
const THREATS = ["malware", "phish", "spam"] as const;

/** Which held mail is shown, and which of it is open. Without a state it is what is held now. */
export type Quarantine = {
  state?: State | "all" | undefined;
  threat?: (typeof THREATS)[number] | undefined;
  text?: string | undefined;
  message?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  open?: string | undefined;
};

export function readQuarantine(search: Search): Quarantine {
  return {
    state: oneOf(search, "state", [...STATES, "all"] as const),
    threat: oneOf(search, "threat", THREATS),
    text: text(search, "text"),
    message: text(search, "message"),
    since: text(search, "since"),
    until: text(search, "until"),
    open: text(search, "open"),
  };
}

/** What is asked of the API: all but which one is open. */
export function askedOf({ state = "held", ...rest }: Quarantine): Asked {
  const said = Object.entries(rest).filter(([name, value]) => name !== "open" && value);
  return {
    ...(Object.fromEntries(said) as Asked),
    ...(state === "all" ? {} : { state: [state] }),
  };
}

/** Whether anything but the usual is asked for. */
export const isNarrowed = (quarantine: Quarantine): boolean =>
  Object.entries(quarantine).some(([name, value]) => name !== "open" && value !== undefined);
