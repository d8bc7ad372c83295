import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog as Base } from "@base-ui/react/dialog";
import { useState } from "react";

import { Dialog } from "~/ui/Dialog";
import dialog from "~/ui/Dialog.module.css";
import { Icon } from "~/ui/Icon";

import { useEveryCommand, type Command } from "./commands";
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

function Item({ command, onRun }: { command: Command; onRun: (command: Command) => void }) {
  return (
    <Autocomplete.Item value={command} className={style.item} onClick={() => onRun(command)}>
      <Icon name={command.icon ?? "chevron"} />
      <span>{command.says}</span>
      <span className={style.group}>{command.group}</span>
      {command.keys ? <Keys keys={command.keys} /> : <span />}
    </Autocomplete.Item>
  );
}

/** Everything that can be done from here, to be found by typing. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const commands = useEveryCommand();
  const [text, setText] = useState("");
  const close = () => {
    setText("");
    onClose();
  };
  const run = (command: Command) => {
    close();
    // After the palette has given the focus back, so that a command may take it.
    requestAnimationFrame(command.run);
  };
  return (
    <Base.Root open={open} onOpenChange={(now) => now || close()}>
      <Base.Portal>
        <Base.Backdrop className={dialog["back"]} />
        <Base.Popup className={style.palette} aria-label="Command palette">
          <Autocomplete.Root
            inline
            open
            items={[...commands]}
            itemToStringValue={(command) => `${command.says} ${command.group}`}
            value={text}
            onValueChange={setText}
            autoHighlight="always"
            keepHighlight
          >
            <Autocomplete.Input
              className={style.input}
              placeholder="What do you want to do?"
              aria-label="Find a command"
            />
            <Autocomplete.Empty className={style.none}>
              Nothing here is called that.
            </Autocomplete.Empty>
            <Autocomplete.List className={style.list}>
              {(command: Command) => <Item key={command.id} command={command} onRun={run} />}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
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
