import { toneClass, type Part } from "./parts";
import style from "./Tabs.module.css";

/** How a count is made up, as one bar in proportion to the longest; its numbers stand beside it. */
export function Split({
  parts,
  count,
  most,
}: {
  parts: readonly Part[];
  count: number;
  most: number;
}) {
  return (
    <div className={style.track} aria-hidden="true">
      <div className={style.bar} style={{ width: `${(100 * count) / Math.max(1, most)}%` }}>
        {parts
          .filter((part) => part.count > 0)
          .map((part) => (
            <div
              key={part.code}
              className={toneClass(part.tone)}
              style={{ flexGrow: part.count }}
              title={`${part.count.toLocaleString("en")} ${part.label}`}
            />
          ))}
      </div>
    </div>
  );
}

/** A count as a bar, and in words under it. */
export function Became(made: { parts: readonly Part[]; count: number; most: number }) {
  return (
    <>
      <Split {...made} />
      <Told parts={made.parts} />
    </>
  );
}

/** The same in words: "120 delivered, 3 blocked". */
function Told({ parts }: { parts: readonly Part[] }) {
  return (
    <span className={style.told}>
      {parts
        .filter((part) => part.count > 0)
        .map((part) => (
          <span key={part.code} className={toneClass(part.tone)}>
            <span className={style.swatch} aria-hidden="true" />
            {part.count.toLocaleString("en")} {part.label.toLowerCase()}
          </span>
        ))}
    </span>
  );
}
