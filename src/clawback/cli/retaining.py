"""`clawback retention`: what is kept how long, and forgetting the rest."""

from __future__ import annotations

import sys
import time

from cyclopts import App

from clawback.cli.choices import Flag, Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.failure import UsageError
from clawback.cli.output import local_time, print_json
from clawback.cli.progress import Progress, progress
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import say
from clawback.client.client import Client
from clawback.client.retention import Kept, Retained, RetentionRun

app = App(name="retention", help="Shows what is kept how long, and forgets the rest.")
_COLUMNS = (
    Column("kind"),
    Column("kept for"),
    Column("there are", right=True),
    Column("oldest"),
    Column("old enough", right=True),
)
_WORDS = {"rows": "deliveries", "content": "contents and raw mail", "clicks": "clicks"}
_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 0.05, 1.0, 1.5  # seconds


@app.command
def show(*, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Prints what is kept how long, what there is, the last run and the next.

    Args:
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        retained = server.retention.show()
    if form == "json":
        print_json(retained)
    else:
        _print(retained)


@app.command
def run(
    *,
    dry_run: Flag = False,
    yes: Flag = False,
    wait: Flag = False,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Forgets what was kept long enough, now. It cannot be taken back.

    Args:
        dry_run: Only says what would be forgotten.
        yes: Asks nothing.
        wait: Ends when it is done, with exit code 3 when it failed.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        retained = server.retention.show()
        if dry_run:
            _say_due(retained, as_json=form == "json")
            return ExitCode.DONE
        if not yes and not _agreed(retained):
            say("Nothing was forgotten.")
            return ExitCode.DONE
        begun = server.retention.run()
        if wait:
            with progress(quiet=form == "json") as told:
                begun = _await_end(server, begun, told)
    if form == "json":
        print_json(begun)
    else:
        say(_sentence(begun))
    return ExitCode.FINISHED_WITH_FAILURES if begun["state"] == "failed" else ExitCode.DONE


def _agreed(retained: Retained) -> bool:
    if not sys.stdin.isatty():
        raise UsageError("Nobody can be asked here. Add --yes to forget, or --dry-run to look.")
    print_table(_COLUMNS, list(map(_line, retained["kept"])), sys.stderr)
    say("What is old enough is forgotten for good.")
    print("Go ahead? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _await_end(server: Client, begun: RetentionRun, told: Progress) -> RetentionRun:
    pause = _FIRST_PAUSE
    while begun["state"] == "running":
        found = sum(share["found"] for share in begun["shares"])
        told.tell("Forgetting", _forgotten(begun), found)
        time.sleep(pause)
        pause = min(pause * _GROWTH, _LONGEST_PAUSE)
        now = server.retention.show()
        for one in (now["under_way"], now["last"]):
            if one is not None and one["id"] == begun["id"]:
                begun = one
    return begun


def _print(retained: Retained) -> None:
    print_table(_COLUMNS, list(map(_line, retained["kept"])))
    others = retained["others"]
    escrow = f"{others['escrow_days']} days" if others["escrow_days"] else "not at all"
    say(
        f"Exports are kept {others['exports_days']:g} days, held mail {others['quarantine_days']}, "
        f"mail in escrow {escrow}."
    )
    say("The audit trail is kept for ever.")
    if retained["hold"]:
        say(f"Never forgotten: {retained['hold']}")
    for run_ in (retained["last"], retained["under_way"]):
        if run_ is not None:
            say(_sentence(run_))
    following = retained["next_run"]
    say(f"Next run: {local_time(following)}." if following else "Nothing is forgotten by itself.")


def _say_due(retained: Retained, *, as_json: bool) -> None:
    if as_json:
        print_json({kept["data"]: kept["due"] for kept in retained["kept"]})
        return
    print_table(_COLUMNS, list(map(_line, retained["kept"])))
    say("Nothing was forgotten. What a hold or an open remediation needs would stay.")


def _line(kept: Kept) -> list[str]:
    return [
        _WORDS[kept["data"]],
        _days(kept),
        f"{kept['count']:,}",
        local_time(kept["oldest"]),
        f"{kept['due']:,}",
    ]


def _days(kept: Kept) -> str:
    if kept["days"]:
        return f"{kept['days']} days"
    return "as long as deliveries" if kept["data"] == "content" else "ever"


def _sentence(begun: RetentionRun) -> str:
    parts = [
        f"{share['forgotten']:,} {_WORDS[share['data']]} forgotten, {share['held']:,} held"
        for share in begun["shares"]
    ]
    told = "; ".join(parts) or "nothing forgotten yet"
    reason = f" {begun['reason']}" if begun["reason"] else ""
    return f"The run of {local_time(begun['began_at'])} is {begun['state']}: {told}.{reason}"


def _forgotten(begun: RetentionRun) -> int:
    return sum(share["forgotten"] + share["held"] for share in begun["shares"])
