"""What `clawback doctor` does."""

from __future__ import annotations

from collections.abc import Iterator

from clawback.app import clickhouse_answers, mail_server, named_lists, open_database, provider
from clawback.cli.exit_code import ExitCode
from clawback.cli.folder import Folder
from clawback.cli.output import print_json
from clawback.cli.terminal import harmless
from clawback.client.json import JsonObject
from clawback.database.lock import FolderInUseError, only_one
from clawback.filters.lists import FolderOfLists
from clawback.model.errors import ClawbackError
from clawback.settings import Settings
from clawback.store.settings import StoreKind, StoreSettings
from clawback.worker.data_folder import DataFolder
from clawback.worker.examination import (
    Finding,
    Mark,
    look_at_countries,
    look_at_database,
    look_at_engines,
    look_at_folder,
    look_at_lists,
    look_at_mail_servers,
    look_at_spool,
    versions,
)

_SIGNS = {Mark.GOOD: "ok  ", Mark.DOUBTFUL: "note", Mark.BAD: "BAD "}


def examine(folder: Folder, *, as_json: bool) -> ExitCode:
    """Looks at everything and says of each thing how it is, at once or as one JSON document."""
    findings = []
    for finding in _examine(folder):
        findings.append(finding)
        if not as_json:
            print(f"{_SIGNS[finding.mark]}  {finding.subject}: {harmless(finding.sentence)}")
    if as_json:
        print_json([_said(finding) for finding in findings])
    return ExitCode.ERROR if any(one.mark is Mark.BAD for one in findings) else ExitCode.DONE


def _examine(folder: Folder) -> Iterator[Finding]:
    yield versions()
    data = DataFolder(folder.data)
    yield from look_at_folder(data)
    try:
        settings = folder.settings()
    except ClawbackError as error:
        yield Finding(Mark.BAD, "settings", str(error))
        return
    yield Finding(Mark.GOOD, "settings", "They can be used.")
    yield _database(folder, settings)
    if settings.store.kind is StoreKind.CLICKHOUSE:
        yield _clickhouse(settings.store, data)
    yield look_at_spool(data)
    yield from look_at_countries(settings.explorer.country_database)
    yield from look_at_mail_servers(mail_server(table) for table in settings.mailboxes)
    yield from look_at_engines(provider(table) for table in settings.verdicts)
    yield from look_at_lists(named_lists(settings, FolderOfLists(data.lists)).missing())


def _database(folder: Folder, settings: Settings) -> Finding:
    """Only when no server runs: one process alone may have the database open for writing."""
    try:
        with only_one(folder.data), open_database(settings, folder.data) as database:
            return look_at_database(database)
    except FolderInUseError:
        return Finding(Mark.GOOD, "server", "One runs on this folder; ask its /readyz.")
    except (ClawbackError, OSError) as error:
        return Finding(Mark.BAD, "state database", str(error))


def _clickhouse(settings: StoreSettings, data: DataFolder) -> Finding:
    """Its folder, too, is for one process alone."""
    try:
        if settings.chdb:
            with only_one(data.path):
                version = clickhouse_answers(settings, data)
        else:
            version = clickhouse_answers(settings, data)
    except FolderInUseError:
        return Finding(Mark.GOOD, "event store", "The server has it open; ask its /readyz.")
    except ClawbackError as error:
        return Finding(Mark.BAD, "event store", str(error))
    return Finding(Mark.GOOD, "event store", f"ClickHouse {version} answers.")


def _said(finding: Finding) -> JsonObject:
    return {
        "mark": finding.mark.value,
        "subject": finding.subject,
        "sentence": finding.sentence,
    }
