import { Tooltip } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";

import style from "./Tip.module.css";

/** Says more about what it stands around, on hover and on focus. */
export function Tip({ text, children }: { text: ReactNode; children: ReactElement }) {
  return (
    // Esc closes also what it stands in, at once.
    <Tooltip.Root onOpenChange={(_, details) => details.allowPropagation()}>
      <Tooltip.Trigger delay={400} render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className={style.layer}>
          <Tooltip.Popup className={style.tip}>{text}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
