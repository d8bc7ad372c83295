import type { ShownTab, ShownView } from "~/api/generated";
import type { Choice } from "~/remediation/choice";
import { JudgeDialog } from "~/remediation/JudgeDialog";
import { RemediatePanel } from "~/remediation/RemediatePanel";

import { ExportPanel } from "./exports/ExportPanel";
import { ExportsPanel } from "./exports/ExportsPanel";
import { ColumnChooser } from "./grid/ColumnChooser";
import { columnsText } from "./grid/columns";
import type { Explore } from "./state";
import type { Answers } from "./useAnswers";

export type Sheet = "columns" | "export" | "exports" | "judge" | "remediate";

/** What opens over the page: one at a time. */
export function Sheets({
  sheet,
  onSheet,
  view,
  tab,
  answers,
  sort,
  choice,
  onChange,
  onDone,
}: {
  sheet: Sheet | undefined;
  onSheet: (sheet: Sheet | undefined) => void;
  view: ShownView;
  tab: ShownTab;
  answers: Answers;
  sort: string | undefined;
  choice: () => Choice;
  onChange: (part: Explore, how?: { replace?: boolean }) => void;
  /** A remediation may have changed what is shown. */
  onDone: () => void;
}) {
  const { ask, fields, columns, usual, pivot, grouped, total } = answers;
  const names = columns.map((column) => column.field);
  const close = () => onSheet(undefined);
  switch (sheet) {
    case "remediate":
      return (
        <RemediatePanel
          choice={choice()}
          onClose={() => {
            close();
            onDone();
          }}
        />
      );
    case "judge":
      return <JudgeDialog choice={choice()} onClose={close} />;
    case "export":
      return (
        <ExportPanel
          from={{ ask, view, tab, columns: names, sort, pivot, group: grouped }}
          labelOf={(name) => fields.find((field) => field.name === name)?.label ?? name}
          total={total}
          onClose={close}
          onExports={() => onSheet("exports")}
        />
      );
    case "exports":
      return <ExportsPanel onClose={close} />;
    case "columns":
      return (
        <ColumnChooser
          open
          onClose={close}
          fields={fields}
          chosen={names}
          usual={usual}
          onChoose={(chosen) =>
            onChange({ columns: columnsText(chosen, usual) }, { replace: true })
          }
        />
      );
    case undefined:
      return null;
  }
}
