import { counted } from "~/ui/words";
import { SidePanel } from "~/ui/Dialog";

import { sizeOf, type Choice } from "./choice";

/** What is to be done to the chosen deliveries, and what would come of it. */
export function RemediatePanel({ choice, onClose }: { choice: Choice; onClose: () => void }) {
  return (
    <SidePanel
      open
      onClose={onClose}
      title={`Remediate ${counted(sizeOf(choice), "delivery", "deliveries")}`}
    >
      {null}
    </SidePanel>
  );
}
