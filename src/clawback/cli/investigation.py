"""`clawback investigation`: how investigations stand, and what they found."""

from __future__ import annotations

from cyclopts import App

from clawback.cli.choices import Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.output import local_time, print_json
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless, say
from clawback.client.investigations import Investigation, InvestigationPage

app = App(name="investigation", help="Follows investigations, and shows what they found.")
_COLUMNS = (
    Column("id"),
    Column("when"),
    Column("by"),
    Column("status"),
    Column("verdict"),
    Column("actions", right=True),
    Column("about", shrinks=True),
)
_CLUSTERS = (
    Column("cluster"),
    Column("deliveries", right=True),
    Column("bad", right=True),
    Column("verdict"),
    Column("why", shrinks=True),
)


@app.command(name="list")
def list_(*, limit: int = 20, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Lists investigations, newest first.

    Args:
        limit: How many at most.
        form: `json` prints a list of objects.
        where: Which server.
    """
    with where.connect() as server:
        found = server.investigations.every(limit)["items"]
    if form == "json":
        print_json(found)
    elif found:
        print_table(_COLUMNS, list(map(_line, found)))
    else:
        say("Nothing was investigated so far. `clawback investigate` begins one.")


@app.command
def show(investigation_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> ExitCode:
    """Tells what an investigation found, why, and what it recommends.

    Args:
        investigation_id: Its id, such as `V-1M8MBMX0GA893`.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        made = server.investigations.get(investigation_id)
    return told(made, as_json=form == "json")


@app.command
def graph(investigation_id: str, /, *, where: Where = ANYWHERE) -> None:
    """Prints an investigation as nodes and edges, in JSON.

    Args:
        investigation_id: Its id.
        where: Which server.
    """
    with where.connect() as server:
        print_json(server.investigations.graph(investigation_id))


@app.command
def cancel(
    investigation_id: str, /, *, form: Format = "table", where: Where = ANYWHERE
) -> ExitCode:
    """Ends an investigation that runs; what it has proposed stays proposed.

    Args:
        investigation_id: Its id.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        made = server.investigations.cancel(investigation_id)
    return told(made, as_json=form == "json")


def told(made: InvestigationPage, *, as_json: bool) -> ExitCode:
    """Prints an investigation; gives the exit code that says how it stands."""
    if as_json:
        print_json(made)
    else:
        _tell(made)
    if made["status"] == "failed":
        return ExitCode.FINISHED_WITH_FAILURES
    waits = made["status"] == "pending_action"
    return ExitCode.WAITING_FOR_APPROVAL if waits else ExitCode.DONE


def _tell(made: InvestigationPage) -> None:
    if made["clusters"]:
        rows = [
            [
                one["kind_label"],
                f"{one['deliveries']:,}",
                f"{one['bad']:,}",
                one["verdict"],
                one["reason"],
            ]
            for one in made["clusters"]
        ]
        print_table(_CLUSTERS, rows)
    progress = f"{made['done']} of {made['steps']} steps"
    say(harmless(f"{made['id']}: {made['status_label']}, {progress}, {made['playbook']}."))
    for one in made["evidence"]:
        say(harmless(f"  {one['verdict']}: {one['entity']}: {one['reason']}"))
    for action in made["recommended"]:
        state = f"{action['state'] or 'gone'} {action['trouble']}".strip()
        say(harmless(f"  {action['remediation']}: {action['deliveries']:,} deliveries, {state}"))
    for todo in made["advice"]:
        say(harmless(f"  {todo['kind_label']}: {todo['entity']}. {todo['reason']}"))
    if spared := max((one["spared"] for one in made["clusters"]), default=0):
        say(harmless(f"  Up to {spared:,} deliveries are spared: {made['spare']}"))
    if made["trouble"]:
        say(harmless(f"  {made['trouble']}"))


def _line(made: Investigation) -> list[str]:
    return [
        made["id"],
        local_time(made["at"]),
        made["by_name"],
        made["status"],
        made["verdict"],
        f"{made['actions']:,}",
        f"{made['kind']} {made['value']}",
    ]
