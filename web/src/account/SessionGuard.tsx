import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState, type ReactNode } from "react";

import { onEnded } from "~/api/client";
import type { MeOut } from "~/api/generated";
import { useMe } from "~/shell/session";
import { Dialog } from "~/ui/Dialog";

import style from "./Entrance.module.css";
import { SignInSteps } from "./SignInSteps";

const SIGNING_OUT = 300; // milliseconds: whoever signs out is on the way to the door, and is not asked

/** When a session ends under somebody's hands, asks over the page, so that nothing typed is lost. */
export function SessionGuard({ children }: { children: ReactNode }) {
  const me = useMe();
  const router = useRouter();
  const queries = useQueryClient();
  const [ended, setEnded] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const stop = onEnded(() => {
      clearTimeout(timer);
      timer = setTimeout(() => setEnded(true), SIGNING_OUT);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  const leave = () => {
    setEnded(false);
    void router.navigate({ to: "/sign-in", search: { next: router.state.location.href } });
  };
  const back = (now: MeOut) => {
    if (now.person !== me?.person) location.reload(); // somebody else: nothing here is theirs
    setEnded(false);
    void queries.invalidateQueries();
  };
  return (
    <>
      {children}
      <Dialog
        open={ended}
        onClose={leave}
        title="Your session has ended"
        about="Sign in again. This page stays as it is, with all that you typed."
      >
        <div className={style.form}>
          <SignInSteps begun={null} login={me?.login ?? ""} onOpen={back} />
        </div>
      </Dialog>
    </>
  );
}
