import { say } from "~/shell/Toasts";

/** Puts text on the clipboard and says so, or says that the browser did not let us. */
export async function copied(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(done);
  } catch {
    say("The browser lets no page copy here", "Select the text, and copy it with the keyboard.");
  }
}
