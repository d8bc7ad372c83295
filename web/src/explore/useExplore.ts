import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

import type { Explore } from "./state";

/** The state in the address, and how to change it: each change is a step that Back takes back. */
export function useExplore() {
  const state = useSearch({ from: "/inside/explore" });
  const navigate = useNavigate();
  const change = useCallback(
    (part: Explore, how: { replace?: boolean } = {}) =>
      void navigate({
        to: "/explore",
        search: (now) => ({ ...now, ...part }),
        replace: how.replace ?? false,
      }),
    [navigate],
  );
  const reset = useCallback(
    (state_: Explore) => void navigate({ to: "/explore", search: state_ }),
    [navigate],
  );
  return { state, change, reset };
}
