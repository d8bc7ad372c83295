/** From counts to pixels, with a round top and a few round, whole lines. */
export type HeightScale = {
  y: (count: number) => number;
  lines: readonly number[];
};

const LINES = 3; // about so many
const ABOVE = 14; // pixels over the highest bar, for the word on the highest line

/** The scale of a chart that is so high and whose highest bar is `most`. */
export function heightScale(most: number, height: number): HeightScale {
  const whole = Math.max(1, most);
  const step = roundStep(whole / LINES);
  const top = Math.ceil(whole / step) * step;
  const lines = Array.from({ length: Math.round(top / step) }, (_, at) => (at + 1) * step);
  return {
    y: (count) => height - ((height - ABOVE) * count) / top,
    lines: lines.filter(Number.isInteger),
  };
}

/** One, two or five, and as many noughts as it takes; the one that is nearest in proportion. */
function roundStep(about: number): number {
  const power = 10 ** Math.floor(Math.log10(about));
  const rest = about / power;
  if (rest >= Math.sqrt(50)) return 10 * power;
  if (rest >= Math.sqrt(10)) return 5 * power;
  return rest >= Math.sqrt(2) ? 2 * power : power;
}
