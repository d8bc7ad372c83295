"""`clawback import`: mail from files and folders."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import local
from typing import cast

from clawback.cli.choices import Flag, Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.failure import UsageError
from clawback.cli.importing_logs import import_log_files
from clawback.cli.output import print_json
from clawback.cli.progress import Progress, progress
from clawback.cli.terminal import harmless, say
from clawback.client.client import Client
from clawback.client.json import JsonObject
from clawback.ingest.importing import Receipt, Tally, import_paths
from clawback.ingest.sources.port import Hints
from clawback.model.counted import counted

# Seconds between looks whether everything is searchable: a small import is told at once, and a
# large one is not slowed down by being asked about.
_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 0.05, 0.4, 1.5
_TOLD = 20  # skipped files that are named on the terminal


def import_mail(
    *paths: Path,
    recipient: str = "",
    server: str = "",
    logs: Flag = False,
    zone: str = "UTC",
    wait: bool = True,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> ExitCode:
    """Brings in a Maildir, an mbox file, a folder of .eml files, a single mail, or logs.

    An import that broke off is simply run again: nothing is stored or told twice.

    Args:
        paths: Files and folders; folders are read with all that is in them.
        recipient: Whose mail all of it was, when the mails do not say.
        server: The mail server, by its name in the settings, whose Maildirs or logs these are.
        logs: They are logs of Postfix and Dovecot, about mail that is stored; all files of a log
            that was rotated together, compressed or not.
        zone: Time zone of the times in logs that name none, such as Europe/Berlin.
        wait: Ends when everything can be found, not when it has been sent.
        form: `json` prints the totals as an object.
        where: Which server.
    """
    if not paths:
        raise UsageError("Import what? Name a file or a folder.")
    if logs:
        return import_log_files(paths, zone=zone, server=server, form=form, where=where)
    with progress() as told, _Uploads(where) as uploads:
        tally = import_paths(
            paths,
            hints=Hints(recipient=recipient, server=server),
            send=uploads,
            report=_reporter(told),
            sleep=time.sleep,
        )
        if wait:
            _follow(where, tally, told)
    for skip in tally.skips[:_TOLD]:
        say(f"Passed over {harmless(skip.path)}: {harmless(skip.reason)}.")
    if tally.skipped > _TOLD:
        say(f"… and {tally.skipped - _TOLD:,} more.")
    if form == "json":
        print_json(_totals(tally))
    else:
        mails, things = counted(tally.accepted, "mail"), counted(tally.skipped, "thing")
        print(f"{mails} taken in, {things} passed over.")
    return ExitCode.FINISHED_WITH_FAILURES if tally.skipped else ExitCode.DONE


class _Uploads(ExitStack):
    """Sends from several threads, each on a connection of its own."""

    def __init__(self, where: Where) -> None:
        super().__init__()
        self._where = where
        self._mine = local()

    def __call__(self, body: bytes) -> Receipt:
        return Receipt(**self._server().upload(body))

    def _server(self) -> Client:
        if not hasattr(self._mine, "server"):
            self._mine.server = self.enter_context(self._where.connect())
        return cast("Client", self._mine.server)


def _reporter(told: Progress) -> Callable[[Tally], None]:
    def report(tally: Tally) -> None:
        told.tell(f"Sending, {counted(tally.accepted, 'mail')}", tally.done, tally.size)

    return report


def _follow(where: Where, tally: Tally, told: Progress) -> None:
    """Waits until everything that was sent can be found."""
    if not tally.ticket:
        return
    pause = _FIRST_PAUSE
    with where.connect() as server:
        while not (far := server.import_progress(tally.ticket))["searchable"]:
            left = tally.ticket - far["settled"]
            told.tell("Storing", max(tally.accepted - left, 0), tally.accepted)
            time.sleep(pause)
            pause = min(pause * _GROWTH, _LONGEST_PAUSE)


def _totals(tally: Tally) -> JsonObject:
    return {
        "mails": tally.mails,
        "accepted": tally.accepted,
        "skipped": tally.skipped,
        "skips": [{"path": skip.path, "reason": skip.reason} for skip in tally.skips],
        "bytes": tally.size,
    }
