import { Button } from "~/ui/Button";
import { Menu, MenuItem } from "~/ui/Menu";

import { exportOf, type Audit, type Format } from "./state";

/** Every format that the API offers: one that is new there and not named here is no valid table. */
const FORMATS: Readonly<Record<Format, readonly [name: string, who: string]>> = {
  csv: ["CSV", "for spreadsheets"],
  ndjson: ["NDJSON", "for programs"],
  ocsf: ["OCSF", "for a SIEM"],
};

function isFormat(name: string): name is Format {
  return name in FORMATS;
}

/** Takes away what the filters find; there is no limit, and the trail tells of it. */
export function ExportMenu({ audit }: { audit: Audit }) {
  return (
    <Menu
      trigger={<Button icon="download">Export</Button>}
      heading="Every entry that the filters find"
    >
      {Object.keys(FORMATS)
        .filter(isFormat)
        .map((format) => {
          const [name, who] = FORMATS[format];
          return (
            <MenuItem
              key={format}
              icon="download"
              link={<a href={exportOf(audit, format)} download aria-label={name} />}
            >
              {name}, {who}
            </MenuItem>
          );
        })}
    </Menu>
  );
}
