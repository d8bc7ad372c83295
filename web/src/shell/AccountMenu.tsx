import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";

import { sessionEnd } from "~/api/generated";
import { Icon } from "~/ui/Icon";
import { Menu, MenuItem, MenuLine } from "~/ui/Menu";

import { prefer, usePreferences } from "./preferences";
import { useMe } from "./session";

/** Who is signed in, how they like the console, and the way out. */
export function AccountMenu({ className, word }: { className: string; word: string }) {
  const me = useMe();
  const { theme, zone } = usePreferences();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const leave = async () => {
    await sessionEnd();
    queries.clear();
    await navigate({ to: "/sign-in" });
  };
  return (
    <Menu
      trigger={
        <button type="button" className={className} title={me?.name ?? "Account"}>
          <Icon name="person" />
          <span className={word}>{me?.name ?? "Account"}</span>
        </button>
      }
      heading={me && `${me.login || me.name} · ${me.roles.join(", ")}`}
    >
      <MenuItem icon="key" link={<Link to="/account" />}>
        Your account
      </MenuItem>
      <MenuLine />
      <MenuItem
        icon={theme === "dark" ? "sun" : "moon"}
        onChoose={() => prefer({ theme: theme === "dark" ? "light" : "dark" })}
      >
        {theme === "dark" ? "Light theme" : "Dark theme"}
      </MenuItem>
      <MenuItem icon="clock" onChoose={() => prefer({ zone: zone === "utc" ? "local" : "utc" })}>
        {zone === "utc" ? "Times of this place" : "Times in UTC"}
      </MenuItem>
      <MenuLine />
      <MenuItem icon="signout" onChoose={() => void leave()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
