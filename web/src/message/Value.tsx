import { Link } from "@tanstack/react-router";

import { useVerbs } from "~/filter/verbs";
import { ValueMenu } from "~/filter/ValueMenu";
import { Hostile } from "~/ui/Hostile";
import { Menu, MenuItem, MenuLine } from "~/ui/Menu";
import { defanged } from "~/ui/words";

import { copied } from "./copying";
import { having } from "./pivots";
import style from "./Value.module.css";

/** A value that leads on: to all mail that has it, or to the clipboard. */
export function Value({
  field,
  value,
  filter = having(field, value),
  shown = value,
}: {
  field: string;
  value: string;
  filter?: string | undefined;
  shown?: string;
}) {
  // Beside a filter, a value narrows it; on a page without one, it leads to one.
  const verbs = useVerbs();
  if (verbs) return <ValueMenu field={field} value={value} shown={<Hostile text={shown} />} />;
  return (
    <Menu
      trigger={
        <button type="button" className={style.value}>
          <Hostile text={shown} />
        </button>
      }
      heading={<Hostile text={filter} />}
    >
      <MenuItem icon="search" link={<Link to="/explore" search={{ filter, since: "all" }} />}>
        All mail with this
      </MenuItem>
      <MenuLine />
      <MenuItem icon="copy" onChoose={() => void copied(value, "Copied as it is")}>
        Copy
      </MenuItem>
      <MenuItem icon="copy" onChoose={() => void copied(defanged(value), "Copied defanged")}>
        Copy defanged
      </MenuItem>
    </Menu>
  );
}
