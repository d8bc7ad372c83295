import { useQuery } from "@tanstack/react-query";

import { inquiryListOptions } from "~/api/generated/@tanstack/react-query.gen";
import { Ago } from "~/shell/Time";
import { Mark } from "~/ui/Mark";
import { Card } from "~/ui/Page";

import style from "./Admin.module.css";

const EVERY = 5000; // milliseconds

/** What came of asking engines again the last time; nothing where that never was. */
export function AskedAgain() {
  const { data } = useQuery({
    ...inquiryListOptions({ query: { limit: 1 } }),
    refetchInterval: EVERY,
  });
  const last = data?.items[0];
  if (!last) return null;
  return (
    <Card title="Engines asked again">
      <p>
        <Mark
          tone={last.trouble ? "danger" : last.state === "asking" ? "warn" : "good"}
          icon={last.trouble ? "warning" : last.state === "asking" ? "clock" : "check"}
        >
          {last.sentence}
        </Mark>{" "}
        <span className={style.small}>
          {last.by_name}, <Ago at={last.at} />
        </span>
      </p>
    </Card>
  );
}
