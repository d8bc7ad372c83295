import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import { useCommands, type Command } from "~/shell/commands";
import { rolesSaid, scopeSaid } from "~/shell/permissions";
import { useMe } from "~/shell/session";
import { Time } from "~/shell/Time";
import { say } from "~/shell/Toasts";
import { Card, Facts, Page } from "~/ui/Page";

import { FactorsCard } from "./FactorsCard";
import { OwnTokens } from "./OwnTokens";
import { PasswordCard } from "./PasswordCard";
import { SessionsCard } from "./SessionsCard";

const jump = (id: string) => document.getElementById(id)?.querySelector("button")?.focus();

/** One's own account: how one signs in, from where one is signed in, and one's tokens. */
export function AccountPage() {
  const me = useMe();
  const queries = useQueryClient();
  const commands = useMemo<Command[]>(
    () => [
      {
        id: "account factors",
        says: "Go to the second factors",
        group: "Account",
        keys: "f",
        icon: "key",
        run: () => jump("factors"),
      },
      {
        id: "account tokens",
        says: "Go to your tokens",
        group: "Account",
        keys: "t",
        icon: "key",
        run: () => jump("tokens"),
      },
    ],
    [],
  );
  useCommands(commands);
  /** A change of an account ends the other sessions; what the page shows is asked anew. */
  const changed = (sentence: string) => {
    say(sentence, "Your other sessions have ended.");
    void queries.invalidateQueries();
  };
  if (!me) return null;
  return (
    <Page title="Your account" about="Changes here end all your other sessions.">
      <Card title="You">
        <Facts
          facts={[
            ["Name", me.name],
            ["Login name", me.login],
            ["Roles", rolesSaid(me.roles)],
            ["Sees mail of", scopeSaid(me.scope)],
            ["Signed in until", <Time key="ends" at={me.ends_at} />],
          ]}
        />
      </Card>
      <PasswordCard onChanged={changed} />
      <div id="factors">
        <FactorsCard onChanged={changed} />
      </div>
      <SessionsCard />
      <div id="tokens">
        <OwnTokens me={me} />
      </div>
    </Page>
  );
}
