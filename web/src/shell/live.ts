import type { Query, QueryClient } from "@tanstack/react-query";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";

/** `off` means that nothing is heard just now. Everything is asked again now and then in any case. */
export type LiveState = "starting" | "on" | "off";

/** What of what has changed: versions by id; an empty one is gone, or has long been as it is. */
export type LiveChange = { topic: string; versions: Readonly<Record<string, string>> };

const ADDRESS = "/api/v1/live";
const AGAIN = 5000; // milliseconds until a stream that was refused is tried anew
const SLOWLY = 30_000; // milliseconds after which what was not heard, or not answered, is asked anew

/** Which operations show a topic; those with `id` show one thing, named by that part of the path. */
const SHOWN: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  remediations: {
    remediationList: null,
    mailServerList: null,
    remediationGet: "remediation_id",
    remediationReview: "remediation_id",
    remediationItems: "remediation_id",
    remediationReasons: "remediation_id",
  },
  containers: { remediationContainerList: null, remediationContainerGet: "container_id" },
  investigations: {
    investigationList: null,
    investigationGet: "investigation_id",
    investigationGraph: "investigation_id",
  },
  alerts: { alertList: null, alertGet: "alert_id" },
  submissions: { submissionList: null, submissionGet: "submission_id" },
  judgements: { judgementList: null, judgementGet: "judgement_id" },
  exports: { exportList: null, exportOverview: null, exportGet: "export_id" },
  sources: { sourceList: null, importProgress: null },
};

/** What a line of the stream says, or `undefined` where it says something else. */
export function readChange(data: string): LiveChange | undefined {
  const said: unknown = JSON.parse(data);
  if (typeof said !== "object" || said === null) return undefined;
  if (!("topic" in said) || typeof said.topic !== "string") return undefined;
  if (!("versions" in said) || typeof said.versions !== "object" || !said.versions) {
    return undefined;
  }
  const versions = Object.entries(said.versions).map(([id, text]) => [id, String(text)] as const);
  return { topic: said.topic, versions: Object.fromEntries(versions) };
}

type Asked = { _id?: unknown; path?: Readonly<Record<string, unknown>> };

/** Whether a query, by its key, shows something that has changed; of every topic without `change`. */
export function shows(key: readonly unknown[], change?: LiveChange): boolean {
  const [first] = key;
  if (typeof first !== "object" || first === null) return false;
  const { _id: operation, path }: Asked = first;
  if (typeof operation !== "string") return false;
  const topics = change ? [SHOWN[change.topic]] : Object.values(SHOWN);
  return topics.some((topic) => {
    const part = topic?.[operation];
    if (part === undefined) return false;
    return part === null || !change || String(path?.[part]) in change.versions;
  });
}

let state: LiveState = "starting";
const listeners = new Set<() => void>();

function become(next: LiveState): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}

/** Whether what is shown is kept up by the server. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** Questions under way whose answers may be of before a change, and are asked again behind them. */
const overtaken = new WeakSet<Query>();

/**
 * Has what shows a change asked again, of every topic without one.
 *
 * An answer under way may be older than the change, so that it is followed by another question. It
 * is not called off for a change: where changes come faster than answers, none would ever arrive.
 * After a silence it is, for it may never come; but not the first, which nobody would ask anew.
 */
export function askAgain(queries: QueryClient, change?: LiveChange): void {
  for (const query of queries.getQueryCache().findAll()) {
    if (!shows(query.queryKey, change)) continue;
    const again = () => queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
    if (query.state.fetchStatus === "idle" || (!change && query.state.data !== undefined)) {
      void again();
    } else if (!overtaken.has(query)) {
      overtaken.add(query);
      const behind = () => {
        overtaken.delete(query);
        void again();
      };
      query.promise?.then(behind, behind);
    }
  }
}

/** Listens while the page is in sight: a browser has few connections, and a hidden page needs none. */
function listen(queries: QueryClient): () => void {
  let stream: EventSource | undefined;
  let later: ReturnType<typeof setTimeout> | undefined;

  const close = () => {
    stream?.close();
    stream = undefined;
    clearTimeout(later);
  };
  const open = () => {
    close();
    const opened = new EventSource(ADDRESS);
    stream = opened;
    opened.addEventListener("hello", () => {
      become("on");
      askAgain(queries);
    });
    opened.addEventListener("changed", (event: MessageEvent<string>) => {
      const change = readChange(event.data);
      if (change) askAgain(queries, change);
    });
    opened.addEventListener("error", () => {
      // A browser comes back by itself after a stream that ended, but not after one refused.
      if (opened.readyState === EventSource.CLOSED) {
        become("off");
        clearTimeout(later);
        later = setTimeout(open, AGAIN);
      } else {
        later ??= setTimeout(() => {
          later = undefined;
          if (opened.readyState !== EventSource.OPEN) become("off");
        }, AGAIN);
      }
    });
  };
  const look = () => (document.visibilityState === "visible" ? open() : close());
  const slowly = setInterval(() => {
    if (document.visibilityState === "visible") askAgain(queries);
  }, SLOWLY);
  look();
  document.addEventListener("visibilitychange", look);
  return () => {
    document.removeEventListener("visibilitychange", look);
    clearInterval(slowly);
    close();
    become("starting");
  };
}

/** Keeps what is shown up to date, for as long as what calls it is on the page. */
export function useLiveUpdates(): void {
  const queries = useQueryClient();
  useEffect(() => listen(queries), [queries]);
}
