import { EVERYTHING } from "~/filter/range";
import { Button } from "~/ui/Button";
import { Empty } from "~/ui/Notice";

import type { Ask, Explore } from "../state";
import style from "./Tabs.module.css";

/** Questions worth asking, for whoever has none. */
const OF_MAIL = [
  {
    says: "Phish that reached an inbox",
    filter: "threat_type:phish latest_delivery_location:inbox_folder",
  },
  { says: "Mail whose links were clicked", filter: "clicked:true" },
  { says: "A word in the subject", filter: 'subject~"invoice"' },
  { says: "Mail with a program attached", filter: "file_extension:(exe OR js OR lnk)" },
];
const OF_CLICKS = [
  { says: "Clicks that got through", filter: "click_verdict:(allowed OR block_overridden)" },
  { says: "Past a warning", filter: "clicked_through:true" },
];

/** Nothing was found: says of what, offers a wider look, and shows how a question is written. */
export function NothingFound({
  what,
  clicks,
  ask,
  onAsk,
}: {
  what: string;
  /** Whether the filter of this view is about clicks. */
  clicks: boolean;
  ask: Ask;
  onAsk: (part: Explore) => void;
}) {
  const narrow = ask.filter !== "";
  return (
    <Empty title={`No ${what} here`}>
      <p>
        {narrow
          ? "Nothing in this range matches the filter."
          : "There is nothing in this range. Mail that came earlier is in a wider one."}
      </p>
      <div className={style.wider}>
        {(ask.since || ask.until) && (
          <Button icon="clock" onClick={() => onAsk({ since: EVERYTHING, until: undefined })}>
            Look in all that is kept
          </Button>
        )}
        {narrow && (
          <Button icon="close" onClick={() => onAsk({ filter: undefined })}>
            Without the filter
          </Button>
        )}
      </div>
      <p>Or ask something else:</p>
      <ul className={style.questions}>
        {(clicks ? OF_CLICKS : OF_MAIL).map((one) => (
          <li key={one.filter}>
            <button type="button" onClick={() => onAsk({ filter: one.filter })}>
              <span>{one.says}</span>
              <code>{one.filter}</code>
            </button>
          </li>
        ))}
      </ul>
    </Empty>
  );
}
