import { Link } from "@tanstack/react-router";

import { say } from "~/shell/Toasts";
import { Hostile } from "~/ui/Hostile";
import { Menu, MenuItem, MenuLine } from "~/ui/Menu";
import { defanged } from "~/ui/words";

import { having } from "./pivots";
import style from "./Value.module.css";

async function copy(text: string, what: string) {
  await navigator.clipboard.writeText(text);
  say(what);
}

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
      <MenuItem icon="copy" onChoose={() => void copy(value, "Copied as it is")}>
        Copy
      </MenuItem>
      <MenuItem icon="copy" onChoose={() => void copy(defanged(value), "Copied defanged")}>
        Copy defanged
      </MenuItem>
    </Menu>
  );
}
