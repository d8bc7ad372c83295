import { Button } from "~/ui/Button";
import { Menu, MenuItem } from "~/ui/Menu";

import { exportOf, type Audit } from "./state";

/** Takes away what the filters find; there is no limit, and the trail tells of it. */
export function ExportMenu({ audit }: { audit: Audit }) {
  return (
    <Menu
      trigger={<Button icon="download">Export</Button>}
      heading="Every entry that the filters find"
    >
      <MenuItem
        icon="download"
        link={<a href={exportOf(audit, "csv")} download aria-label="CSV" />}
      >
        CSV, for spreadsheets
      </MenuItem>
      <MenuItem
        icon="download"
        link={<a href={exportOf(audit, "ndjson")} download aria-label="NDJSON" />}
      >
        NDJSON, for programs
      </MenuItem>
    </Menu>
  );
}
