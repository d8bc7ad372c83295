"""`clawback submission`: how submissions stand, and what came of them."""

from __future__ import annotations

from typing import Literal

from cyclopts import App

from clawback.cli.choices import Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.output import local_time, print_json
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless, say
from clawback.client.submissions import Submission, SubmissionPage

app = App(name="submission", help="Follows submissions, and tells what came of them.")
_COLUMNS = (
    Column("id"),
    Column("when"),
    Column("by"),
    Column("as"),
    Column("status"),
    Column("result"),
    Column("what", shrinks=True),
)
_SENDINGS = (
    Column("target"),
    Column("kind"),
    Column("state"),
    Column("tries", right=True),
    Column("said", shrinks=True),
)
_TARGETS = (
    Column("target"),
    Column("kind"),
    Column("waiting", right=True),
    Column("no access", right=True),
    Column("sent", right=True),
    Column("answered", right=True),
    Column("failed", right=True),
)


@app.command(name="list")
def list_(
    *,
    status: Literal["pending", "completed"] | None = None,
    kind: Literal["email", "url", "file"] | None = None,
    limit: int = 20,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Lists submissions, newest first.

    Args:
        status: Only those that stand so.
        kind: Only those of this kind.
        limit: How many at most.
        form: `json` prints a list of objects.
        where: Which server.
    """
    with where.connect() as server:
        found = server.submissions.newest(limit, status=status, kind=kind)
    if form == "json":
        print_json(found)
    elif found:
        print_table(_COLUMNS, list(map(_line, found)))
    else:
        say("Nothing was submitted so far. `clawback submit` does it.")


@app.command
def show(submission_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> ExitCode:
    """Tells what was found when it was judged again, and what each target said.

    Args:
        submission_id: Its id, such as `S-1M8MBMX0GA893`.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        made = server.submissions.get(submission_id)
    return told(made, as_json=form == "json")


@app.command
def targets(*, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Lists who is told of submissions, and how much waits for each.

    Args:
        form: `json` prints a list of objects.
        where: Which server.
    """
    with where.connect() as server:
        found = server.submissions.targets()
    if form == "json":
        print_json(found)
    elif found:
        rows = [
            [
                one["name"],
                one["kind"],
                f"{one['waiting']:,}",
                f"{one['no_access']:,}",
                f"{one['sent']:,}",
                f"{one['answered']:,}",
                f"{one['failed']:,}",
            ]
            for one in found
        ]
        print_table(_TARGETS, rows)
    else:
        say("The settings name no target: submissions are judged again, and go nowhere.")


@app.command
def retry(submission_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> ExitCode:
    """Has every target told again that failed.

    Args:
        submission_id: Its id.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        made = server.submissions.retry(submission_id)
    return told(made, as_json=form == "json")


@app.command
def resubmit(submission_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> ExitCode:
    """Submits the same once more, as a submission of its own.

    Args:
        submission_id: Its id.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        made = server.submissions.resubmit(submission_id)
    return told(made, as_json=form == "json")


@app.command
def dispute(
    submission_id: str,
    text: str,
    /,
    *,
    what: Literal["result", "reason", "steps"] = "result",
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Says that a result is wrong: it is judged again, and every target is told why. Once.

    Args:
        submission_id: Its id.
        text: Why it is wrong.
        what: What of it is wrong.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        made = server.submissions.dispute(submission_id, what, text)
    return told(made, as_json=form == "json")


def told(made: SubmissionPage, *, as_json: bool) -> ExitCode:
    """Prints a submission; gives the exit code that says how it stands."""
    if as_json:
        print_json(made)
    else:
        _tell(made)
    return ExitCode.FINISHED_WITH_FAILURES if made["failed"] else ExitCode.DONE


def _tell(made: SubmissionPage) -> None:
    if made["sendings"]:
        rows = [
            [one["target"], one["kind"], one["state_label"], f"{one['tries']:,}", one["said"]]
            for one in made["sendings"]
        ]
        print_table(_SENDINGS, rows)
    say(harmless(f"{made['id']}: {made['status_label']}, {made['result_label']}. {made['name']}"))
    review = made["review"]
    if review is None:
        return
    for line in (*review["why"], *review["policy"]):
        say(harmless(f"  {line}"))
    say(f"  It is held for {', '.join(review['now']) or 'nothing bad'} now.")
    for word in review["words"]:
        said = word["no_verdict"] or f"{word['threat'] or 'nothing'} {'; '.join(word['evidence'])}"
        say(harmless(f"  {word['provider']}: {said}".rstrip()))


def _line(made: Submission) -> list[str]:
    return [
        made["id"],
        local_time(made["at"]),
        made["by_name"],
        made["category"],
        made["status"],
        made["result"],
        f"{made['kind']} {made['name']}",
    ]
