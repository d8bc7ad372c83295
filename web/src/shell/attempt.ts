import { useState } from "react";

/** Something that may fail, with how it stands: for forms and buttons. */
export type Attempt = {
  busy: boolean;
  /** What it failed with; `undefined` when it did not. */
  error: unknown;
  /** Does it; answers whether it went well. */
  run: (act: () => Promise<void>) => Promise<boolean>;
  forget: () => void;
};

/** One attempt at a time, whose failure stays until the next. */
export function useAttempt(): Attempt {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = async (act: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    try {
      await act();
      return true;
    } catch (refused) {
      setError(refused);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run, forget: () => setError(undefined) };
}
