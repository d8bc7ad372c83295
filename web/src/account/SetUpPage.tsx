import { Link, useRouter } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";

import { sessionSetUp, type MeOut } from "~/api/generated";
import { problemOf } from "~/api/problem";
import { useAttempt } from "~/shell/attempt";
import { Button } from "~/ui/Button";
import { TextField } from "~/ui/Field";
import { Notice } from "~/ui/Notice";

import { Entrance } from "./Entrance";
import style from "./Entrance.module.css";
import { NewPassword } from "./NewPassword";
import { passwordFault } from "./password";
import { Refusal, useWait } from "./Refusal";
import { SignInSteps } from "./SignInSteps";

/** What a setup link opens: its owner sets the password, and a second factor where one is needed. */
export function SetUpPage() {
  const router = useRouter();
  const [token] = useState(() => location.hash.slice(1));
  const [me, setMe] = useState<MeOut | null>(null);
  const open = () => router.history.push("/");
  const arrived = (now: MeOut) => {
    history.replaceState(history.state, "", location.pathname); // the link is used up
    if (now.stage === "open") open();
    else setMe(now);
  };
  if (me) {
    return (
      <Entrance
        title="Set up a second factor"
        about="Your role needs one beside the password."
        wide
      >
        <SignInSteps begun={me} onOpen={open} />
      </Entrance>
    );
  }
  return (
    <Entrance
      title="Set your password"
      about="Your account is ready. Choose a password that you use nowhere else: 12 characters or more, of any kind."
    >
      {token ? <Choose token={token} onDone={arrived} /> : <NoLink />}
    </Entrance>
  );
}

function Choose({ token, onDone }: { token: string; onDone: (me: MeOut) => void }) {
  const { busy, error, run } = useAttempt();
  const wait = useWait(error);
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  if (error !== undefined && problemOf(error).code === "link_refused") return <NoLink used />;
  const different = again !== "" && again !== password;
  const why =
    passwordFault(password) ?? (again === password ? undefined : "Type the password twice.");
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (busy || why || wait > 0) return;
    void run(async () => {
      const { data } = await sessionSetUp({ body: { token, password } });
      if (data) onDone(data);
    });
  };
  return (
    <form className={style.form} onSubmit={send}>
      <Refusal error={error} wait={wait} />
      <NewPassword label="New password" password={password} onType={setPassword} first />
      <TextField
        label="The same once more"
        type="password"
        autoComplete="new-password"
        required
        value={again}
        onChange={(event) => setAgain(event.target.value)}
        fault={different ? "The two differ." : undefined}
      />
      <Button kind="main" type="submit" why={why}>
        {busy ? "One moment …" : "Set the password"}
      </Button>
    </form>
  );
}

function NoLink({ used = false }: { used?: boolean }) {
  return (
    <>
      <Notice
        tone="warn"
        title={used ? "This link opens nothing any more" : "A piece of the link is missing"}
      >
        {used
          ? "A setup link works once and for 48 hours. Ask an administrator for a new one."
          : "The link that you were given ends in # and a long word. Open it whole."}
      </Notice>
      <Link to="/sign-in">Sign in instead</Link>
    </>
  );
}
