"""`clawback remediate`: one action on every delivery that a filter finds."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Annotated, TypeAlias

from cyclopts import Parameter

from clawback.cli import standing
from clawback.cli.choices import ActionName, Filter, Flag, Format, Moment, NamesFile, Severity
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.failure import UsageError, about
from clawback.cli.filter_text import filter_text
from clawback.cli.moments import moment
from clawback.cli.names import names_in
from clawback.cli.review import show_review
from clawback.cli.terminal import harmless, say
from clawback.client.client import Client
from clawback.client.review import Sketch
from clawback.client.shapes import Remediation, Wish
from clawback.model.clock import SystemClock
from clawback.model.errors import ForbiddenError

Name: TypeAlias = Annotated[str, Parameter(name="--name")]


def remediate(
    action: ActionName,
    /,
    *words: Filter,
    name: Name,
    severity: Severity = "medium",
    description: str = "",
    since: Moment = None,
    until: Moment = None,
    sweep: Flag = False,
    senders_copy: Flag = False,
    unread_only: Flag = False,
    ids: NamesFile = None,
    exclude: NamesFile = None,
    every_location: Flag = False,
    dry_run: Flag = False,
    propose: Flag = False,
    yes: Flag = False,
    wait: Flag = False,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Does one action to every delivery that a filter finds now. Asks before it acts.

    The deliveries are frozen before the question, and nothing else is touched afterwards.

    Args:
        action: What is to be done.
        words: Which deliveries; several words are taken as one text.
        name: What this remediation is called, for those who look at it later.
        severity: How bad the threat is that it answers.
        description: Why, in a sentence or more.
        since: Only mail received then or later: a date, a time, or a distance such as `-7d`.
        until: Only mail received before then.
        sweep: Looks for copies in every folder of each mailbox.
        senders_copy: Also the copy in the sender's Sent folder; with soft_delete only.
        unread_only: Leaves copies that have been read by the time it comes to them.
        ids: Of what the filter finds, only what these name: a file (`-`: standard input) with
            network message ids or internet message ids, one a line, or CSV with columns
            `network_message_id`, `internet_message_id`, `recipient`; or `list:NAME`.
        exclude: Leaves out what these name, in the same forms.
        every_location: Acts also where that would show soft-deleted mail to its owner again.
        dry_run: Shows the review of what would be touched, and keeps nothing.
        propose: Asks others for approval instead of acting; ends with exit code 4.
        yes: Acts without asking.
        wait: Ends when all is done, with exit code 3 when something failed.
        form: `json` prints the remediation (or the review of a dry run) as an object.
        where: Which server.
    """
    now = SystemClock().now()
    wish: Wish = {
        "action": action,
        "filter": filter_text(words),
        "since": moment(since, now),
        "until": moment(until, now),
        "name": name,
        "severity": severity,
        "description": description,
        "sweep": sweep,
        "senders_copy": senders_copy,
        "unread_only": unread_only,
        "only": names_in(ids),
        "without": names_in(exclude),
        "every_location": every_location,
    }
    as_json = form == "json"
    if propose and (dry_run or wait):
        raise UsageError("A proposal waits for others: --propose goes with no --wait or --dry-run.")
    with where.connect() as server, about(wish["filter"]):
        if dry_run:
            show_review(server.review(_sketch(wish)), as_json=as_json)
            return ExitCode.DONE
        if propose:
            proposed = server.remediate(wish, start=False, propose=True)
            return standing.show(proposed, as_json=as_json)
        made = _made(server, wish, yes=yes)
        if made is None:
            return ExitCode.ERROR
        if wait:
            made = standing.follow(server, made, quiet=as_json)
    return standing.show(made, as_json=as_json)


def _sketch(wish: Wish) -> Sketch:
    return {
        "action": wish["action"],
        "filter": wish["filter"],
        "since": wish["since"],
        "until": wish["until"],
        "sweep": wish["sweep"],
        "senders_copy": wish["senders_copy"],
        "unread_only": wish["unread_only"],
        "only": wish["only"],
        "without": wish["without"],
        "every_location": wish["every_location"],
    }


def _made(server: Client, wish: Wish, *, yes: bool) -> Remediation | None:
    """The started remediation; `None` when the person said no."""
    if yes:
        return server.remediate(wish, start=True)
    if not sys.stdin.isatty():
        raise UsageError("Nobody can be asked here. Add --yes to act, or --dry-run to only count.")
    draft = server.remediate(wish, start=False)
    if not _agreed(draft):
        with suppress(ForbiddenError):  # a draft that stays does no harm
            server.command(draft["id"], "cancel")
        say("Nothing was done.")
        return None
    return server.command(draft["id"], "start")


def _agreed(draft: Remediation) -> bool:
    say(harmless(draft["sentence"]))
    standing.print_servers(draft["by_server"])
    say(takes_back(draft["action"], draft["escrow_days"]))
    print("Go ahead? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def takes_back(action: str, escrow_days: int = 0) -> str:
    """Whether the action can be undone, in a sentence."""
    if action == "hard_delete" and escrow_days:
        return f"This deletes for good; a sealed copy is kept for {escrow_days} days."
    if action == "hard_delete":
        return "This deletes for good: it cannot be undone."
    return "This can be undone with: clawback remediation undo ID"
