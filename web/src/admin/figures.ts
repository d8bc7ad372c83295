/** One figure of the server: its name without our prefix, what it means, and its values. */
export type Figure = { name: string; meaning: string; values: readonly Value[] };
type Value = { labels: string; value: number };

const LINE = /^clawback_(?<name>\w+?)(?:\{(?<labels>.*)\})? (?<value>\S+)$/;
const HELP = /^# HELP clawback_(?<name>\w+) (?<meaning>.*)$/;
/** What is of use to programs that draw curves, and to nobody who reads. */
const NOT_READ = /(_created|_bucket|_sum|_count)$/;

/** Reads the text format of Prometheus, as far as a person would read it. */
export function figuresOf(text: string): Figure[] {
  const found = new Map<string, { name: string; meaning: string; values: Value[] }>();
  for (const line of text.split("\n")) {
    const help = HELP.exec(line)?.groups;
    if (help?.["name"]) {
      found.set(help["name"], { name: help["name"], meaning: help["meaning"] ?? "", values: [] });
    }
    const sample = LINE.exec(line)?.groups;
    const figure = found.get(sample?.["name"] ?? "");
    if (figure)
      figure.values.push({
        labels: labelsOf(sample?.["labels"]),
        value: Number(sample?.["value"]),
      });
  }
  return [...found.values()].filter(
    (one) => one.values.length > 0 && !NOT_READ.test(one.name) && !one.name.startsWith("http_"),
  );
}

/** `kind="chart",state="x"` as `chart, x`. */
function labelsOf(text = ""): string {
  return [...text.matchAll(/="((?:[^"\\]|\\.)*)"/g)].map((one) => one[1]).join(", ");
}

/** A figure's value for a person, by what its name says it counts. */
export function figureSaid(name: string, value: number): string {
  if (/seconds/.test(name))
    return `${value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString("en")} s`;
  return value.toLocaleString("en");
}
