import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";

import type { PersonOut } from "~/api/generated";
import { personListOptions } from "~/api/generated/@tanstack/react-query.gen";
import { useCommands, type Command } from "~/shell/commands";
import { forbiddenSaid, rolesQuery, rolesSaid, scopeSaid } from "~/shell/permissions";
import { useMay, useMe } from "~/shell/session";
import { Ago } from "~/shell/Time";
import { Button } from "~/ui/Button";
import { TextField } from "~/ui/Field";
import { Badge, Mark, type Tone } from "~/ui/Mark";
import { Empty, Notice } from "~/ui/Notice";
import { Card } from "~/ui/Page";
import { Quiet } from "~/ui/Stack";
import { Table, type Column } from "~/ui/Table";
import { worded } from "~/ui/words";

import style from "./Admin.module.css";
import { Asked } from "./Asked";
import { NewPerson } from "./NewPerson";
import { PersonPanel } from "./PersonPanel";

const TONES: Readonly<Record<PersonOut["state"], Tone>> = {
  active: "good",
  invited: "accent",
  disabled: "quiet",
};

/** Everybody with an account. */
export function PeopleTab() {
  const people = useQuery(personListOptions());
  const roles = useQuery(rolesQuery).data ?? [];
  const me = useMe();
  const may = useMay();
  const { open } = useSearch({ from: "/inside/admin" });
  const navigate = useNavigate({ from: "/admin" });
  const [text, setText] = useState("");
  const [making, setMaking] = useState(false);
  const manages = may("people.manage");
  const commands = useMemo<Command[]>(
    () =>
      manages
        ? [
            {
              id: "new person",
              says: "New person",
              group: "Administration",
              keys: "n",
              icon: "plus",
              run: () => setMaking(true),
            },
          ]
        : [],
    [manages],
  );
  useCommands(commands);
  const show = (id?: string) =>
    void navigate({ search: { tab: "people", ...(id ? { open: id } : {}) } });
  const columns: Column<PersonOut>[] = [
    {
      name: "Name",
      shown: (one) => (
        <>
          <button type="button" className={style.link} onClick={() => show(one.id)}>
            {one.name}
          </button>{" "}
          {one.id === me?.person && <Quiet>you</Quiet>}
          <div className={style.small}>{one.login}</div>
        </>
      ),
    },
    { name: "State", shown: (one) => <Badge tone={TONES[one.state]}>{worded(one.state)}</Badge> },
    { name: "Roles", shown: (one) => rolesSaid(one.roles) },
    { name: "Scope", shown: (one) => scopeSaid(one.scope) },
    { name: "Second factor", shown: (one) => <Factor person={one} /> },
    { name: "Last signed in", shown: (one) => <Ago at={one.signed_in_at} /> },
  ];
  return (
    <>
      {manages && me?.second_factors.length === 0 && (
        <Notice
          title="Changing accounts takes a second factor"
          act={<Link to="/account">Set one up</Link>}
        >
          You have none yet. Looking goes without.
        </Notice>
      )}
      <div className={style.bar}>
        <TextField
          label="Look for somebody"
          placeholder="Name or login name"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button
          kind="main"
          icon="plus"
          onClick={() => setMaking(true)}
          why={manages ? undefined : forbiddenSaid("people.manage", roles)}
        >
          New person
        </Button>
      </div>
      <Card padded={false}>
        <Asked query={people} what="people">
          {({ items }) => {
            const found = items.filter((one) => fits(one, text));
            return found.length === 0 ? (
              <Empty icon="people" title="Nobody is called that" />
            ) : (
              <Table
                label="People"
                columns={columns}
                rows={found}
                keyOf={(one) => one.id}
                open={open}
              />
            );
          }}
        </Asked>
      </Card>
      {open !== undefined && <PersonPanel key={open} id={open} onClose={() => show()} />}
      {making && <NewPerson onClose={() => setMaking(false)} />}
    </>
  );
}

const fits = (person: PersonOut, text: string) =>
  `${person.name} ${person.login}`.toLowerCase().includes(text.trim().toLowerCase());

function Factor({ person }: { person: PersonOut }) {
  if (person.external) return <Quiet>by the identity provider</Quiet>;
  return person.second_factor ? (
    <Mark tone="good" icon="check">
      Yes
    </Mark>
  ) : (
    <Mark tone="warn" icon="minus">
      None
    </Mark>
  );
}
