import type { Judgement, MessagePageOut } from "~/api/generated";
import { worded } from "~/ui/words";

const points = (value: number) => Number(value.toFixed(2)).toLocaleString("en");

/** How near a judge's score is to its threshold, from 0 to 1; `null` where it told no such thing. */
export function fullness({ score, threshold }: Judgement): number | null {
  if (typeof score !== "number" || typeof threshold !== "number" || threshold <= 0) return null;
  return Math.max(0, Math.min(1, score / threshold));
}

/** What would make the verdict another one, in sentences: only what follows from what is known. */
export function changers(page: Pick<MessagePageOut, "judgements" | "delivery">): string[] {
  const { judgements, delivery } = page;
  const said = [...rests(judgements), ...new Set(judgements.flatMap(margin))];
  if (delivery.primary_override && delivery.primary_override !== "none") {
    const whose = delivery.primary_override_source;
    said.push(
      `An override decided where the mail went: ${worded(delivery.primary_override).toLowerCase()}` +
        `${whose ? ` (${worded(whose).toLowerCase()})` : ""}. Without it, the verdict would have.`,
    );
  }
  return said;
}

/** Who stands behind each threat that was found. */
function rests(judgements: readonly Judgement[]): string[] {
  const proved = judgements.filter((one) => one.threat);
  const threats = Map.groupBy(proved, (one) => one.threat?.label ?? "");
  const judges = Map.groupBy([...threats], ([, said]) =>
    [...new Set(said.map((one) => one.provider))].join(" and "),
  );
  return [...judges].map(([names, found]) => {
    const named = found.map(([threat], at) => (at === 0 ? threat : threat.toLowerCase()));
    const what = named.join(" and ");
    return names.includes(" and ")
      ? `${what}: said by ${names}, each by itself.`
      : `${what}: on the word of ${names} alone. Without it, nobody says so.`;
  });
}

function margin(one: Judgement): string[] {
  const { score, threshold, provider, threat } = one;
  if (typeof score !== "number" || typeof threshold !== "number") return [];
  const by = points(Math.abs(score - threshold));
  if (score >= threshold) return [`${provider} is ${by} points over its threshold.`];
  // Below it, a threat was found for another reason than the score.
  return threat ? [] : [`${provider} is ${by} points under its threshold.`];
}

/** Whether a judge says the next thing on the very same ground, so that it need not stand twice. */
export function sameGround(one: Judgement, before: Judgement | undefined): boolean {
  return (
    before?.provider === one.provider &&
    JSON.stringify(before.evidence ?? []) === JSON.stringify(one.evidence ?? [])
  );
}
