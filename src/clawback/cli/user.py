"""`clawback user`: people and their accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from cyclopts import App, Parameter

from clawback.cli.choices import Flag, Format, Several
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.failure import UsageError
from clawback.cli.output import local_time, print_json, text
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless, say
from clawback.cli.token import RoleName
from clawback.client.client import Client
from clawback.client.people import scope_of
from clawback.client.shapes import Person, PersonSession, SetUp
from clawback.model.counted import counted
from clawback.model.errors import NotFoundError

app = App(name="user", help="Makes accounts for people, changes and closes them.")
_COLUMNS = (
    Column("login"),
    Column("name", shrinks=True),
    Column("roles", shrinks=True),
    Column("scope", shrinks=True),
    Column("state"),
    Column("2nd factor"),
    Column("last signed in"),
)
_SESSION_COLUMNS = (
    Column("id"),
    Column("stage"),
    Column("since"),
    Column("last used"),
    Column("network"),
    Column("browser", shrinks=True),
)


@app.command(name="list")
def list_people(*, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Lists everybody with an account.

    Args:
        form: `json` prints objects.
        where: Which server.
    """
    with where.connect() as server:
        items = server.people.every()
    if form == "json":
        print_json(items)
    else:
        print_table(_COLUMNS, [_row(item) for item in items])


@app.command
def create(
    login: str,
    /,
    *,
    role: Annotated[tuple[RoleName, ...], Parameter(negative="")],
    name: str = "",
    domain: Several = (),
    tag: Several = (),
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Makes an account, and prints the link with which its owner sets a password.

    Args:
        login: The name to sign in with, such as a mail address.
        role: What they are here for; may be given several times.
        name: What they are called; the login name when left out.
        domain: Only mail to recipients in this domain; may be given several times.
        tag: Only mail to recipients with this tag; may be given several times.
        form: `json` prints an object.
        where: Which server.
    """
    wanted = {"login": login, "name": name or login, "roles": list(role)}
    with where.connect() as server:
        made = server.people.create({**wanted, "scope": scope_of(domain, tag)})
    _show_link(made, form)


@app.command
def edit(
    person: str,
    /,
    *,
    login: str | None = None,
    name: str | None = None,
    role: Annotated[tuple[RoleName, ...], Parameter(negative="")] = (),
    domain: Several = (),
    tag: Several = (),
    everywhere: Flag = False,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Changes an account. Other roles or another scope end its sessions.

    Args:
        person: Their login name or id.
        login: Another login name.
        name: Another name.
        role: The roles from now on, in place of those before; may be given several times.
        domain: The scope from now on, by domain; may be given several times.
        tag: The scope from now on, by tag; may be given several times.
        everywhere: No scope from now on.
        form: `json` prints an object.
        where: Which server.
    """
    changes: dict[str, object] = {"login": login, "name": name, "roles": list(role)}
    if domain or tag or everywhere:
        if everywhere and (domain or tag):
            raise UsageError("Give either --everywhere or a scope.")
        changes["scope"] = scope_of(domain, tag)
    named = {key: value for key, value in changes.items() if value}
    if not named:
        raise UsageError("Say what to change, such as --role or --name.")
    with where.connect() as server:
        _show(server.people.edit(_id(server, person), named), form)


@app.command
def disable(person: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Shuts somebody out at once: sessions, links and tokens of their own end.

    Args:
        person: Their login name or id.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        _show(server.people.disable(_id(server, person)), form)


@app.command
def enable(person: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Lets somebody in again.

    Args:
        person: Their login name or id.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        _show(server.people.enable(_id(server, person)), form)


@app.command(name="reset-link")
def reset_link(
    person: str,
    /,
    *,
    forget_factors: Flag = False,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Prints a new setup link in place of any before, and ends all sessions.

    Args:
        person: Their login name or id.
        forget_factors: Their second factors are lost; the link lets them set up others.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        who = _id(server, person)
        made = server.people.reset_link(who, forget_factors=forget_factors)
    _show_link(made, form)


@app.command
def sessions(
    person: str, /, *, end: Flag = False, form: Format = "table", where: Where = ANYWHERE
) -> None:
    """Lists somebody's sessions, or ends them all.

    Args:
        person: Their login name or id.
        end: End them.
        form: `json` prints objects.
        where: Which server.
    """
    with where.connect() as server:
        who = _id(server, person)
        if end:
            ended = server.people.end_sessions(who)
            said = f"{counted(ended, 'session')} ended."
            print_json({"ended": ended}) if form == "json" else say(said)
            return
        items = server.people.sessions(who)
    if form == "json":
        print_json(items)
    else:
        print_table(_SESSION_COLUMNS, [_session_row(item) for item in items])


def _id(server: Client, person: str) -> str:
    """The id of whoever is named by login name or id."""
    found = _named(server.people.every(), person)
    if found is None:
        raise NotFoundError(
            f"There is nobody called {person}. `clawback user list` shows everybody."
        )
    return found["id"]


def _named(people: Sequence[Person], person: str) -> Person | None:
    login = person.strip().lower()
    return next((one for one in people if login in (one["login"], one["id"])), None)


def _show(person: Person, form: Format) -> None:
    if form == "json":
        print_json(person)
    else:
        print_table(_COLUMNS, [_row(person)])


def _show_link(made: SetUp, form: Format) -> None:
    if form == "json":
        print_json(made)
        return
    person = made["person"]
    until = local_time(made["expires_at"])
    say(f"A setup link for {harmless(person['login'])}, {text(person['roles'])}, until {until}.")
    say("It works once. Hand it over on a way that you trust; it is not shown again.")
    print(made["link"])


def _row(person: Person) -> list[str]:
    scope = person["scope"]
    factor = "yes" if person["second_factor"] else "-"
    return [
        person["login"],
        person["name"],
        text(person["roles"]),
        text([*scope["domains"], *scope["tags"]]),
        person["state"],
        "provider" if person["external"] else factor,
        local_time(person["signed_in_at"]),
    ]


def _session_row(session: PersonSession) -> list[str]:
    since, used = local_time(session["signed_in_at"]), local_time(session["seen_at"])
    return [session["id"], session["stage"], since, used, session["network"], session["agent"]]
