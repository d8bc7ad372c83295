import { useCallback, useState } from "react";

import { keyOf, type Row } from "../asking";
import type { Place } from "../grid/Grid";
import { keyText } from "../state";
import { RowsTab, type RowsGiven } from "./RowsTab";

type Props = RowsGiven & {
  /** Whether the view's filter is about clicks. */
  clicks: boolean;
  open: string | undefined;
};

/** Clicks on links, the newest first; one opens the mail that it was on. */
export function ClicksTab({ open, ...given }: Props) {
  const [place, setPlace] = useState<Place>();
  const rows = given.answer.flat;
  const { onChange } = given;
  const onShow = useCallback(
    (at: number, follow: boolean) => {
      const row = rows[at];
      // Not every click is on a mail that is known.
      if (row?.["network_message_id"]) onChange({ open: keyText(keyOf(row)) }, { replace: follow });
    },
    [rows, onChange],
  );
  const here = place?.at;
  const isOpen = useCallback(
    (row: Row) =>
      open !== undefined &&
      keyText(keyOf(row)) === open &&
      (here === undefined || rows[here] === row),
    [open, here, rows],
  );
  return (
    <RowsTab
      {...given}
      what="clicks"
      place={place}
      onStand={setPlace}
      isShown={open !== undefined}
      onShow={onShow}
      isOpen={isOpen}
    />
  );
}
