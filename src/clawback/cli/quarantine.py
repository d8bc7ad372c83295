"""`clawback quarantine`: mail that the gate held back."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cyclopts import App, Parameter

from clawback.cli.choices import Flag, Format, Moment
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.failure import UsageError
from clawback.cli.message import Form, hand_out
from clawback.cli.output import local_time, print_json, text, words
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import say
from clawback.client.client import Client
from clawback.client.quarantine import Ended, Held
from clawback.client.transport import Query

app = App(name="quarantine", help="Lists held mail, lets it go, or deletes it.")
State: TypeAlias = Literal["held", "releasing", "released", "deleted", "expired", "lost"]
Ids: TypeAlias = Annotated[tuple[str, ...], Parameter(negative="")]
_COLUMNS = (
    Column("id"),
    Column("received"),
    Column("state"),
    Column("threat"),
    Column("recipient", shrinks=True),
    Column("sender", shrinks=True),
    Column("subject", shrinks=True),
)
_ENDS = (Column("id"), Column("outcome"), Column("why", shrinks=True))


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which of them.

    Attributes:
        state: Only those that are so; may be given several times. Without it, those held.
        recipient: A part of the recipient's address.
        sender: A part of the sender's address, of the header or the envelope.
        threat: Only those held for this.
        message: Only those of one network message id.
        text: What stands in an address, the subject, the reason or the id.
        since: Only what came then or later: a date, a time, or a distance such as `-7d`.
        until: Only what came before then.
    """

    state: Annotated[tuple[State, ...], Parameter(negative="")] = ("held",)
    recipient: str | None = None
    sender: str | None = None
    threat: Literal["malware", "phish", "spam"] | None = None
    message: str | None = None
    text: str | None = None
    since: Moment = None
    until: Moment = None

    @property
    def query(self) -> Query:
        return {
            "state": list(self.state),
            "recipient": self.recipient,
            "sender": self.sender,
            "threat": self.threat,
            "message": self.message,
            "text": self.text,
            "since": self.since,
            "until": self.until,
        }


EVERY = Which()


@app.command(name="list")
def list_(
    *, which: Which = EVERY, limit: int = 100, form: Format = "table", where: Where = ANYWHERE
) -> None:
    """Lists held mail, newest first.

    Args:
        which: Which of them.
        limit: At most so many.
        form: `json` prints an array of objects.
        where: Which server.
    """
    with where.connect() as server:
        found = list(server.quarantine.each(which.query, limit))
    if form == "json":
        print_json(found)
    else:
        print_table(_COLUMNS, list(map(_line, found)))


@app.command
def show(held: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Tells all about one held mail, and for whom else it is held.

    Args:
        held: Its id, as `clawback quarantine list` prints it.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        found = server.quarantine.show(held)
    if form == "json":
        print_json(found)
        return
    one = found["held"]
    rows = [
        ["state", words(one["state"])],
        ["note", text(one["note"])],
        ["recipient", one["recipient"]],
        ["sender", one["sender"]],
        ["envelope sender", one["mail_from"] or "<>"],
        ["subject", text(one["subject"])],
        ["threat", text(one["threat_type"])],
        ["reason", one["reason"]],
        ["size", f"{one['size']:,} bytes"],
        ["received", local_time(one["received_at"])],
        ["kept until", local_time(one["expires_at"])],
        ["last changed", f"{local_time(one['changed_at'])} {one['changed_by_name']}".strip()],
        ["message", one["network_message_id"]],
    ]
    print_table((Column("about"), Column("it", shrinks=True)), rows)
    if found["others"]:
        say("The same message for others:")
        print_table(_COLUMNS, list(map(_line, found["others"])))


@app.command
def release(
    *held: str,
    all_recipients: Flag = False,
    yes: Flag = False,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Lets mail go: hands it to the mail server for its recipients. Exit code 3 if any stays.

    Args:
        held: The ids.
        all_recipients: For all recipients of these messages for whom they are held.
        yes: Asks nothing.
        form: `json` prints an array of objects.
        where: Which server.
    """
    _needed(held)
    with where.connect() as server:
        ids = _of_all(server, held) if all_recipients else held
        if not _agreed(f"Release {_counted(ids)}?", yes=yes):
            say("Nothing was released.")
            return ExitCode.DONE
        return _told(server.quarantine.release(ids), "released", form)


@app.command
def delete(
    *held: str, yes: Flag = False, form: Format = "table", where: Where = ANYWHERE
) -> ExitCode:
    """Deletes held mail for good. Exit code 3 if any could not be deleted.

    Args:
        held: The ids.
        yes: Asks nothing.
        form: `json` prints an array of objects.
        where: Which server.
    """
    _needed(held)
    with where.connect() as server:
        if not _agreed(f"Delete {_counted(held)} for good?", yes=yes):
            say("Nothing was deleted.")
            return ExitCode.DONE
        return _told(server.quarantine.delete(held), "deleted", form)


@app.command
def download(
    held: str,
    /,
    *,
    reason: str,
    form: Form = "zip",
    output: Path | None = None,
    where: Where = ANYWHERE,
) -> None:
    """Takes a held mail away as a file.

    Args:
        held: Its id.
        reason: Why it must be seen; the audit trail keeps it.
        form: `zip` has a password, which is printed; `eml` is the mail as it is, `header` its
            header alone.
        output: The file to write, instead of standard output.
        where: Which server.
    """
    with where.connect() as server:
        one = server.quarantine.show(held)["held"]
        message, recipient = one["network_message_id"], one["recipient"]
        taken = server.content.download(message, recipient, reason, form)
    hand_out(taken, output)


def _needed(held: Sequence[str]) -> None:
    if not held:
        raise UsageError("Say which: give one id or several, as `clawback quarantine list` does.")


def _of_all(server: Client, held: Sequence[str]) -> list[str]:
    found = [server.quarantine.show(one) for one in held]
    every = [one for mail in found for one in (mail["held"], *mail["others"])]
    return list(dict.fromkeys(one["id"] for one in every if one["state"] == "held"))


def _agreed(question: str, *, yes: bool) -> bool:
    if yes:
        return True
    if not sys.stdin.isatty():
        raise UsageError("Nobody can be asked here. Add --yes.")
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _told(ended: Sequence[Ended], did: str, form: Format) -> ExitCode:
    done = sum(one["outcome"] == "done" for one in ended)
    if form == "json":
        print_json(ended)
    else:
        rest = [one for one in ended if one["outcome"] != "done"]
        if rest:
            print_table(_ENDS, [[one["id"], words(one["outcome"]), one["reason"]] for one in rest])
        say(f"{done:,} of {len(ended):,} {did}.")
    return ExitCode.DONE if done == len(ended) else ExitCode.FINISHED_WITH_FAILURES


def _line(held: Held) -> list[str]:
    return [
        held["id"],
        local_time(held["received_at"]),
        words(held["state"]),
        text(held["threat_type"]),
        held["recipient"],
        text(held["sender"]),
        text(held["subject"]),
    ]


def _counted(ids: Sequence[str]) -> str:
    return "1 held mail" if len(ids) == 1 else f"{len(ids):,} held mails"
