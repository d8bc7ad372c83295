"""`clawback investigate`: begins an investigation."""

from __future__ import annotations

import time

from cyclopts import App

from clawback.cli.choices import Flag, Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.investigation import told
from clawback.cli.progress import Progress, progress
from clawback.client.client import Client
from clawback.client.investigations import InvestigationPage

app = App(name="investigate", help="Gathers evidence about mail like this, and recommends actions.")
_PAUSE = 0.2  # seconds


@app.command
def message(
    network_message_id: str,
    /,
    *,
    reason: str = "",
    wait: Flag = False,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Investigates a message, and all mail like it.

    Args:
        network_message_id: Which one.
        reason: Why, for those who read it.
        wait: Ends when its steps are over, with exit code 4 when actions wait for approval.
        form: `json` prints the investigation as an object.
        where: Which server.
    """
    return _begin(("message", network_message_id), reason, where, wait=wait, form=form)


@app.command
def sender(
    address: str,
    /,
    *,
    reason: str = "",
    wait: Flag = False,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Investigates a sender's mail, and all mail like it.

    Args:
        address: The sender's address, of the letter or of the envelope.
        reason: Why, for those who read it.
        wait: Ends when its steps are over, with exit code 4 when actions wait for approval.
        form: `json` prints the investigation as an object.
        where: Which server.
    """
    return _begin(("sender", address), reason, where, wait=wait, form=form)


@app.command
def recipient(
    address: str,
    /,
    *,
    reason: str = "",
    wait: Flag = False,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Investigates the bad mail that somebody got, and all mail like it.

    Args:
        address: The recipient's address.
        reason: Why, for those who read it.
        wait: Ends when its steps are over, with exit code 4 when actions wait for approval.
        form: `json` prints the investigation as an object.
        where: Which server.
    """
    return _begin(("recipient", address), reason, where, wait=wait, form=form)


@app.command
def url(
    link: str,
    /,
    *,
    reason: str = "",
    wait: Flag = False,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Investigates mail with a link, and all mail like it.

    Args:
        link: The URL.
        reason: Why, for those who read it.
        wait: Ends when its steps are over, with exit code 4 when actions wait for approval.
        form: `json` prints the investigation as an object.
        where: Which server.
    """
    return _begin(("url", link), reason, where, wait=wait, form=form)


@app.command
def alert(
    alert_id: str,
    /,
    *,
    reason: str = "",
    wait: Flag = False,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Investigates the mail of an alert, and all mail like it.

    Args:
        alert_id: Its id.
        reason: Why, for those who read it.
        wait: Ends when its steps are over, with exit code 4 when actions wait for approval.
        form: `json` prints the investigation as an object.
        where: Which server.
    """
    return _begin(("alert", alert_id), reason, where, wait=wait, form=form)


@app.command
def click(
    click_id: str,
    /,
    *,
    reason: str = "",
    wait: Flag = False,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Investigates a click: the mail that its link was in, and who clicked.

    Args:
        click_id: Its id, as `clawback clicks --format json` has it.
        reason: Why, for those who read it.
        wait: Ends when its steps are over, with exit code 4 when actions wait for approval.
        form: `json` prints the investigation as an object.
        where: Which server.
    """
    return _begin(("click", click_id), reason, where, wait=wait, form=form)


def _begin(
    root: tuple[str, str], reason: str, where: Where, *, wait: bool, form: Format
) -> ExitCode:
    with where.connect() as server:
        made = server.investigations.make(*root, reason)
        if wait:
            with progress(quiet=form == "json") as shown:
                made = _await_end(server, made, shown)
    return told(made, as_json=form == "json")


def _await_end(server: Client, made: InvestigationPage, shown: Progress) -> InvestigationPage:
    while made["status"] == "running":
        shown.tell("Investigating", made["done"], made["steps"])
        time.sleep(_PAUSE)
        made = server.investigations.get(made["id"])
    return made
