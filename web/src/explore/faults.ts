import type { FieldOut, ShownTab, ShownView } from "~/api/generated";

import { strangers } from "./grid/columns";
import { openKey, orderOf, type Explore } from "./state";

/** Something that an address asks for and that is not there, and the state without it. */
export type Fault = { says: string; mend: Explore };

/** The tab that an address opens; where there is none of that name, the view's first. */
export function tabOf(view: ShownView, name: string | undefined): ShownTab {
  const tab = view.tabs.find((one) => one.name === name) ?? view.tabs[0];
  if (!tab) throw new Error(`The server tells no tab of the view ${view.label}.`);
  return tab;
}

/** What of an address cannot be shown, in sentences. What a filter or a time means, the server says. */
export function faultsOf(
  state: Explore,
  view: ShownView,
  tab: ShownTab,
  fields: readonly FieldOut[],
): Fault[] {
  const faults: Fault[] = [];
  const say = (says: string, mend: Explore) => faults.push({ says, mend });
  if (state.tab && state.tab !== tab.name)
    say(`The view ${view.label} has no tab “${state.tab}”; ${tab.label} is shown.`, {
      tab: undefined,
    });
  if (state.open && !openKey(state.open))
    say("The address opens a delivery without saying whose; none is open.", { open: undefined });
  if (fields.length === 0) return faults; // not known yet
  const names = new Set(fields.map((field) => field.name));
  const odd = strangers(state.columns?.split(",") ?? [], fields);
  if (odd.length > 0)
    say(`There is no column ${odd.map((name) => `“${name}”`).join(", ")}; the others are shown.`, {
      columns:
        state.columns
          ?.split(",")
          .filter((name) => !odd.includes(name))
          .join(",") || undefined,
    });
  if (state.sort && !names.has(orderOf(state.sort).field))
    say(`There is no field “${orderOf(state.sort).field}” to sort by; the newest come first.`, {
      sort: undefined,
    });
  if (state.group && !names.has(state.group))
    say(`There is no field “${state.group}” to group by; rows are shown.`, { group: undefined });
  if (state.pivot && !names.has(state.pivot))
    say(`There is no field “${state.pivot}” to chart by; the usual one is drawn.`, {
      pivot: undefined,
    });
  return faults;
}

/** The state without what cannot be shown. */
export function mended(state: Explore, faults: readonly Fault[]): Explore {
  return Object.assign({ ...state }, ...faults.map((fault) => fault.mend)) as Explore;
}
