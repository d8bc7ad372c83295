import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { signInWays, type MeOut, type SignInWaysOut } from "~/api/generated";
import { sessionQuery } from "~/shell/session";

import { Enrolment } from "./Enrolment";
import { PasswordStep } from "./PasswordStep";
import { SecondStep } from "./SecondStep";

/** How people can sign in at this address. */
export const waysQuery = queryOptions({
  queryKey: ["sign-in ways"],
  queryFn: async ({ signal }): Promise<SignInWaysOut> =>
    (await signInWays({ signal })).data ?? { here: true, passkeys: false, provider: "" },
  staleTime: Infinity,
});

/** The steps of signing in, one after the other, until the session is open. */
export function SignInSteps({
  begun,
  login = "",
  next = "/",
  onStep,
  onOpen,
}: {
  /** A session that is not open yet. */
  begun: MeOut | null;
  login?: string;
  next?: string;
  /** One step is done, and another waits. */
  onStep?: (me: MeOut) => void;
  onOpen: (me: MeOut) => void;
}) {
  const [me, setMe] = useState(begun);
  const queries = useQueryClient();
  const { data: ways } = useQuery(waysQuery);
  const arrived = (now: MeOut) => {
    if (now.stage === "open") {
      queries.setQueryData(sessionQuery.queryKey, now);
      onOpen(now);
    } else {
      setMe(now);
      onStep?.(now);
    }
  };
  const passkeys = ways?.passkeys ?? false;
  if (me?.stage === "second_factor") {
    return <SecondStep me={me} passkeys={passkeys} onDone={arrived} onBack={() => setMe(null)} />;
  }
  if (me?.stage === "enrolment") return <Enrolment passkeys={passkeys} onDone={arrived} />;
  return (
    <PasswordStep
      login={login}
      next={next}
      passkeys={passkeys}
      provider={ways?.provider ?? ""}
      onDone={arrived}
    />
  );
}
