import { QueryClient } from "@tanstack/react-query";

import { client } from "./generated/client.gen";
import { problemOf, refusal } from "./problem";

/** Sends the session's cookie, and turns every refusal into a `ProblemError`. */
export function prepareClient(): void {
  client.setConfig({ baseUrl: "", credentials: "same-origin", throwOnError: true });
  client.interceptors.error.use((error, response) => noticed(refusal(error, response)));
}

let whenEnded: () => void = () => {};

/** Has somebody told when the session turns out to have ended; answers with how to stop. */
export function onEnded(listener: () => void): () => void {
  whenEnded = listener;
  return () => {
    whenEnded = () => {};
  };
}

function noticed(error: unknown): unknown {
  const { code } = problemOf(error);
  if (code === "unauthenticated" || code === "session_refused") whenEnded();
  return error;
}

/** Asks again only where asking again may help: never after a refusal. */
export const queryClient = new QueryClient({
  defaultOptions: {
    // A browser that calls itself offline may reach a server of the same house all the same.
    mutations: { networkMode: "always" },
    queries: {
      networkMode: "always",
      retry: (failures, error) => {
        const { status } = problemOf(error);
        return failures < 2 && (status === 0 || status === 503);
      },
      refetchOnWindowFocus: false,
      staleTime: 10_000,
    },
  },
});
