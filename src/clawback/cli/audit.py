"""`clawback audit`: who did what, and whether the trail of it is whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cyclopts import App, Parameter

from clawback.app import open_database
from clawback.audit.examination import Finding
from clawback.audit.folder import AuditFolder
from clawback.audit.verification import Verification, Verified
from clawback.cli.choices import Format, Moment
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.failure import UsageError
from clawback.cli.folder import Folder
from clawback.cli.output import local_time, print_json, text
from clawback.cli.progress import progress
from clawback.cli.receiving import receive
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless
from clawback.client.audit import AuditEntry
from clawback.client.transport import Query
from clawback.database import Database
from clawback.database.lock import FolderInUseError, only_one
from clawback.database.sqlite import reader_of
from clawback.worker.data_folder import DataFolder

app = App(name="audit", help="Shows the audit trail, and proves that it is whole.")
ExportFormat: TypeAlias = Annotated[Literal["csv", "ndjson"], Parameter(name="--format")]
_COLUMNS = (
    Column("no.", right=True),
    Column("time"),
    Column("who", shrinks=True),
    Column("did"),
    Column("to", shrinks=True),
    Column("result"),
)
_SHOWN = 50  # findings; a broken trail can have one for every entry


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which entries.

    Attributes:
        actor: The id of the person, token or part of Clawback that acted.
        person: The id of the person who stands behind it.
        action: What was done, such as `remediation.approve`; `remediation.*` finds all of a kind.
        subject: To what, such as `remediation:R-1M85DCNPQE0N8`.
        result: `done`, `denied` or `failed`.
        since: Only what was done then or later: a date, a time, or a distance such as `-7d`.
        until: Only what was done before then.
    """

    actor: str | None = None
    person: str | None = None
    action: str | None = None
    subject: str | None = None
    result: Literal["done", "denied", "failed"] | None = None
    since: Moment = None
    until: Moment = None

    @property
    def query(self) -> Query:
        return {
            "actor": self.actor,
            "person": self.person,
            "action": self.action,
            "subject": self.subject,
            "result": self.result,
            "since": self.since,
            "until": self.until,
        }


EVERY = Which()


@app.command
def verify(
    folder: Folder,
    *,
    checkpoint: Annotated[tuple[Path, ...], Parameter(negative="")] = (),
    key: Annotated[tuple[Path, ...], Parameter(negative="")] = (),
    form: Format = "table",
) -> ExitCode:
    """Compares every sealed entry with the signed checkpoints, without a server.

    Ends with 0 when all is whole, with 3 when something was changed, is missing or was forked, and
    with 1 when it cannot be looked at.

    Args:
        folder: The data folder and its settings.
        checkpoint: A file of checkpoints that was kept elsewhere; may be given several times.
        key: A file with the public key of another server or of a former one; the same.
        form: `json` prints an object with everything that was found.
    """
    with _readable(folder) as database:
        looked = Verification(
            database, AuditFolder(folder.data / "audit"), keys=key, checkpoints=checkpoint
        )
        with progress(quiet=form == "json") as told:
            findings = list(
                looked.findings(lambda done, total: told.tell("Checking entries", done, total))
            )
        summary = looked.summary()
    if form == "json":
        print_json(_document(findings, summary))
    else:
        _tell(findings, summary)
    return ExitCode.FINISHED_WITH_FAILURES if findings else ExitCode.DONE


@app.command(name="list")
def list_entries(
    *,
    which: Which = EVERY,
    limit: int = 50,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Lists entries, newest first.

    Args:
        which: Which entries.
        limit: At most so many.
        form: `json` prints objects with all that is kept.
        where: Which server.
    """
    if limit < 1:
        raise UsageError("--limit takes a number from 1.")
    with where.connect() as server:
        items = list(server.audit.entries(which.query, limit))
    if form == "json":
        print_json(items)
    else:
        print_table(_COLUMNS, [_row(item) for item in items])


@app.command
def export(
    *,
    which: Which = EVERY,
    form: ExportFormat = "ndjson",
    output: Path | None = None,
    where: Where = ANYWHERE,
) -> None:
    """Takes away every entry as a file, newest first.

    Args:
        which: Which entries.
        form: `csv` for spreadsheets, `ndjson` for programs.
        output: The file to write, instead of standard output.
        where: Which server.
    """
    with where.connect() as server:
        receive(server.audit.export(which.query, form), output, is_text=True)


@contextmanager
def _readable(folder: Folder) -> Iterator[Database]:
    """The state database; beside a running server it is opened in a way that cannot write."""
    settings = folder.settings()
    url = settings.state.url.get_secret_value()
    try:
        with only_one(folder.data), open_database(settings, folder.data) as database:
            yield database
    except FolderInUseError:
        if url:
            with open_database(settings, folder.data) as database:
                yield database
            return
        reader = reader_of(DataFolder(folder.data).state)
        with closing(Database(reader, reader)) as database:
            yield database


def _tell(findings: Sequence[Finding], summary: Verified) -> None:
    for finding in findings[:_SHOWN]:
        print(f"{finding.fault.value.upper():<10}  {harmless(finding.sentence)}")
    if len(findings) > _SHOWN:
        print(f"… and {len(findings) - _SHOWN:,} more; --format json shows all.")
    waiting = f" {summary.unsealed:,} are not sealed yet." if summary.unsealed else ""
    entries = "1 sealed entry" if summary.entries == 1 else f"{summary.entries:,} sealed entries"
    kept = (
        "1 kept checkpoint"
        if summary.checkpoints == 1
        else (f"{summary.checkpoints:,} kept checkpoints")
    )
    said = f"{entries} and {kept}"
    if findings:
        print(f"The audit trail is NOT as it was written. {said} were looked at.{waiting}")
    else:
        print(f"The audit trail is whole: {said} fit together.{waiting}")


def _document(findings: Sequence[Finding], summary: Verified) -> dict[str, object]:
    return {
        "whole": not findings,
        "entries": summary.entries,
        "unsealed": summary.unsealed,
        "checkpoints": summary.checkpoints,
        "findings": [
            {"fault": finding.fault.value, "sentence": finding.sentence} for finding in findings
        ],
    }


def _row(item: AuditEntry) -> list[str]:
    return [
        text(item["number"]),
        local_time(item["at"]),
        item["actor_name"] or item["actor_id"],
        item["action"],
        item["subject"],
        item["result"],
    ]
