import { useCallback, useMemo, useState } from "react";

import type { DefaultsOut, ShownView } from "~/api/generated";
import { MessagePanel } from "~/message/MessagePanel";
import { prefer, usePreferences } from "~/shell/preferences";
import { useMay } from "~/shell/session";
import { Button } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import { Tabs } from "~/ui/Tabs";

import { useFields } from "./asking";
import { Counted } from "./Counted";
import style from "./Explore.module.css";
import { faultsOf, mended, tabOf, type Fault } from "./faults";
import { columnsText } from "./grid/columns";
import { ColumnChooser } from "./grid/ColumnChooser";
import { NOTHING, pick, type Pick } from "./grid/selection";
import { ExportPanel } from "./exports/ExportPanel";
import { ExportsPanel } from "./exports/ExportsPanel";
import { Histogram } from "./histogram/Histogram";
import { withCondition } from "./narrow";
import { SelectionBar } from "./SelectionBar";
import { Side } from "./Side";
import { inView, openKey } from "./state";
import { TabBody } from "./TabBody";
import { Tools } from "./Tools";
import { TopBar } from "./TopBar";
import { useAnswers } from "./useAnswers";
import { useExplore } from "./useExplore";
import { useExploreCommands } from "./useExploreCommands";

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

/** The explorer of one view. */
export function Explorer({ views, view, defaults }: Props) {
  const { state: address, change, reset } = useExplore();
  const [seen, setSeen] = useState(() => Date.now());
  const [sheet, setSheet] = useState<"columns" | "export" | "exports" | "remediate">();
  const { chart: drawn } = usePreferences();
  const may = useMay();
  const tab = tabOf(view, address.tab);
  if (!tab) throw new Error(`The view ${view.name} has no tab.`);
  const fieldsOfTab = useFields(tab.rows === "clicks" ? "url_clicks" : view.name).data;
  const faults = useMemo(
    () => faultsOf(address, view, tab, fieldsOfTab),
    [address, view, tab, fieldsOfTab],
  );
  const state = useMemo(() => mended(address, faults), [address, faults]);
  const answers = useAnswers(state, view, tab, defaults, seen);
  const { ask, fields, columns, rows, total, chart } = answers;
  const [picked, setPicked] = useState({ of: ask, selection: NOTHING });
  const selection = picked.of === ask ? picked.selection : NOTHING;
  const onPick = useCallback(
    (one: Pick) =>
      setPicked((now) => ({
        of: ask,
        selection: pick(now.of === ask ? now.selection : NOTHING, one),
      })),
    [ask],
  );
  const only = useCallback(
    (filter: string) =>
      change({ filter: withCondition(ask.filter, filter), tab: undefined, group: undefined }),
    [change, ask.filter],
  );
  const refresh = useCallback(() => setSeen(Date.now()), []);
  const open = openKey(state.open);
  const close = useCallback(() => change({ open: undefined }), [change]);
  const onView = useCallback(
    (chosen: ShownView) => reset(inView(state, chosen.name, chosen.rows === view.rows)),
    [reset, state, view.rows],
  );
  useExploreCommands({
    views,
    view,
    open,
    onView,
    onTab: useCallback((name: string) => change({ tab: name }), [change]),
    onClose: close,
    onRefresh: refresh,
    onSheet: setSheet,
  });
  return (
    <div className={style.page}>
      <TopBar
        views={views}
        view={view}
        onView={onView}
        counted={<Counted answers={answers} />}
        onRefresh={refresh}
        refreshing={rows.isFetching || chart.isFetching}
        onExport={() => setSheet("export")}
        onExports={() => setSheet("exports")}
      />
      <div className={style.asking}>
        <input
          className={style.line}
          aria-label="Filter"
          defaultValue={state.filter}
          key={state.filter}
          onKeyDown={(event) =>
            event.key === "Enter" && change({ filter: event.currentTarget.value || undefined })
          }
        />
      </div>
      <Faults faults={faults} onMend={() => reset(state)} />
      <div className={style.body}>
        <div className={style.main}>
          {drawn && (
            <Histogram
              chart={chart.data}
              error={chart.error}
              onRetry={() => void chart.refetch()}
              stale={chart.isPlaceholderData}
              pivots={answers.pivots}
              pivot={answers.pivot ?? ""}
              onPivot={(pivot) => change({ pivot })}
              range={ask}
              onZoom={(range) => change(range)}
              onFilter={only}
              onFold={() => prefer({ chart: false })}
            />
          )}
          <Tabs
            label={`Tabs of ${view.label}`}
            fill
            tabs={view.tabs.map((one) => ({ name: one.name, label: one.label }))}
            open={tab.name}
            onOpen={(name) => change({ tab: name === view.tabs[0]?.name ? undefined : name })}
            beside={
              <Tools
                tab={tab}
                answers={answers}
                groups={defaults.groups}
                group={answers.grouped}
                onGroup={(group) => change({ group })}
                onColumns={() => setSheet("columns")}
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
                open={open}
                selection={selection}
                onPick={onPick}
                onOnly={only}
                onChange={change}
              />
              {tab.shows === "rows" && !answers.clicks && (
                <SelectionBar
                  selection={selection}
                  matching={total}
                  loaded={rows.flat.length}
                  onPick={onPick}
                  onRemediate={() => setSheet("remediate")}
                  why={
                    may("remediate.draft") ? undefined : "Your role does not prepare remediations."
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
      {sheet === "export" && (
        <ExportPanel
          from={{
            ask,
            view,
            tab,
            columns: columns.map((one) => one.field),
            sort: state.sort,
            pivot: answers.pivot,
            group: answers.grouped,
          }}
          labelOf={(name) => fields?.find((one) => one.name === name)?.label ?? name}
          total={total}
          onClose={() => setSheet(undefined)}
          onExports={() => setSheet("exports")}
        />
      )}
      {sheet === "exports" && <ExportsPanel onClose={() => setSheet(undefined)} />}
      <ColumnChooser
        open={sheet === "columns"}
        onClose={() => setSheet(undefined)}
        fields={fields ?? []}
        chosen={columns.map((one) => one.field)}
        usual={answers.usual}
        onChoose={(names) =>
          change({ columns: columnsText(names, answers.usual) }, { replace: true })
        }
      />
    </div>
  );
}
