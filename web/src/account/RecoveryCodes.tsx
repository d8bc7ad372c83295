import { useState } from "react";

import { Button } from "~/ui/Button";
import { CopyButton, save } from "~/ui/Copy";
import { CheckField } from "~/ui/Field";
import { Notice } from "~/ui/Notice";

import style from "./Factors.module.css";

/** The ten codes for when a device is lost: shown this once, and then only their traces are kept. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const [kept, setKept] = useState(false);
  const text = `${codes.join("\n")}\n`;
  return (
    <>
      <Notice tone="warn" title="Keep these recovery codes now">
        They are shown this once. Each opens your account once in place of your second factor, so
        keep them where your device is not: on paper, or in a safe for passwords.
      </Notice>
      <ol className={style.codes} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className={style.acts}>
        <CopyButton text={text} />
        <Button icon="download" onClick={() => save("clawback-recovery-codes.txt", text)}>
          Download
        </Button>
      </div>
      <CheckField label="I have kept them" checked={kept} onCheck={setKept} />
      <Button
        kind="main"
        onClick={onDone}
        why={kept ? undefined : "Say first that you have kept them."}
      >
        Continue
      </Button>
    </>
  );
}
