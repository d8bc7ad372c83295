import { Button } from "~/ui/Button";
import { Menu, MenuItem } from "~/ui/Menu";

const FILES = [
  { says: "Affected users (XLSX)", path: "affected?format=xlsx" },
  { says: "Affected users (CSV)", path: "affected?format=csv" },
  { says: "Deliveries with evidence (XLSX)", path: "export?format=xlsx" },
  { says: "Deliveries with evidence (CSV)", path: "export?format=csv" },
  { says: "Deliveries with evidence (NDJSON)", path: "export?format=ndjson" },
] as const;

/** What can be taken away of a remediation, as files. */
export function FileMenu({ id }: { id: string }) {
  return (
    <Menu trigger={<Button icon="download">Export</Button>}>
      {FILES.map(({ says, path }) => (
        <MenuItem
          key={path}
          icon="download"
          link={
            <a
              href={`/api/v1/remediations/${encodeURIComponent(id)}/${path}`}
              aria-label={says}
              download
            />
          }
        >
          {says}
        </MenuItem>
      ))}
    </Menu>
  );
}
