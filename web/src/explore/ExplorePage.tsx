import type { ShownView } from "~/api/generated";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Button } from "~/ui/Button";
import { Empty, Waiting } from "~/ui/Notice";

import { useDefaults, useViews } from "./asking";
import { Explorer } from "./Explorer";
import style from "./Explore.module.css";
import { useExplore } from "./useExplore";

function NoSuchView({ name, views }: { name: string; views: readonly ShownView[] }) {
  const { change } = useExplore();
  return (
    <Empty icon="warning" title={`There is no view called “${name}”`}>
      <h1 className="visually-hidden">Explore</h1>
      <p>The address names a view that this server does not have. These are there:</p>
      <div className={style.choices}>
        {views.map((view) => (
          <Button key={view.name} onClick={() => change({ view: view.name, tab: undefined })}>
            {view.label}
          </Button>
        ))}
      </div>
    </Empty>
  );
}

/** All mail and all clicks: find, see, choose. */
export function ExplorePage() {
  const { state } = useExplore();
  const views = useViews();
  const defaults = useDefaults();
  const error = views.error ?? defaults.error;
  if (error)
    return (
      <div className={style.alone}>
        <ProblemNotice
          error={error}
          onRetry={() => void Promise.all([views.refetch(), defaults.refetch()])}
        />
      </div>
    );
  if (!views.data || !defaults.data) return <Waiting what="the explorer" lines={6} />;
  const wanted = state.view ?? views.data[0]?.name;
  const view = views.data.find((one) => one.name === wanted);
  if (!view) return <NoSuchView name={wanted ?? ""} views={views.data} />;
  return <Explorer views={views.data} view={view} defaults={defaults.data} />;
}
