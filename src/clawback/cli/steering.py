"""Commands that change what a remediation does: start, stop, go on, take back."""

from __future__ import annotations

from dataclasses import dataclass

from cyclopts import App

from clawback.cli import standing
from clawback.cli.choices import Flag, Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.client.client import Client
from clawback.client.shapes import Remediation


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that can be done to a remediation; `lasts` when there may be an end to wait for."""

    name: str
    sentence: str
    lasts: bool


VERBS = (
    Verb("start", "Carries out a draft, or what was approved.", lasts=True),
    Verb(
        "undo",
        "Puts back what a remediation moved: folder, flags and date. This is a new remediation.",
        lasts=True,
    ),
    Verb("retry", "Tries again what failed or stayed unknown, looking before acting.", lasts=True),
    Verb("resume", "Goes on with a remediation that was paused.", lasts=True),
    Verb("pause", "Begins nothing further until the remediation is resumed.", lasts=False),
    Verb(
        "cancel",
        "Begins nothing further; what was done stays done, and can be undone.",
        lasts=False,
    ),
    Verb("discard", "Throws a draft away that nobody proposed.", lasts=False),
    Verb(
        "propose",
        "Asks others to approve a draft; ends with exit code 4, because it waits for them.",
        lasts=False,
    ),
)


def add_to(app: App) -> None:
    """Makes each verb a command of `clawback remediation`."""
    for verb in VERBS:
        _add(app, verb)


def tell(
    server: Client, now: Remediation, *, wait: bool = False, as_json: bool = False
) -> ExitCode:
    """Prints what became of a remediation, after its end where somebody waits for that."""
    if wait:
        now = standing.follow(server, now, quiet=as_json)
        return standing.show(now, as_json=as_json)
    waits = standing.show(now, as_json=as_json) is ExitCode.WAITING_FOR_APPROVAL
    return ExitCode.WAITING_FOR_APPROVAL if waits else ExitCode.DONE


def _add(app: App, verb: Verb) -> None:
    def lasting(
        remediation_id: str,
        /,
        *,
        wait: Flag = False,
        form: Format = "table",
        where: Where = ANYWHERE,
    ) -> ExitCode:
        with where.connect() as server:
            now = server.command(remediation_id, verb.name)
            return tell(server, now, wait=wait, as_json=form == "json")

    def momentary(
        remediation_id: str, /, *, form: Format = "table", where: Where = ANYWHERE
    ) -> ExitCode:
        return lasting(remediation_id, form=form, where=where)

    command = lasting if verb.lasts else momentary
    command.__doc__ = _help(verb)
    app.command(command, name=verb.name)


def _help(verb: Verb) -> str:
    """The docstring from which the command line takes its help."""
    wait = "    wait: Ends when all is done, with exit code 3 when something failed.\n"
    return (
        f"{verb.sentence}\n\nArgs:\n    remediation_id: Its id.\n{wait if verb.lasts else ''}"
        "    form: `json` prints an object.\n    where: Which server.\n"
    )
