import { begins, commandFor } from "./commands";

const PATIENCE = 1200; // milliseconds between two keys of one command

let held = "";
let timer: ReturnType<typeof setTimeout> | undefined;

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function named(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey ? "mod+" : "";
  return `${mod}${event.key.length === 1 ? event.key : event.key.toLowerCase()}`;
}

function forget(): void {
  held = "";
  clearTimeout(timer);
}

function pressed(event: KeyboardEvent): void {
  const name = named(event);
  if (event.defaultPrevented || event.altKey) return;
  const inside = document.querySelector("[role=dialog],[role=menu],[role=listbox]");
  if (!name.startsWith("mod+") && (typing(event.target) || inside)) return;
  const keys = held ? `${held} ${name}` : name;
  const command = commandFor(keys) ?? commandFor(name);
  if (command) {
    event.preventDefault();
    forget();
    command.run();
  } else if (begins(keys)) {
    held = keys;
    clearTimeout(timer);
    timer = setTimeout(forget, PATIENCE);
  } else {
    forget();
  }
}

/** Listens for the keys of commands; answers with how to stop. */
export function listen(): () => void {
  globalThis.addEventListener("keydown", pressed);
  return () => globalThis.removeEventListener("keydown", pressed);
}

const SHOWN: Readonly<Record<string, string>> = {
  mod: /Mac|iP/.test(navigator.userAgent) ? "⌘" : "Ctrl",
  arrowup: "↑",
  arrowdown: "↓",
  enter: "Enter",
  escape: "Esc",
};

/** `g e` as the keys to draw: `["g", "e"]`. */
export function keysShown(keys: string): string[] {
  return keys.split(/[ +]/).map((key) => SHOWN[key] ?? key);
}
