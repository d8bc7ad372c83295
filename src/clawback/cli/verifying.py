"""What `clawback audit verify` does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from clawback.app import open_database
from clawback.audit.examination import Finding
from clawback.audit.folder import AuditFolder
from clawback.audit.verification import Verification, Verified
from clawback.cli.exit_code import ExitCode
from clawback.cli.folder import Folder
from clawback.cli.output import print_json
from clawback.cli.progress import progress
from clawback.cli.terminal import harmless
from clawback.database import Database
from clawback.database.lock import FolderInUseError, only_one
from clawback.database.sqlite import reader_of
from clawback.model.counted import counted
from clawback.worker.data_folder import DataFolder

_SHOWN = 50  # findings; a broken trail can have one for every entry


def verify_trail(
    folder: Folder, *, keys: Sequence[Path], checkpoints: Sequence[Path], as_json: bool
) -> ExitCode:
    """Compares every sealed entry with the signed checkpoints, and says what is not as it was."""
    with _readable(folder) as database:
        looked = Verification(
            database, AuditFolder(folder.data / "audit"), keys=keys, checkpoints=checkpoints
        )
        with progress(quiet=as_json) as told:
            findings = list(
                looked.findings(lambda done, total: told.tell("Checking entries", done, total))
            )
        summary = looked.summary()
    if as_json:
        print_json(_document(findings, summary))
    else:
        _tell(findings, summary)
    return ExitCode.FINISHED_WITH_FAILURES if findings else ExitCode.DONE


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
    entries = counted(summary.entries, "sealed entry", "sealed entries")
    kept = counted(summary.checkpoints, "kept checkpoint")
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
