import { Dialog as Base } from "@base-ui/react/dialog";
import { useId, useState, type KeyboardEvent } from "react";

import { Dialog } from "~/ui/Dialog";
import dialog from "~/ui/Dialog.module.css";
import { Icon } from "~/ui/Icon";

import { useEveryCommand, type Command } from "./commands";
import { found } from "./finding";
import { keysShown } from "./keyboard";
import style from "./Palette.module.css";

function Keys({ keys }: { keys: string }) {
  return (
    <span className={style.keys}>
      {keysShown(keys).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  );
}

/** Everything that can be done from here, to be found by typing. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Base.Root open={open} onOpenChange={(now) => now || onClose()}>
      <Base.Portal>
        <Base.Backdrop className={dialog["back"]} />
        <Base.Popup className={style.palette} aria-label="Command palette">
          <Finder onClose={onClose} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** A field and the commands that it finds (WAI-ARIA 1.2, combobox with a listbox). */
function Finder({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const [place, setPlace] = useState(0);
  const id = useId();
  const commands = found(useEveryCommand(), text);
  const at = Math.min(place, commands.length - 1);
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    // After the palette has given the focus back, so that a command may take it.
    requestAnimationFrame(command.run);
  };
  const pressed = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) setPlace((at + by + commands.length) % Math.max(1, commands.length));
    else if (event.key === "Enter") run(commands[at]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        className={style.input}
        role="combobox"
        aria-label="Find a command"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={commands[at] ? `${id}-${at}` : undefined}
        placeholder="What do you want to do?"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setPlace(0);
        }}
        onKeyDown={pressed}
      />
      {commands.length === 0 && <p className={style.none}>Nothing here is called that.</p>}
      <div id={id} role="listbox" aria-label="Commands" tabIndex={-1} className={style.list}>
        {commands.map((command, index) => (
          <Found
            key={command.id}
            id={`${id}-${index}`}
            command={command}
            chosen={index === at}
            onRun={() => run(command)}
          />
        ))}
      </div>
    </>
  );
}

function Found({
  id,
  command,
  chosen,
  onRun,
}: {
  id: string;
  command: Command;
  chosen: boolean;
  onRun: () => void;
}) {
  return (
    // Keys are the field's, which keeps the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      ref={chosen ? intoSight : null}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      className={style.item}
      onClick={onRun}
    >
      <Icon name={command.icon ?? "chevron"} />
      <span>{command.says}</span>
      <span className={style.group}>{command.group}</span>
      {command.keys ? <Keys keys={command.keys} /> : <span />}
    </div>
  );
}

function intoSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}

/** Every key that does something here. */
export function KeyboardMap({ open, onClose }: { open: boolean; onClose: () => void }) {
  const keyed = useEveryCommand().filter((command) => command.keys);
  const groups = Map.groupBy(keyed, (command) => command.group);
  return (
    <Dialog open={open} onClose={onClose} title="Keys on this page" wide>
      <div className={style.map}>
        {[...groups].map(([group, commands]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {commands.map((command) => (
                <Line key={command.id} command={command} />
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Line({ command }: { command: Command }) {
  return (
    <>
      <dt>{command.says}</dt>
      <dd>
        <Keys keys={command.keys ?? ""} />
      </dd>
    </>
  );
}
