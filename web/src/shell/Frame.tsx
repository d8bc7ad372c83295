import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState, type CSSProperties } from "react";

import { Icon } from "~/ui/Icon";

import { AccountMenu } from "./AccountMenu";
import { useCommands, type Command } from "./commands";
import style from "./Frame.module.css";
import { listen } from "./keyboard";
import { useLiveState, useLiveUpdates } from "./live";
import { KeyboardMap, Palette } from "./Palette";
import { placesFor } from "./places";
import { prefer, usePreferences } from "./preferences";
import { useMay } from "./session";

type Sheet = "none" | "palette" | "keys";

function useShellCommands(show: (sheet: Sheet) => void): void {
  const navigate = useNavigate();
  const may = useMay();
  const commands = useMemo<Command[]>(
    () => [
      {
        id: "palette",
        says: "Find a command",
        group: "Console",
        keys: "mod+k",
        icon: "search",
        run: () => show("palette"),
      },
      {
        id: "keys",
        says: "Show the keys",
        group: "Console",
        keys: "?",
        icon: "keyboard",
        run: () => show("keys"),
      },
      {
        id: "light",
        says: "Light theme",
        group: "Console",
        icon: "sun",
        run: () => prefer({ theme: "light" }),
      },
      {
        id: "dark",
        says: "Dark theme",
        group: "Console",
        icon: "moon",
        run: () => prefer({ theme: "dark" }),
      },
      {
        id: "system",
        says: "Theme of the system",
        group: "Console",
        icon: "screen",
        run: () => prefer({ theme: "system" }),
      },
      {
        id: "utc",
        says: "Show times in UTC",
        group: "Console",
        icon: "clock",
        run: () => prefer({ zone: "utc" }),
      },
      {
        id: "local",
        says: "Show times of this place",
        group: "Console",
        icon: "clock",
        run: () => prefer({ zone: "local" }),
      },
      ...placesFor(may).map((place) => ({
        id: `go ${place.to}`,
        says: `Go to ${place.says}`,
        group: "Go",
        keys: place.keys,
        icon: place.icon,
        run: () => void navigate({ to: place.to }),
      })),
    ],
    // What may be done changes with the session, and then the frame is drawn anew.
    // oxlint-disable-next-line react/exhaustive-deps
    [navigate, show],
  );
  useCommands(commands);
}

function Navigation() {
  const may = useMay();
  return (
    <nav aria-label="Main">
      {placesFor(may).map((place) => (
        <Link key={place.to} to={place.to} className={style.link} title={place.says}>
          <Icon name={place.icon} />
          <span className={style.word}>{place.says}</span>
        </Link>
      ))}
    </nav>
  );
}

/** Says quietly that what is shown may be some seconds old. */
function Silence({ word }: { word: string }) {
  if (useLiveState() !== "off") return null;
  const why = "The server sends no live updates now; pages are asked anew every half minute.";
  return (
    <p className={style.silence} role="status" title={why}>
      <Icon name="clock" />
      <span className={word}>Live updates are off</span>
    </p>
  );
}

/** What stands around every page of somebody who is signed in. */
export function Frame() {
  const { folded } = usePreferences();
  const [sheet, setSheet] = useState<Sheet>("none");
  useShellCommands(setSheet);
  useEffect(listen, []);
  useLiveUpdates();
  const side = { "--side": folded ? "var(--sidebar-folded)" : "var(--sidebar)" };
  return (
    <div className={style.frame} style={side as CSSProperties}>
      <a href="#page" className={style.skip}>
        Skip to the page
      </a>
      <div className={`${style.side} ${folded ? style.folded : ""}`}>
        <Link to="/explore" className={style.brand} title="Clawback">
          <img src="/claw.svg" width={22} height={22} alt="" />
          <span className={style.word}>Clawback</span>
        </Link>
        <Navigation />
        <div className={style.space} />
        <Silence word={style.word ?? ""} />
        <button
          type="button"
          className={style.link}
          title="Find a command"
          onClick={() => setSheet("palette")}
        >
          <Icon name="search" />
          <span className={style.word}>Commands</span>
        </button>
        <button type="button" className={style.link} title="Keys" onClick={() => setSheet("keys")}>
          <Icon name="keyboard" />
          <span className={style.word}>Keys</span>
        </button>
        <button
          type="button"
          className={style.link}
          title={folded ? "Unfold" : "Fold"}
          aria-expanded={!folded}
          onClick={() => prefer({ folded: !folded })}
        >
          <Icon name="columns" />
          <span className={style.word}>{folded ? "Unfold" : "Fold"}</span>
        </button>
        <AccountMenu className={style.link ?? ""} word={style.word ?? ""} />
      </div>
      <main id="page" className={style.main} tabIndex={-1}>
        <Outlet />
      </main>
      <Palette open={sheet === "palette"} onClose={() => setSheet("none")} />
      <KeyboardMap open={sheet === "keys"} onClose={() => setSheet("none")} />
    </div>
  );
}
