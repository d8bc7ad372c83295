"""Commands by which people decide on what others proposed. They take a person who signed in."""

from __future__ import annotations

from cyclopts import App

from clawback.cli import standing
from clawback.cli.choices import Flag, Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.steering import tell


def add_to(app: App) -> None:
    """Makes these commands of `clawback remediation`."""
    app.command(approve)
    app.command(reject)
    app.command(withdraw)
    app.command(break_glass, name="break-glass")


def approve(
    remediation_id: str,
    /,
    *,
    reason: str = "",
    start: Flag = False,
    wait: Flag = False,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Says yes to what somebody else proposed. Takes a person who signed in, not a token.

    Args:
        remediation_id: Its id.
        reason: Why, for those who read it later.
        start: Starts it, if this was the last approval needed.
        wait: With `--start`: ends when all is done, with exit code 3 when something failed.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        seen = server.remediation(remediation_id)
        now = server.approve(remediation_id, seen["plan_hash"], reason=reason, start=start)
        going = start and now["started_at"] is not None
        return tell(server, now, wait=wait and going, as_json=form == "json")


def reject(
    remediation_id: str, /, *, reason: str, form: Format = "table", where: Where = ANYWHERE
) -> ExitCode:
    """Says no to what somebody else proposed, which ends it. Takes a person who signed in.

    Args:
        remediation_id: Its id.
        reason: Why, for those who read it later.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        now = server.give_reason(remediation_id, "reject", reason)
    return standing.show(now, as_json=form == "json")


def withdraw(
    remediation_id: str, /, *, reason: str, form: Format = "table", where: Where = ANYWHERE
) -> ExitCode:
    """Takes a proposal back, approved or not, before it is started.

    Args:
        remediation_id: Its id.
        reason: Why, for those who read it later.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        now = server.give_reason(remediation_id, "withdraw", reason)
    return standing.show(now, as_json=form == "json")


def break_glass(
    remediation_id: str,
    /,
    *,
    reason: str,
    wait: Flag = False,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Starts a draft without the approval it needs. Off unless an administrator allows it.

    Takes a person who signed in and may approve, and always leaves its reason in the audit trail.

    Args:
        remediation_id: Its id.
        reason: Why nobody else can be asked.
        wait: Ends when all is done, with exit code 3 when something failed.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        now = server.give_reason(remediation_id, "break-glass", reason)
        return tell(server, now, wait=wait, as_json=form == "json")
