"""`clawback container`: gathering deliveries together with others before they are proposed."""

from __future__ import annotations

from cyclopts import App

from clawback.cli import standing
from clawback.cli.choices import ActionName, Filter, Flag, Format, Moment, NamesFile, Severity
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.failure import UsageError, about
from clawback.cli.filter_text import filter_text
from clawback.cli.moments import moment
from clawback.cli.names import names_in
from clawback.cli.output import local_time, print_json, text
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless
from clawback.client.containers import Container, Part
from clawback.model.clock import SystemClock

app = App(name="container", help="Gathers deliveries together with others, to propose as one.")
_LIST = (
    Column("id"),
    Column("opened"),
    Column("by", shrinks=True),
    Column("action"),
    Column("name", shrinks=True),
    Column("parts", right=True),
    Column("became"),
)
_PARTS = (
    Column("no.", right=True),
    Column("added"),
    Column("by", shrinks=True),
    Column("filter", shrinks=True),
    Column("taken out by", shrinks=True),
)


@app.command(name="open")
def open_container(
    name: str,
    /,
    *,
    action: ActionName,
    severity: Severity = "medium",
    description: str = "",
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Opens a container; whoever may draft and sees it can add to it.

    Args:
        name: What the remediation will be called.
        action: What will be done to everything in it.
        severity: How bad the threat is that it answers.
        description: Why, in a sentence or more.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        opened = server.containers.open(
            action=action, name=name, severity=severity, description=description
        )
    _show(opened, form)


@app.command(name="list")
def list_containers(
    *, closed: Flag = False, limit: int = 50, form: Format = "table", where: Where = ANYWHERE
) -> None:
    """Lists open containers, newest first.

    Args:
        closed: Those that were proposed or discarded, instead.
        limit: How many, at most 100.
        form: `json` prints objects.
        where: Which server.
    """
    with where.connect() as server:
        found = server.containers.newest(limit, closed=closed)
    if form == "json":
        print_json(found)
    else:
        print_table(_LIST, [_row(one) for one in found])


@app.command
def show(container_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Shows what is in a container, and who added it.

    Args:
        container_id: Its id, as `container list` shows it.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        _show(server.containers.get(container_id), form)


@app.command
def add(
    container_id: str,
    /,
    *words: Filter,
    since: Moment = None,
    until: Moment = None,
    ids: NamesFile = None,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Adds what a filter will find when the container is proposed, or what a file names.

    Args:
        container_id: Its id.
        words: Which deliveries; several words are taken as one filter.
        since: Only mail received then or later: a date, a time, or a distance such as `-7d`.
        until: Only mail received before then.
        ids: Only what these name: a file (`-`: standard input) or `list:NAME`, in the forms of
            `clawback remediate --ids`.
        form: `json` prints an object.
        where: Which server.
    """
    names, now = names_in(ids), SystemClock().now()
    if not words and names is None:
        raise UsageError("Say what to add: a filter, --ids, or both.")
    asked = filter_text(words)
    with where.connect() as server, about(asked):
        grown = server.containers.add(
            container_id,
            {
                "filter": asked if words else None,
                "since": moment(since, now),
                "until": moment(until, now),
                "only": names,
            },
        )
    _show(grown, form)


@app.command
def remove(
    container_id: str, number: int, /, *, form: Format = "table", where: Where = ANYWHERE
) -> None:
    """Takes one part out of a container again.

    Args:
        container_id: Its id.
        number: The part, as `container show` numbers it.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        _show(server.containers.remove(container_id, number), form)


@app.command
def discard(container_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Throws a container away that nobody proposed.

    Args:
        container_id: Its id.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        _show(server.containers.discard(container_id), form)


@app.command
def propose(container_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> ExitCode:
    """Freezes what a container finds now and asks others to approve it; ends with exit code 4.

    Args:
        container_id: Its id.
        form: `json` prints the remediation that it became.
        where: Which server.
    """
    with where.connect() as server:
        return standing.show(server.containers.propose(container_id), as_json=form == "json")


def _show(container: Container, form: Format) -> None:
    if form == "json":
        print_json(container)
        return
    for name, value in _terms(container):
        print(f"{name:12} {harmless(value)}")
    if container["parts"]:
        print_table(_PARTS, [_part(part) for part in container["parts"]])
    elif not (container["discarded_at"] or container["remediation_id"]):
        print(f"Nothing is in it yet. Add to it with: clawback container add {container['id']}")


def _terms(one: Container) -> tuple[tuple[str, str], ...]:
    return (
        ("id", one["id"]),
        ("name", one["name"]),
        ("action", one["action"]),
        ("severity", one["severity"]),
        ("description", text(one["description"])),
        ("opened by", one["created_by"]),
        ("became", _became(one)),
    )


def _row(one: Container) -> list[str]:
    left = sum(part["removed_at"] is None for part in one["parts"])
    return [
        one["id"],
        local_time(one["created_at"]),
        one["created_by"],
        one["action"],
        one["name"],
        str(left),
        _became(one),
    ]


def _became(one: Container) -> str:
    return "discarded" if one["discarded_at"] else text(one["remediation_id"])


def _part(part: Part) -> list[str]:
    return [
        str(part["number"]),
        local_time(part["added_at"]),
        part["added_by"],
        part["filter"] or "(everything)",
        part["removed_by"] or "-",
    ]
