import type { Action, KeyIn, NewAddition, NewRemediation, Severity, Sketch } from "~/api/generated";
import { EVERYTHING, momentOf } from "~/filter/range";

import { namesOf, type Choice } from "./choice";

/** What somebody fills in besides the choice of deliveries. */
export type Form = {
  action: Action;
  sweep: boolean;
  senders_copy: boolean;
  unread_only: boolean;
  every_location: boolean;
  name: string;
  severity: Severity;
  description: string;
};

const NAME = 80; // characters of a filter that become a name

/**
 * An end of a range as the API takes it: told from now (`-7d`) becomes a moment, which stays. One that
 * cannot be told goes as it is, to be refused: left out, it would have more mail acted on than was seen.
 */
export function momentAt(end: string | undefined, now: number): string | undefined {
  if (!end || end === EVERYTHING) return undefined;
  const moment = momentOf(end, now);
  return moment === undefined ? end : new Date(moment).toISOString();
}

/** Both filters at once; an empty one finds everything. */
function joined(one: string, other: string): string {
  if (one.trim() === "") return other;
  return other.trim() === "" ? one : `(${one}) (${other})`;
}

/** The deliveries of a choice as the API takes them; `view` is the filter of the choice's view. */
export function chosenOf(
  choice: Choice,
  view: string,
  now: number,
): Pick<Sketch, "filter" | "since" | "until" | "only" | "without"> {
  if (choice.kind === "rows") return { filter: "", ...namesOf(choice) };
  const since = momentAt(choice.since, now);
  const until = momentAt(choice.until, now);
  return {
    filter: joined(view, choice.filter),
    ...(since ? { since } : {}),
    ...(until ? { until } : {}),
    ...namesOf(choice),
  };
}

/** What the review is asked of. A sender's copy goes with a soft delete only. */
export function sketchOf(chosen: ReturnType<typeof chosenOf>, form: Form): Sketch {
  const { action, sweep, senders_copy, unread_only, every_location } = form;
  return {
    ...chosen,
    action,
    sweep,
    senders_copy: senders_copy && action === "soft_delete",
    unread_only,
    every_location,
  };
}

/** What comes of it: it begins, or waits for others, or for somebody to do either. */
export type How = "start" | "propose" | "keep";

/** The remediation itself. */
export function remediationOf(
  sketch: Sketch,
  { name, severity, description }: Form,
  how: How,
): NewRemediation {
  const words = { name: name.trim(), severity, description: description.trim() };
  return { ...sketch, ...words, start: how === "start", propose: how === "propose" };
}

/** A filter that finds just these deliveries. */
export function filterOfKeys(keys: readonly KeyIn[]): string {
  const byMessage = Map.groupBy(keys, (key) => key.network_message_id);
  return [...byMessage]
    .map(([message, mine]) => {
      const recipients = mine.map((key) => quoted(key.recipient)).join(" OR ");
      return `(network_message_id:${quoted(message)} recipient:(${recipients}))`;
    })
    .join(" OR ");
}

/** The whole choice as one filter, for what takes no names: a container's part, a file of users. */
export function filterOf(chosen: ReturnType<typeof chosenOf>): string {
  const only = chosen.only?.deliveries ?? [];
  const without = chosen.without?.deliveries ?? [];
  const asked = joined(only.length > 0 ? filterOfKeys(only) : "", chosen.filter);
  return without.length > 0 ? joined(asked, `NOT (${filterOfKeys(without)})`) : asked;
}

/** What is added to a container. What is left out of a filter becomes part of the filter. */
export function additionOf(chosen: ReturnType<typeof chosenOf>): NewAddition {
  const { since, until, only } = chosen;
  const bounds = { ...(since ? { since } : {}), ...(until ? { until } : {}) };
  return only ? { only } : { filter: filterOf(chosen), ...bounds };
}

/** A name to begin with; whoever remediates knows a better one. */
export function suggestedName(choice: Choice): string {
  if (choice.kind === "rows") return "";
  const filter = choice.filter.trim();
  return filter.length > NAME ? `${filter.slice(0, NAME - 1)}…` : filter;
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
