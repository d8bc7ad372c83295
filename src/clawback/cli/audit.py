"""`clawback audit`: who did what, and whether the trail of it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cyclopts import App, Parameter

from clawback.cli.choices import Format, Moment
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.failure import UsageError
from clawback.cli.folder import Folder
from clawback.cli.output import local_time, print_json, text
from clawback.cli.receiving import receive
from clawback.cli.table import Column, print_table
from clawback.client.audit import AuditEntry
from clawback.client.transport import Query

app = App(name="audit", help="Shows the audit trail, and proves that it is whole.")
ExportFormat: TypeAlias = Annotated[Literal["csv", "ndjson", "ocsf"], Parameter(name="--format")]
_COLUMNS = (
    Column("no.", right=True),
    Column("time"),
    Column("who", shrinks=True),
    Column("did"),
    Column("to", shrinks=True),
    Column("result"),
)


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
        text: What stands in a name, an action, a subject or the details.
    """

    actor: str | None = None
    person: str | None = None
    action: str | None = None
    subject: str | None = None
    result: Literal["done", "denied", "failed"] | None = None
    since: Moment = None
    until: Moment = None
    text: str | None = None

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
            "text": self.text,
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
        key: A file with the public key of another server or of a former one; may be given several
            times.
        form: `json` prints an object with everything that was found.
    """
    from clawback.cli.verifying import verify_trail  # noqa: PLC0415 - slow to load, and a wrong option should be told at once

    return verify_trail(folder, keys=key, checkpoints=checkpoint, as_json=form == "json")


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
        form: `csv` for spreadsheets, `ndjson` for programs, `ocsf` for SIEMs.
        output: The file to write, instead of standard output.
        where: Which server.
    """
    with where.connect() as server:
        receive(server.audit.export(which.query, form), output, is_text=True)


def _row(item: AuditEntry) -> list[str]:
    return [
        text(item["number"]),
        local_time(item["at"]),
        item["actor_name"] or item["actor_id"],
        item["action"],
        item["subject"],
        item["result"],
    ]
