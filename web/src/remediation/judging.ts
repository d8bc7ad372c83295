import type {
  InquiryOut,
  JudgementOut,
  NewJudgement,
  PurgePolicyOut,
  Verdict,
} from "~/api/generated";

import type { chosenOf } from "./sketch";
import { actionName } from "./words";

export const VERDICTS: readonly { value: Verdict; label: string }[] = [
  { value: "malware", label: "Malware" },
  { value: "phish", label: "Phish" },
  { value: "spam", label: "Spam" },
  { value: "clean", label: "Clean" },
];

const EVER = "1970-01-01T00:00:00Z"; // said, because without it only the newest mail is judged

const messages = (keys: readonly { network_message_id: string }[]): string =>
  `network_message_id:(${[...new Set(keys.map((key) => key.network_message_id))].join(" OR ")})`;

/** The judgement of chosen deliveries. It is about messages: who got one got what is judged. */
export function judgementOf(
  { filter, since, until, only, without }: ReturnType<typeof chosenOf>,
  verdict: Verdict,
  reason: string,
): NewJudgement {
  const some = only?.deliveries?.length ? messages(only.deliveries) : "";
  const none = without?.deliveries?.length ? `NOT ${messages(without.deliveries)}` : "";
  const parts = [some, filter.trim() === "" || none === "" ? filter : `(${filter})`, none];
  return {
    verdict,
    filter: parts.filter((part) => part.trim() !== "").join(" ") || "network_message_id:*",
    reason: reason.trim(),
    since: since ?? EVER,
    ...(until ? { until } : {}),
  };
}

/** What will be done to the mail itself, in a sentence. */
export function followsFrom(policy: PurgePolicyOut | undefined, verdict: Verdict): string {
  const response = policy?.responses.find((one) => one.verdict === verdict);
  if (!policy || !response) return "";
  if (policy.mode === "off" || response.action === null) {
    return "By policy nothing is done to the mail itself; its timeline tells the verdict.";
  }
  const which = response.unread_only ? "unread copies" : "its copies";
  const how =
    policy.mode === "act"
      ? "begins at once, or is proposed where somebody else must agree"
      : "is proposed to others";
  return `${actionName(response.action)} for ${which} ${how}.`;
}

/** How a judgement stands, in a few words. */
export function standingOf(made: JudgementOut): string {
  if (made.state === "judging") return "Judging";
  if (made.state === "failed") return "Failed";
  return made.answer_label;
}

/** How an inquiry stands, in a few words, with how much of it is done. */
export function inquiryStanding({ state, asked, unseen, total }: InquiryOut): string {
  if (state === "done") return "Done";
  if (state === "failed") return "Failed";
  if (state === "stopped") return "Stopped";
  const done = total > 0 ? Math.min(99, Math.floor((100 * (asked + unseen)) / total)) : 0;
  return `Asking, ${done}%`;
}
