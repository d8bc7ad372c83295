import type { Command } from "./commands";

/** The commands whose words begin as what was typed has it, in any order; all for nothing typed. */
export function found(commands: readonly Command[], typed: string): readonly Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter((command) => {
    const text = `${command.says} ${command.group}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
