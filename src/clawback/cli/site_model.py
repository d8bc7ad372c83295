"""`clawback model`: the site model, which learns what is bad here from own mail."""

from __future__ import annotations

import time

from cyclopts import App

from clawback.cli.choices import Flag, Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.headers import line
from clawback.cli.output import local_time, print_json
from clawback.cli.terminal import harmless
from clawback.client.learning import SiteModel

app = App(name="model", help="Shows the site model, and lets it learn.")
_PAUSE = 0.5  # seconds


@app.command
def show(*, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Prints what the model was learnt from, how it does, and whether it decides.

    Args:
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        _print(server.learning.show(), as_json=form == "json")


@app.command
def train(*, wait: Flag = False, form: Format = "table", where: Where = ANYWHERE) -> ExitCode:
    """Learns the model anew from the mail that is kept.

    Args:
        wait: Ends when it has learnt, with exit code 3 when that failed.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        found = server.learning.train()
        while wait and found["learning"]:
            time.sleep(_PAUSE)
            found = server.learning.show()
    _print(found, as_json=form == "json")
    return ExitCode.FINISHED_WITH_FAILURES if wait and found["trouble"] else ExitCode.DONE


def _print(found: SiteModel, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    line("Decides", "yes" if found["acts"] else f"no. {harmless(found['why_not'])}")
    if found["learning"]:
        line("Now", "It is learning.")
    if found["trouble"]:
        line("At last", found["trouble"])
    if found["learnt_at"]:
        line("Learnt", local_time(found["learnt_at"]))
        line("From", f"{found['ham']:,} good mails, {found['bad']:,} bad ones")
    measured = found["measured"]
    if measured:
        line("Finds", f"{measured['found']:,} of {measured['bad']:,} bad mails it had not seen")
        line("Is wrong on", f"{measured['wrong']:,} of {measured['ham']:,} good ones")
        line("Precision", _share(measured["precision"]))
        line("Recall", _share(measured["recall"]))
        line("False positives", _share(measured["false_positives"]))


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.2%}"
