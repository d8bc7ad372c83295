import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { modelTrain, type ModelOut } from "~/api/generated";
import { modelShowOptions, modelShowQueryKey } from "~/api/generated/@tanstack/react-query.gen";
import { useAttempt } from "~/shell/attempt";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { useMay } from "~/shell/session";
import { Time } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { Card, Facts } from "~/ui/Page";
import { counted } from "~/ui/words";

import style from "./Admin.module.css";
import { Asked } from "./Asked";

const EVERY = 2000; // milliseconds, while it learns

/** What the site model was learnt from, how it does, and whether it decides. */
export function SiteModel() {
  const shown = useQuery({
    ...modelShowOptions(),
    refetchInterval: (query) => (query.state.data?.learning ? EVERY : false),
  });
  return (
    <Card title="Site model">
      <Asked query={shown} what="the site model">
        {(found) => <Standing found={found} />}
      </Asked>
    </Card>
  );
}

function Standing({ found }: { found: ModelOut }) {
  const may = useMay();
  const queries = useQueryClient();
  const { error, busy, run } = useAttempt();
  const train = () =>
    run(async () => {
      await modelTrain();
      await queries.invalidateQueries({ queryKey: modelShowQueryKey() });
    });
  return (
    <>
      {error !== undefined && <ProblemNotice error={error} />}
      <div className={style.bar}>
        <p>{found.acts ? "It decides, beside the other judges." : found.why_not}</p>
        <Button
          onClick={() => void train()}
          why={whyNot(may("model.manage"), busy || found.learning)}
        >
          Learn anew
        </Button>
      </div>
      <Facts facts={facts(found)} />
    </>
  );
}

function whyNot(may: boolean, learning: boolean): string | undefined {
  if (!may) return "Your roles do not let you teach it.";
  return learning ? "It is learning." : undefined;
}

function facts(found: ModelOut) {
  const { learnt_at: at, measured } = found;
  const told: (readonly [string, ReactNode])[] = [
    ["Learnt", at ? <Time key="learnt" at={at} /> : "Not yet"],
    ["From", `${counted(found.ham, "good mail")}, ${counted(found.bad, "bad mail")}`],
  ];
  if (measured) {
    told.push(
      ["Finds", `${of(measured.found, measured.bad)} bad mails that it had not seen`],
      ["Is wrong on", `${of(measured.wrong, measured.ham)} good ones`],
    );
  }
  if (found.trouble) told.push(["What went wrong last", found.trouble]);
  return told;
}

const of = (part: number, whole: number) =>
  `${part.toLocaleString("en")} of ${whole.toLocaleString("en")}`;
