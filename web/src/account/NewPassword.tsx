import { Share } from "~/ui/Figures";
import { startHere, TextField } from "~/ui/Field";

import style from "./Entrance.module.css";
import { passwordFault, passwordStrength } from "./password";

/** A password to be, with what can be said of it; the rest says the server. */
export function NewPassword({
  label,
  password,
  onType,
  first = false,
}: {
  label: string;
  password: string;
  onType: (password: string) => void;
  first?: boolean;
}) {
  const { share, says } = passwordStrength(password);
  const fault = passwordFault(password);
  const filled = Math.round(100 * share);
  return (
    <div className={style.password}>
      <TextField
        label={label}
        type="password"
        autoComplete="new-password"
        ref={first ? startHere : undefined}
        required
        value={password}
        onChange={(event) => onType(event.target.value)}
        hint={password === "" || !fault ? says : fault}
      />
      <Share
        label="Length"
        legend={false}
        parts={[
          { name: "of 24 characters and more", count: filled, tone: fault ? "warn" : "good" },
        ]}
        left={100 - filled}
      />
    </div>
  );
}
