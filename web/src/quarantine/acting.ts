import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { quarantineDelete, quarantineRelease, type EndedListOut } from "~/api/generated";
import { useAttempt } from "~/shell/attempt";
import { say } from "~/shell/Toasts";

import { endedSaid } from "./words";

/** Releases and deletes; what did not work stays in `left` until the next try. */
export function useActing(onDone: () => void) {
  const queries = useQueryClient();
  const { busy, error, run, forget } = useAttempt();
  const [left, setLeft] = useState<{ title: string; reasons: readonly string[] }>();
  const act = (ids: readonly string[], did: "released" | "deleted") => {
    setLeft(undefined);
    return run(async () => {
      const does = did === "released" ? quarantineRelease : quarantineDelete;
      const { data } = await does({ body: { ids: [...ids] } });
      const said = endedSaid(data as EndedListOut, did);
      if (said.reasons.length > 0) setLeft(said);
      else say(said.title);
      await queries.invalidateQueries({ queryKey: ["quarantine"] });
      onDone();
    });
  };
  return {
    busy,
    error,
    left,
    release: (ids: readonly string[]) => act(ids, "released"),
    remove: (ids: readonly string[]) => act(ids, "deleted"),
    forget: () => {
      forget();
      setLeft(undefined);
    },
  };
}

export type Acting = ReturnType<typeof useActing>;
