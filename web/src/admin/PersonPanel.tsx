import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { PersonOut, SetupLinkOut } from "~/api/generated";
import {
  personGetOptions,
  personListQueryKey,
  personSessionsOptions,
} from "~/api/generated/@tanstack/react-query.gen";
import { useMay } from "~/shell/session";
import { SessionTable } from "~/shell/SessionTable";
import { Time } from "~/shell/Time";
import { say } from "~/shell/Toasts";
import { Button } from "~/ui/Button";
import { SidePanel } from "~/ui/Dialog";
import { Facts } from "~/ui/Page";
import { Quiet } from "~/ui/Stack";
import { worded } from "~/ui/words";

import { Asked } from "./Asked";
import { EditPerson } from "./EditPerson";
import { Link } from "./NewPerson";
import { PersonActs } from "./PersonActs";

/** One person: roles, scope, sessions, and what can be done about them. */
export function PersonPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const person = useQuery(personGetOptions({ path: { person_id: id } }));
  const [link, setLink] = useState<SetupLinkOut>();
  return (
    <SidePanel
      open
      onClose={onClose}
      title={person.data?.name ?? "Person"}
      about={person.data?.login}
      feet={link && <Button onClick={() => setLink(undefined)}>I have the link</Button>}
    >
      {link ? (
        <Link made={link} />
      ) : (
        <Asked query={person} what="the person">
          {(found) => <Person person={found} onLink={setLink} />}
        </Asked>
      )}
    </SidePanel>
  );
}

function Person({ person, onLink }: { person: PersonOut; onLink: (link: SetupLinkOut) => void }) {
  const may = useMay();
  const queries = useQueryClient();
  const path = { person_id: person.id };
  const changed = async (sentence: string) => {
    say(sentence);
    await Promise.all([
      queries.invalidateQueries({ queryKey: personGetOptions({ path }).queryKey }),
      queries.invalidateQueries({ queryKey: personSessionsOptions({ path }).queryKey }),
      queries.invalidateQueries({ queryKey: personListQueryKey() }),
    ]);
  };
  return (
    <>
      <Facts
        facts={[
          ["State", worded(person.state)],
          ["Made", <Time key="made" at={person.created_at} />],
          ["By", person.created_by],
          ["Shut out", person.disabled_at && <Time at={person.disabled_at} />],
          ["By whom", person.disabled_by],
          ["Signs in", person.external ? "through the identity provider" : "here"],
        ]}
      />
      <EditPerson
        key={JSON.stringify([person.roles, person.scope, person.name, person.login])}
        person={person}
        mayEdit={may("people.manage")}
        onChanged={changed}
      />
      <Sessions id={person.id} />
      {may("people.manage") && <PersonActs person={person} onChanged={changed} onLink={onLink} />}
    </>
  );
}

function Sessions({ id }: { id: string }) {
  const sessions = useQuery(personSessionsOptions({ path: { person_id: id } }));
  return (
    <section>
      <h3>Sessions</h3>
      <Asked query={sessions} what="sessions">
        {({ items }) =>
          items.length === 0 ? <Quiet>Not signed in.</Quiet> : <SessionTable sessions={items} />
        }
      </Asked>
    </section>
  );
}
