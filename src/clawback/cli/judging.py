"""`clawback judge` and `clawback judgement`: a later word on delivered mail."""

from __future__ import annotations

import time
from typing import Annotated, Literal, TypeAlias

from cyclopts import App, Parameter

from clawback.cli.choices import Filter, Flag, Format, Moment
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.failure import about
from clawback.cli.filter_text import filter_text
from clawback.cli.moments import moment
from clawback.cli.output import local_time, print_json
from clawback.cli.progress import Progress, progress
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import say
from clawback.client.client import Client
from clawback.client.judgements import Judgement, PurgePolicy
from clawback.model.clock import SystemClock

app = App(name="judgement", help="Tells what was judged again, and what came of it.")
VerdictName: TypeAlias = Literal["malware", "phish", "spam", "clean"]
Reason: TypeAlias = Annotated[str, Parameter(name="--reason")]
_COLUMNS = (
    Column("id"),
    Column("when"),
    Column("verdict"),
    Column("deliveries", right=True),
    Column("by"),
    Column("what followed"),
    Column("filter"),
)
_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 0.05, 1.0, 1.5  # seconds


def judge(
    verdict: VerdictName,
    /,
    *words: Filter,
    reason: Reason,
    since: Moment = None,
    until: Moment = None,
    url: str = "",
    wait: Flag = False,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Judges every delivery that a filter finds again, and has the policy's answer follow.

    Args:
        verdict: What the mail is held for from now on.
        words: Which deliveries; several words are taken as one text.
        reason: Why, for those who read the timeline.
        since: Only mail received then or later: a date, a time, or a distance such as `-7d`.
            Without it, as far back as the policy looks.
        until: Only mail received before then.
        url: The link because of which; it can be searched for as `zap_url_signal`.
        wait: Ends when all is judged, with exit code 3 when something went wrong.
        form: `json` prints the judgement as an object.
        where: Which server.
    """
    now, text = SystemClock().now(), filter_text(words)
    with where.connect() as server, about(text):
        made = server.judgements.make(
            {
                "verdict": verdict,
                "filter": text,
                "reason": reason,
                "since": moment(since, now),
                "until": moment(until, now),
                "url": url,
            }
        )
        if wait:
            with progress(quiet=form == "json") as told:
                made = _await_end(server, made, told)
    return _show(made, as_json=form == "json")


@app.command(name="list")
def list_(*, limit: int = 20, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Lists what was judged again, newest first.

    Args:
        limit: How many at most.
        form: `json` prints a list of objects.
        where: Which server.
    """
    with where.connect() as server:
        found = server.judgements.newest(limit)
    if form == "json":
        print_json(found)
    elif found:
        print_table(_COLUMNS, list(map(_line, found)))
    else:
        say("Nothing has been judged again.")


@app.command
def show(judgement_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> ExitCode:
    """Tells how a judgement stands.

    Args:
        judgement_id: Its id, such as `J-1JCNQ5Z5G8M2X`.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        made = server.judgements.get(judgement_id)
    return _show(made, as_json=form == "json")


@app.command
def policy(*, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Tells what follows when delivered mail is judged again.

    Args:
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        found = server.judgements.policy()
    if form == "json":
        print_json(found)
    else:
        _print(found)


def _await_end(server: Client, made: Judgement, told: Progress) -> Judgement:
    pause = _FIRST_PAUSE
    while made["state"] == "judging":
        told.tell("Judging", made["deliveries"], 0)
        time.sleep(pause)
        pause = min(pause * _GROWTH, _LONGEST_PAUSE)
        made = server.judgements.get(made["id"])
    return made


def _show(made: Judgement, *, as_json: bool) -> ExitCode:
    if as_json:
        print_json(made)
    else:
        say(f"{made['id']}: {made['sentence']}")
    wrong = made["state"] == "failed" or made["trouble"]
    return ExitCode.FINISHED_WITH_FAILURES if wrong else ExitCode.DONE


def _line(made: Judgement) -> list[str]:
    return [
        made["id"],
        local_time(made["at"]),
        made["verdict"],
        f"{made['deliveries']:,}",
        made["by_name"],
        _followed(made),
        made["filter"],
    ]


def _followed(made: Judgement) -> str:
    """In few words; `show` has the sentence, with what went wrong."""
    if made["state"] != "done":
        return made["state"]
    label = made["answer"].replace("_", " ")
    return f"{label} {made['remediation']}".strip()


def _print(found: PurgePolicy) -> None:
    rows = [
        [
            one["verdict"],
            (one["action"] or "nothing").replace("_", " "),
            "unread copies" if one["unread_only"] else "all copies",
        ]
        for one in found["responses"]
    ]
    print_table((Column("verdict"), Column("action"), Column("of")), rows)
    say(f"{found['mode_label']}. Mail of the last {found['look_back_hours']:g} hours is judged.")
