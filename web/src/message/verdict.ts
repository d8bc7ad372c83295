import type { Judgement, MessagePageOut } from "~/api/generated";

/** How near a judge's score is to its threshold, from 0 to 1; `null` where it told no such thing. */
export function fullness({ score, threshold }: Judgement): number | null {
  if (typeof score !== "number" || typeof threshold !== "number" || threshold <= 0) return null;
  return Math.max(0, Math.min(1, score / threshold));
}

/** What would make the verdict another one, in the server's sentences: made again without each. */
export function changers({ verdict }: Pick<MessagePageOut, "verdict">): string[] {
  if (!verdict) return [];
  return [...verdict.changes.map((one) => one.sentence), ...verdict.remarks];
}

/** The verdict as a whole: what it is, what overrides it, and whether it was followed. */
export function summing({ verdict }: Pick<MessagePageOut, "verdict">): string[] {
  if (!verdict) return [];
  return [verdict.sentence, verdict.override, verdict.advice].filter((line) => line !== "");
}

/** Whether a judge says the next thing on the very same ground, so that it need not stand twice. */
export function sameGround(one: Judgement, before: Judgement | undefined): boolean {
  return (
    before?.provider === one.provider &&
    JSON.stringify(before.evidence ?? []) === JSON.stringify(one.evidence ?? [])
  );
}
