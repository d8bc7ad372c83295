import type { ShownTab } from "~/api/generated";
import { prefer, usePreferences } from "~/shell/preferences";
import { Button, IconButton } from "~/ui/Button";
import { Menu, MenuItem } from "~/ui/Menu";
import { amid } from "~/ui/words";

import type { Explore } from "./state";
import { MailOfClicks } from "./tabs/MailOfClicks";
import type { Answers } from "./useAnswers";

/** At the right of the tabs: in groups or not, which columns, how close. */
export function Tools({
  tab,
  answers,
  groups,
  group,
  onGroup,
  onColumns,
  onChange,
}: {
  tab: ShownTab;
  answers: Answers;
  groups: readonly string[];
  group: string | undefined;
  onGroup: (field: string | undefined) => void;
  onColumns: () => void;
  onChange: (part: Explore) => void;
}) {
  const { density, chart } = usePreferences();
  const mail = tab.shows === "rows" && !answers.clicks;
  const labels = new Map(answers.fields.map((field) => [field.name, field.label]));
  const choices = [...new Set(group ? [...groups, group] : groups)].map((field) => ({
    value: field,
    label: field === "network_message_id" ? "By message" : `By ${amid(labels.get(field) ?? field)}`,
  }));
  return (
    <>
      {answers.clicks && tab.shows === "rows" && (
        <MailOfClicks ask={answers.ask} count={answers.total} onChange={onChange} />
      )}
      {mail && (
        <Menu
          trigger={
            <Button kind="quiet" icon="list" aria-pressed={group !== undefined}>
              {choices.find((one) => one.value === group)?.label ?? "Group"}
            </Button>
          }
          heading="Put deliveries together"
        >
          <MenuItem icon={group ? "minus" : "check"} onChoose={() => onGroup(undefined)}>
            Not at all
          </MenuItem>
          {choices.map((one) => (
            <MenuItem
              key={one.value}
              icon={one.value === group ? "check" : "minus"}
              onChoose={() => onGroup(one.value)}
            >
              {one.label}
            </MenuItem>
          ))}
        </Menu>
      )}
      {!chart && (
        <Button kind="quiet" icon="chart" onClick={() => prefer({ chart: true })}>
          Chart
        </Button>
      )}
      {mail && !group && <IconButton icon="columns" label="Columns (c)" onClick={onColumns} />}
      {tab.shows === "rows" && !group && (
        <IconButton
          icon="rows"
          label={density === "dense" ? "Higher rows" : "Lower rows"}
          onClick={() => prefer({ density: density === "dense" ? "airy" : "dense" })}
        />
      )}
    </>
  );
}
