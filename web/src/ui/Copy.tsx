import { useState } from "react";

import { Button } from "./Button";
import style from "./Copy.module.css";

/** Puts a text on the clipboard, and says so on itself. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [done, setDone] = useState<"" | "Copied" | "Select and copy it">("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone("Copied");
    } catch {
      setDone("Select and copy it"); // the browser does not let us: not over plain HTTP
    }
  };
  return (
    <Button icon={done === "Copied" ? "check" : "copy"} onClick={() => void copy()}>
      <span aria-live="polite">{done || label}</span>
    </Button>
  );
}

/** Something to take away now: it is shown this once. */
export function Secret({ label, value }: { label: string; value: string }) {
  return (
    <div className={style.secret} role="group" aria-label={label}>
      <div className={style.value}>{value}</div>
      <CopyButton text={value} />
    </div>
  );
}

/** Gives a text to the browser as a file. */
export function save(name: string, text: string, type = "text/plain"): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
