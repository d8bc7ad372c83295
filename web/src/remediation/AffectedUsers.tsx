import { useState } from "react";

import { exportStream, type NewExport } from "~/api/generated";
import { save } from "~/shell/save";
import { ProblemNotice } from "~/shell/ProblemNotice";
import { Button } from "~/ui/Button";

import style from "./Remediation.module.css";
import { filterOf, type chosenOf } from "./sketch";

/** Who got it, as a file: to tell them, or their manager. */
export function AffectedUsers({ chosen }: { chosen: ReturnType<typeof chosenOf> }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const take = async (format: NonNullable<NewExport["format"]>) => {
    setBusy(true);
    setError(undefined);
    try {
      const { since, until } = chosen;
      const body = { what: "affected", filter: filterOf(chosen), format, since, until } as const;
      const { data } = await exportStream({ body, parseAs: "blob" });
      if (data instanceof Blob) save(data, `affected-users.${format}`);
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  const why = busy ? "The file is being made." : undefined;
  return (
    <div className={style.lines}>
      <div className={style.row}>
        <span className={style.quiet}>Affected users as a file:</span>
        <Button icon="download" why={why} onClick={() => void take("xlsx")}>
          XLSX
        </Button>
        <Button icon="download" why={why} onClick={() => void take("csv")}>
          CSV
        </Button>
      </div>
      {error !== undefined && <ProblemNotice error={error} />}
    </div>
  );
}
