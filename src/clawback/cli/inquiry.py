"""`clawback inquiry`: engines are asked again about mail that is stored."""

from __future__ import annotations

import time
from typing import Annotated, TypeAlias

from cyclopts import App, Parameter

from clawback.cli.choices import Flag, Format, Moment
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.moments import moment
from clawback.cli.output import local_time, print_json
from clawback.cli.progress import Progress, progress
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless, say
from clawback.client.client import Client
from clawback.client.inquiries import Inquiry
from clawback.model.clock import SystemClock

app = App(name="inquiry", help="Has engines asked again about mail that is stored.")
Engines: TypeAlias = Annotated[tuple[str, ...], Parameter(name="--engine", negative=())]
_COLUMNS = (
    Column("id"),
    Column("when"),
    Column("by"),
    Column("engines"),
    Column("asked", right=True),
    Column("turned", right=True),
    Column("state"),
)
_PAUSE = 0.2  # seconds


@app.command
def start(
    *,
    engine: Engines = (),
    since: Moment = None,
    wait: Flag = False,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Has engines asked again; mail that they find bad is judged, and what follows is policy.

    Args:
        engine: Whom to ask, by the name that `clawback sources` has; can be given several times.
            All of them without it.
        since: Only about mail received then or later: a date, a time, or a distance such as `-7d`.
            Without it, as far back as the policy looks.
        wait: Ends when all are asked, with exit code 3 when something went wrong.
        form: `json` prints the inquiry as an object.
        where: Which server.
    """
    now = SystemClock().now()
    with where.connect() as server:
        made = server.inquiries.make(engine, moment(since, now))
        if wait:
            with progress(quiet=form == "json") as told:
                made = _await_end(server, made, told)
    return _show(made, as_json=form == "json")


@app.command(name="list")
def list_(*, limit: int = 20, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Lists when engines were asked again, newest first, and what came of it.

    Args:
        limit: How many at most.
        form: `json` prints a list of objects.
        where: Which server.
    """
    with where.connect() as server:
        found = server.inquiries.every(limit)
    if form == "json":
        print_json(found["items"])
    elif found["items"]:
        print_table(_COLUMNS, list(map(_line, found["items"])))
    elif found["engines"]:
        say(harmless(f"None was asked again so far of {', '.join(found['engines'])}."))
    else:
        say("No engine is set up that could be asked.")


@app.command
def show(inquiry_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> ExitCode:
    """Tells how an inquiry stands.

    Args:
        inquiry_id: Its id, such as `A-1JCNQ5Z5G8M2X`.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        made = server.inquiries.get(inquiry_id)
    return _show(made, as_json=form == "json")


@app.command
def stop(inquiry_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> ExitCode:
    """Has engines asked no longer; what they found stays.

    Args:
        inquiry_id: Its id.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        made = server.inquiries.stop(inquiry_id)
    return _show(made, as_json=form == "json")


def _await_end(server: Client, made: Inquiry, told: Progress) -> Inquiry:
    while made["state"] == "asking":
        told.tell("Asking", made["asked"], made["total"])
        time.sleep(_PAUSE)
        made = server.inquiries.get(made["id"])
    return made


def _show(made: Inquiry, *, as_json: bool) -> ExitCode:
    if as_json:
        print_json(made)
    else:
        say(harmless(f"{made['id']}: {made['sentence']}"))
    wrong = made["state"] == "failed" or (made["state"] == "done" and made["unanswered"])
    return ExitCode.FINISHED_WITH_FAILURES if wrong else ExitCode.DONE


def _line(made: Inquiry) -> list[str]:
    return [
        made["id"],
        local_time(made["at"]),
        made["by_name"],
        ", ".join(made["engines"]),
        f"{made['asked']:,}",
        f"{made['turned']:,}",
        made["state"],
    ]
