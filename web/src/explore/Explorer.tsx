import { useCallback, useMemo, useRef, useState } from "react";

import type { DefaultsOut, ShownTab, ShownView } from "~/api/generated";
import { withCondition } from "~/filter/edit";
import { useFields } from "~/filter/fields";
import { FilterVerbsProvider } from "~/filter/verbs";
import { MessagePanel } from "~/message/MessagePanel";
import { prefer, usePreferences } from "~/shell/preferences";
import { useMay } from "~/shell/session";
import { Button } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import { Tabs } from "~/ui/Tabs";

import { Asking } from "./Asking";
import { Counted } from "./Counted";
import style from "./Explore.module.css";
import { faultsOf, mended, tabOf, type Fault } from "./faults";
import { FieldList } from "./fields/FieldList";
import { Histogram } from "./histogram/Histogram";
import { SelectionBar } from "./SelectionBar";
import { Sheets, type Sheet } from "./Sheets";
import { Side } from "./Side";
import { inView, openKey, type Explore } from "./state";
import { TabBody } from "./TabBody";
import { Tools } from "./Tools";
import { TopBar } from "./TopBar";
import { useAnswers, type Answers } from "./useAnswers";
import { useNewer } from "./newer";
import { useExplore } from "./useExplore";
import { useExploreCommands } from "./useExploreCommands";
import { choiceOf, useSelection } from "./useSelection";
import { useFilterVerbs, useValueMenu } from "./useValueVerbs";

type Props = { views: readonly ShownView[]; view: ShownView; defaults: DefaultsOut };

function Faults({ faults, onMend }: { faults: readonly Fault[]; onMend: () => void }) {
  if (faults.length === 0) return null;
  return (
    <div className={style.faults}>
      <Notice
        title="The address asks for something that is not there"
        act={<Button onClick={onMend}>Leave it out</Button>}
      >
        {faults.map((fault) => (
          <p key={fault.says}>{fault.says}</p>
        ))}
      </Notice>
    </div>
  );
}

const hideChart = () => prefer({ chart: false });
const hideFields = () => prefer({ fields: false });

function Chart({
  answers,
  onChange,
  onOnly,
}: {
  answers: Answers;
  onChange: (part: Explore) => void;
  onOnly: (filter: string) => void;
}) {
  const { ask, chart, pivots, pivot = "", fields } = answers;
  const { refetch } = chart;
  const first = pivots[0]?.field;
  const offered = useMemo(() => {
    if (pivots.some((one) => one.field === pivot)) return pivots;
    const label = fields.find((field) => field.name === pivot)?.label ?? pivot;
    return [...pivots, { field: pivot, label, rows: "" }];
  }, [pivots, pivot, fields]);
  return (
    <Histogram
      chart={chart.data}
      error={chart.error}
      onRetry={useCallback(() => void refetch(), [refetch])}
      unasked={answers.refused}
      stale={chart.isPlaceholderData}
      pivots={offered}
      pivot={pivot}
      onPivot={useCallback(
        (field: string) => onChange({ pivot: field === first ? undefined : field }),
        [onChange, first],
      )}
      range={ask}
      onZoom={onChange}
      onFilter={onOnly}
      onFold={hideChart}
    />
  );
}

/** The state of the address, without what cannot be shown, and what that was. */
function useMended(view: ShownView, tab: ShownTab, address: Explore) {
  const fields = useFields(tab.rows === "clicks" ? "url_clicks" : view.name);
  const faults = useMemo(() => faultsOf(address, view, tab, fields), [address, view, tab, fields]);
  return { faults, state: useMemo(() => mended(address, faults), [address, faults]) };
}

/** The explorer of one view. */
export function Explorer({ views, view, defaults }: Props) {
  const { state: address, change, reset } = useExplore();
  const [seen, setSeen] = useState(() => Date.now());
  const [sheet, setSheet] = useState<Sheet>();
  const { chart: drawn, fields: listed } = usePreferences();
  const may = useMay();
  const tab = tabOf(view, address.tab);
  const { faults, state } = useMended(view, tab, address);
  const answers = useAnswers(state, view, tab, defaults, seen);
  const { ask, rows, total, chart } = answers;
  const { selection, onPick } = useSelection(ask);
  const values = useValueMenu();
  const verbs = useFilterVerbs(ask.filter, view.name, answers.wanted, answers.usual, change);
  const only = useCallback(
    (filter: string) =>
      change({ filter: withCondition(ask.filter, filter), tab: undefined, group: undefined }),
    [change, ask.filter],
  );
  const refresh = useCallback(() => setSeen(Date.now()), []);
  const deliveries = answers.listed && !answers.clicks;
  const newer = useNewer({ ask, rows, sort: state.sort, seen, listed: deliveries });
  const box = useRef<HTMLDivElement>(null);
  const onNewer = useCallback(() => {
    refresh();
    box.current?.scrollTo({ top: 0 });
    box.current?.focus({ preventScroll: true });
  }, [refresh]);
  const open = openKey(state.open);
  const close = useCallback(() => change({ open: undefined }), [change]);
  const onView = useCallback(
    (chosen: ShownView) => reset(inView(state, chosen.name, chosen.rows === view.rows)),
    [reset, state, view.rows],
  );
  const onTab = useCallback(
    (name: string) => change({ tab: name === view.tabs[0]?.name ? undefined : name }),
    [change, view],
  );
  useExploreCommands({
    views,
    view,
    open,
    onView,
    onTab,
    onClose: close,
    onRefresh: refresh,
    onSheet: setSheet,
  });
  return (
    <FilterVerbsProvider verbs={verbs}>
      <div className={style.page}>
        <TopBar
          views={views}
          view={view}
          onView={onView}
          counted={<Counted answers={answers} />}
          newer={newer}
          onNewer={onNewer}
          onRefresh={refresh}
          refreshing={rows.isFetching || chart.isFetching}
          onExport={() => setSheet("export")}
          onExports={() => setSheet("exports")}
        />
        <Asking state={state} ask={ask} onChange={change} onReset={reset} />
        <Faults faults={faults} onMend={() => reset(state)} />
        <div className={style.body}>
          {listed && (
            <div className={style.fields}>
              <FieldList
                view={view.name}
                text={ask.filter}
                since={ask.since || undefined}
                until={ask.until || undefined}
                onFold={hideFields}
              />
            </div>
          )}
          <div className={style.main}>
            {drawn && <Chart answers={answers} onChange={change} onOnly={only} />}
            <Tabs
              label={`Tabs of ${view.label}`}
              fill
              tabs={view.tabs.map((one) => ({ name: one.name, label: one.label }))}
              open={tab.name}
              onOpen={onTab}
              beside={
                <Tools
                  tab={tab}
                  answers={answers}
                  groups={defaults.groups}
                  group={answers.grouped}
                  onGroup={(group) => change({ group })}
                  onColumns={() => setSheet("columns")}
                  onChange={change}
                />
              }
            >
              <div className={style.results}>
                <TabBody
                  view={view}
                  tab={tab}
                  answers={answers}
                  state={state}
                  seen={seen}
                  box={box}
                  open={open}
                  selection={selection}
                  onPick={onPick}
                  onOnly={only}
                  onCell={values.ofCell}
                  onValue={values.ofValue}
                  onChange={change}
                />
                {deliveries && (
                  <SelectionBar
                    selection={selection}
                    matching={total}
                    loaded={rows.flat.length}
                    onPick={onPick}
                    onRemediate={() => setSheet("remediate")}
                    onJudge={() => setSheet("judge")}
                    whyNoJudgement={
                      may("mail.judge") ? undefined : "Your role does not judge mail."
                    }
                    why={
                      may("remediate.draft")
                        ? undefined
                        : "Your role does not prepare remediations."
                    }
                  />
                )}
              </div>
            </Tabs>
          </div>
          {open && (
            <Side>
              <MessagePanel
                messageId={open.network_message_id}
                recipient={open.recipient}
                onClose={close}
              />
            </Side>
          )}
        </div>
      </div>
      {values.menu}
      <Sheets
        sheet={sheet}
        onSheet={setSheet}
        view={view}
        tab={tab}
        answers={answers}
        sort={state.sort}
        choice={() => choiceOf(selection, ask, total)}
        onChange={change}
        onDone={refresh}
      />
    </FilterVerbsProvider>
  );
}
