import { useCallback, type Dispatch, type SetStateAction } from "react";

import type { Place } from "../grid/Grid";

/** How somebody walks through the rows of a table. */
export type Walk = {
  /** Where the keyboard stands. */
  place: Place | undefined;
  onStand: Dispatch<SetStateAction<Place | undefined>>;
  /** Whether a row is open beside the table: then the panel follows. */
  isShown: boolean;
  /** Opens a row; `follow` where another was open already. */
  onShow: (at: number, follow: boolean) => void;
};

/** To stand in another row, and to open one. */
export function useWalk({ place, onStand, isShown, onShow }: Walk) {
  const at = place?.at;
  const go = useCallback(
    (to: Place) => {
      onStand(to);
      if (isShown && to.at !== at) onShow(to.at, true);
    },
    [isShown, at, onStand, onShow],
  );
  const onOpen = useCallback(
    (opened: number) => {
      onStand((now) => ({ at: opened, column: now?.column ?? 0 }));
      onShow(opened, isShown);
    },
    [isShown, onStand, onShow],
  );
  return { go, onOpen };
}
