import type { RefObject } from "react";

import type { KeyIn, ShownTab, ShownView } from "~/api/generated";

import type { Answers } from "./useAnswers";
import type { Verbs as CellVerbs } from "./grid/GridRow";
import type { Pick, Selection } from "./grid/selection";
import { keyText, type Explore } from "./state";
import { CampaignTab } from "./tabs/CampaignTab";
import { ClicksTab } from "./tabs/ClicksTab";
import { EmailTab } from "./tabs/EmailTab";
import { GroupsTab } from "./tabs/GroupsTab";
import { OriginTab } from "./tabs/OriginTab";
import { TopTab } from "./tabs/TopTab";
import type { Verbs } from "./tabs/Value";

/** What stands under the tabs. */
export function TabBody({
  view,
  tab,
  answers,
  state,
  seen,
  box,
  open,
  selection,
  onPick,
  onOnly,
  onCell,
  onValue,
  onChange,
}: {
  view: ShownView;
  tab: ShownTab;
  answers: Answers;
  state: Explore;
  seen: number;
  /** Where deliveries are listed. */
  box: RefObject<HTMLDivElement | null>;
  open: KeyIn | undefined;
  selection: Selection;
  onPick: (pick: Pick) => void;
  onOnly: (filter: string) => void;
  /** Show what can be done with a value, in a table or in a list. */
  onCell: CellVerbs;
  onValue: Verbs;
  onChange: (part: Explore, how?: { replace?: boolean }) => void;
}) {
  const { ask, clicks, fields, columns, grouped, rows, total } = answers;
  const ofClicks = view.rows === "clicks";
  const list = { ask, seen, onOnly, onVerbs: onValue, onAsk: onChange };
  if (tab.shows === "top") return <TopTab {...list} tab={tab} clicks={ofClicks} />;
  if (tab.shows === "countries") return <OriginTab {...list} />;
  if (tab.shows === "campaigns") return <CampaignTab {...list} />;
  if (grouped)
    return (
      <GroupsTab
        {...list}
        field={grouped}
        label={fields.find((field) => field.name === grouped)?.label ?? grouped}
        onOpen={(filter) => onChange({ filter, group: undefined })}
      />
    );
  const shared = { answer: rows, ask, columns, fields, total, onChange, onVerbs: onCell };
  if (clicks) return <ClicksTab {...shared} clicks={ofClicks} open={open && keyText(open)} />;
  return (
    <EmailTab
      {...shared}
      seen={seen}
      box={box}
      sort={state.sort}
      open={open}
      selection={selection}
      onPick={onPick}
    />
  );
}
