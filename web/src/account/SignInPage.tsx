import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";

import type { MeOut } from "~/api/generated";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { sessionQuery } from "~/shell/session";
import { Notice, Waiting } from "~/ui/Notice";

import { Entrance } from "./Entrance";
import style from "./Entrance.module.css";
import { SignInSteps, waysQuery } from "./SignInSteps";

const TITLES: Readonly<Record<MeOut["stage"] | "none", string>> = {
  none: "Sign in",
  open: "Sign in",
  second_factor: "Second step",
  enrolment: "Set up a second factor",
};

/** The door. Whoever came from a page is led back to it. */
export function SignInPage() {
  const { next = "/" } = useSearch({ from: "/sign-in" });
  const router = useRouter();
  const queries = useQueryClient();
  const session = useQuery(sessionQuery);
  const ways = useQuery(waysQuery);
  const stage = session.data?.stage ?? "none";
  const enrolling = stage === "enrolment";
  const step = (me: MeOut) => queries.setQueryData(sessionQuery.queryKey, me);
  const open = () => router.history.push(next);
  return (
    <Entrance
      title={TITLES[stage]}
      about={enrolling ? ENROLMENT : undefined}
      wide={enrolling || ways.data?.here === false}
    >
      {ways.isError && <ProblemNotice error={ways.error} onRetry={() => void ways.refetch()} />}
      {ways.data?.here === false && <Insecure />}
      {(session.isPending || ways.isPending) && <Waiting what="how to sign in" lines={3} />}
      {!session.isPending && ways.data?.here && (
        <SignInSteps begun={session.data ?? null} next={next} onStep={step} onOpen={open} />
      )}
    </Entrance>
  );
}

const ENROLMENT =
  "Your role can do things that a password alone should not open. Choose one now; more can follow.";

/** Plain HTTP from another machine: passwords would travel in the open. */
function Insecure() {
  return (
    <>
      <Notice tone="warn" title="Nobody can sign in at this address">
        It is plain HTTP from another machine: passwords would travel in the open. People sign in
        over HTTPS, or on the server’s own machine at <code>http://localhost</code>.
      </Notice>
      <p>
        Put a reverse proxy with TLS in front of the server, and tell Clawback where people reach
        it:
      </p>
      <pre className={style.snippet}>{'[http]\npublic_url = "https://clawback.example.org"'}</pre>
    </>
  );
}
