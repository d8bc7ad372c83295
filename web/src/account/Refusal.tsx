import { useEffect, useState } from "react";

import { ProblemError } from "~/api/problem";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Notice } from "~/ui/Notice";

/** Somebody did not use the passkey that they were asked for. */
export class Untouched extends Error {}

/** Seconds until one may try again; counts down. */
export function useWait(error: unknown): number {
  const { wait, at } = error instanceof ProblemError ? error : { wait: 0, at: 0 };
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (wait === 0) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [wait]);
  return Math.max(0, Math.ceil(wait - Math.max(0, now - at) / 1000));
}

/** Why signing in did not work; where one has to wait, for how long. */
export function Refusal({ error, wait }: { error: unknown; wait: number }) {
  if (error === undefined) return null;
  if (error instanceof Untouched) return <Notice tone="warn">{error.message}</Notice>;
  if (!(error instanceof ProblemError) || error.wait === 0) return <ProblemNotice error={error} />;
  return (
    <Notice tone="warn" title="Too many attempts failed">
      {wait > 0
        ? `Try again in ${wait} s. Nobody is locked out for good, and a passkey need not wait.`
        : "You can try again now."}
    </Notice>
  );
}
