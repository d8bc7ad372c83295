import type { ReactNode } from "react";

import type { ShownView } from "~/api/generated";
import { prefer, usePreferences } from "~/shell/preferences";
import { Ago } from "~/shell/Time";
import { Button, IconButton } from "~/ui/Button";
import { Menu, MenuItem } from "~/ui/Menu";
import { Segments } from "~/ui/Segments";
import { counted } from "~/ui/words";

import { useFreshness } from "./asking";
import style from "./Explore.module.css";

/** How new the newest mail is that can be found. */
function Freshness() {
  const fresh = useFreshness();
  if (fresh.isError)
    return <span className={style.fresh}>How fresh the mail is cannot be told now.</span>;
  if (!fresh.data) return <span className={style.fresh} />;
  const { newest, waiting } = fresh.data;
  return (
    <span className={style.fresh} title="When the newest delivery that can be found was received">
      {newest ? (
        <>
          Newest mail <Ago at={newest} />
        </>
      ) : (
        "No mail yet"
      )}
      {waiting > 0 && ` · ${counted(waiting, "mail")} on the way`}
    </span>
  );
}

/** Which mail, how fresh, and what to do with all of it. */
export function TopBar({
  views,
  view,
  onView,
  counted: many,
  newer,
  onNewer,
  onRefresh,
  refreshing,
  onExport,
  onExports,
}: {
  views: readonly ShownView[];
  view: ShownView;
  onView: (view: ShownView) => void;
  counted: ReactNode;
  /** How many deliveries have come that the rows do not hold, and how to show them. */
  newer: number;
  onNewer: () => void;
  onRefresh: () => void;
  refreshing: boolean;
  onExport: () => void;
  onExports: () => void;
}) {
  const { fields: listed } = usePreferences();
  return (
    <div className={style.topBox}>
      <div className={style.top}>
        <h1 className="visually-hidden">Explore</h1>
        <IconButton
          icon="columns"
          label={listed ? "Hide the fields (f)" : "Show the fields (f)"}
          aria-pressed={listed}
          onClick={() => prefer({ fields: !listed })}
        />
        <Segments
          label="View"
          choices={views.map((one) => ({
            value: one.name,
            label: one.label,
            title: one.meaning,
          }))}
          value={view.name}
          onChoose={(name) => {
            const chosen = views.find((one) => one.name === name);
            if (chosen) onView(chosen);
          }}
        />
        <span className={style.space} />
        {many}
        <span role="status">
          {newer > 0 && (
            <Button kind="quiet" className={style.newer} onClick={onNewer}>
              {counted(newer, "newer delivery", "newer deliveries")} — show
            </Button>
          )}
        </span>
        {newer === 0 && <Freshness />}
        <IconButton
          icon="refresh"
          label="Ask again (r)"
          className={refreshing ? style.turning : ""}
          onClick={onRefresh}
        />
        <Menu trigger={<Button icon="download">Export</Button>}>
          <MenuItem icon="download" onChoose={onExport}>
            Export what is found…
          </MenuItem>
          <MenuItem icon="list" onChoose={onExports}>
            Your exports
          </MenuItem>
        </Menu>
      </div>
    </div>
  );
}
