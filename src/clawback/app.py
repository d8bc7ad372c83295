"""The composition root: builds every part and joins them. Alone names production adapters."""

from __future__ import annotations

import gc
import logging
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from starlette.types import ASGIApp

from clawback.analysis.pool import AnalysisPool
from clawback.api.application import application
from clawback.api.health import Check, Checks
from clawback.api.metrics import Metrics, Reading
from clawback.database import Database
from clawback.database.lock import only_one
from clawback.database.migrate import current, head, upgrade
from clawback.filters.lists import FolderOfLists, Lists, resolve
from clawback.filters.tree import Filter
from clawback.identity.first_token import ensure_admin_token
from clawback.identity.records import DatabaseTokenRecords
from clawback.identity.tokens import Tokens
from clawback.ingest.pipeline import Pipeline
from clawback.ingest.raw import RawFiles
from clawback.ingest.sources.lmtp import LmtpOptions, LmtpReceiver
from clawback.ingest.spool import Spool
from clawback.ingest.suspects import Suspects
from clawback.jobs.executor import Executor
from clawback.jobs.ledger import Ledger
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.imap.server import ImapServer
from clawback.mailboxes.maildir.server import MaildirServer
from clawback.mailboxes.memory import MemoryServer
from clawback.mailboxes.port import MailServer
from clawback.mailboxes.settings import ImapSettings, MailboxesTable, MaildirSettings
from clawback.model.clock import Clock, SystemClock
from clawback.remediation.remediations import Remediations
from clawback.settings import Settings
from clawback.store.duckdb import DuckdbStore
from clawback.store.port import EventStore, Query
from clawback.worker.data_folder import DataFolder
from clawback.worker.logs import configure_logs
from clawback.worker.loop import listening
from clawback.worker.server import AddressTakenError, Listen, WebServer, address, bind
from clawback.worker.work import executor

_SPOOL_FULL = 0.8  # of what may wait; beyond it the server says that it is not ready


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything that is built, once; nothing here is a global."""

    settings: Settings
    clock: Clock
    database: Database
    store: EventStore
    lists: Lists
    servers: Directory
    spool: Spool
    pipeline: Pipeline
    ledger: Ledger
    executor: Executor
    remediations: Remediations
    tokens: Tokens

    def for_routes(self) -> Mapping[type[object], object]:
        """The parts by the types that routes ask for."""
        return {
            Clock: self.clock,
            EventStore: self.store,
            Lists: self.lists,
            Spool: self.spool,
            Pipeline: self.pipeline,
            Remediations: self.remediations,
            Tokens: self.tokens,
        }


def serve_folder(
    settings: Settings, data: Path, *, http: str | None, say: Callable[[str], None]
) -> None:
    """Runs a server on a data folder until SIGTERM or SIGINT; `say` tells where it is.

    Raises:
        ClawbackError: it cannot start; the sentence says why.
    """
    os.umask(0o077)  # what the server keeps is for its own account alone
    configure_logs(level=logging.getLevelNamesMapping()[settings.log.level.upper()])
    with running(settings, data, http=http) as (server, url):
        _spare_the_collector()
        say(f"Clawback answers at {url}. Stop it with Ctrl-C.")
        say(f"The administrator's token is in {data / 'admin.token'}.")
        server.run()


def _spare_the_collector() -> None:
    """What lives as long as the server is not looked through again and again.

    Rows and plans come by the ten thousand and hold no cycles, so looking for some after every 700
    objects finds nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


@contextmanager
def running(
    settings: Settings, data: Path, *, http: str | None = None
) -> Iterator[tuple[WebServer, str]]:
    """Everything started but the web server, which the caller runs; gives it and its address."""
    folder = DataFolder(data)
    folder.prepare()
    listen = Listen.read(http or settings.http.listen)
    with ExitStack() as stack:
        stack.enter_context(only_one(data))
        bound = stack.enter_context(closing(bind(listen)))
        parts = stack.enter_context(open_application(settings, folder))
        stack.enter_context(at_work(parts))
        ensure_admin_token(parts.tokens, data)
        stack.enter_context(_told(folder, bound))
        yield WebServer(web_application(parts), bound), address(bound)


@contextmanager
def open_application(settings: Settings, folder: DataFolder) -> Iterator[Parts]:
    """Builds every part on a folder that is ours; closes them in the opposite order."""
    clock = SystemClock()
    with ExitStack() as stack:
        database = stack.enter_context(open_database(settings, folder.path))
        upgrade(database)
        # Before any thread is started, because it makes processes.
        analyser = stack.enter_context(
            closing(AnalysisPool(settings.ingest.workers or os.cpu_count() or 1))
        )
        store = stack.enter_context(
            closing(
                DuckdbStore.open(
                    folder.events,
                    memory_limit=settings.store.memory_limit,
                    threads=settings.store.threads,
                )
            )
        )
        lists = FolderOfLists(folder.lists)
        servers = Directory(mail_server(table) for table in settings.mailboxes)
        spool = stack.enter_context(
            closing(Spool(folder.spool, clock=clock, limits=settings.ingest.spool_limits))
        )
        pipeline = Pipeline(
            spool=spool,
            analyser=analyser,
            store=store,
            organisation=settings.ingest.organisation,
            raw_files=RawFiles(folder.raw),
            suspects=Suspects(folder.spool / "suspects"),
            keep_raw=settings.ingest.keep_raw,
        )
        ledger = Ledger(database, boot=secrets.token_hex(8))
        work = executor(database=database, ledger=ledger, store=store, servers=servers, clock=clock)
        yield Parts(
            settings=settings,
            clock=clock,
            database=database,
            store=store,
            lists=lists,
            servers=servers,
            spool=spool,
            pipeline=pipeline,
            ledger=ledger,
            executor=work,
            remediations=Remediations(
                database=database,
                ledger=ledger,
                store=store,
                servers=servers,
                clock=clock,
                ask=_asker(lists, clock),
                wake=work.wake,
            ),
            tokens=Tokens(DatabaseTokenRecords(database), clock),
        )


@contextmanager
def open_database(settings: Settings, data: Path) -> Iterator[Database]:
    """The state database of a data folder, as it is."""
    url = settings.state.url.get_secret_value()
    with closing(Database.open(url or DataFolder(data).state)) as database:
        yield database


def web_application(parts: Parts) -> ASGIApp:
    """The HTTP face of the parts."""
    metrics = Metrics(readings(parts))
    asked = {**parts.for_routes(), Metrics: metrics, Checks: Checks(checks(parts))}
    return application(asked, tokens=parts.tokens, metrics=metrics, clock=parts.clock)


def mail_server(table: MailboxesTable) -> MailServer:
    """The adapter for one `[[mailboxes]]` table."""
    if isinstance(table, ImapSettings):
        return ImapServer(table)
    if isinstance(table, MaildirSettings):
        return MaildirServer(table)
    return MemoryServer(table.name, table.domains, subaddress=table.subaddress)


def checks(parts: Parts) -> list[Check]:
    """What must hold for the server to do its work."""
    return [
        Check("database", lambda: _database(parts.database)),
        Check("store", lambda: _asked(parts.store.newest)),
        Check("ingest", lambda: _pipeline(parts.pipeline)),
        Check("spool", lambda: _spool(parts)),
    ]


def readings(parts: Parts) -> list[Reading]:
    """Figures of the parts, for Prometheus."""
    ingest, spool = parts.pipeline.progress, parts.spool.backlog
    return [
        _reading("ingest_received_total", "Mails taken from the spool.", lambda: ingest().received),
        _reading("ingest_stored_total", "Deliveries stored.", lambda: ingest().stored),
        _reading("ingest_known_total", "Deliveries that were known.", lambda: ingest().known),
        _reading("ingest_limited_total", "Mails not read completely.", lambda: ingest().limited),
        _reading("ingest_poisoned_total", "Mails that were parked.", lambda: ingest().poisoned),
        _reading(
            "ingest_parse_seconds_total", "Time spent reading.", lambda: ingest().analyse_seconds
        ),
        _reading(
            "ingest_store_seconds_total", "Time spent storing.", lambda: ingest().store_seconds
        ),
        _reading("spool_mails", "Mails that wait to be stored.", lambda: spool().depth),
        _reading("spool_bytes", "Bytes that wait to be stored.", lambda: spool().size),
        _reading("spool_oldest_seconds", "Age of the oldest of them.", lambda: _age(parts)),
        _reading("spool_parked", "Things that could not be taken.", lambda: spool().parked),
    ]


@contextmanager
def at_work(parts: Parts) -> Iterator[None]:
    """What works by itself: started here, stopped in the opposite order."""
    with ExitStack() as stack:
        parts.pipeline.start()
        stack.callback(parts.pipeline.stop)
        parts.ledger.recover()
        parts.executor.start()
        stack.callback(parts.executor.stop)
        if parts.settings.ingest.lmtp:
            stack.enter_context(_receiving(parts, parts.settings.ingest.lmtp))
        yield


@contextmanager
def _receiving(parts: Parts, listen: str) -> Iterator[None]:
    ingest = parts.settings.ingest
    options = LmtpOptions(listen=listen, connector=ingest.connector, sessions=ingest.lmtp_sessions)
    receiver = LmtpReceiver(parts.spool, options=options, clock=parts.clock)
    with ExitStack() as stack:
        try:
            stack.enter_context(listening(receiver, "lmtp"))
        except OSError as error:
            raise AddressTakenError(
                f"Cannot receive mail at {listen}: {error.strerror or error}. Stop what uses it, "
                "or change the setting ingest.lmtp."
            ) from error
        yield


@contextmanager
def _told(folder: DataFolder, bound: socket.socket) -> Iterator[None]:
    """The address, in a file for the command line, as long as the server runs."""
    folder.address.write_text(address(bound) + "\n", encoding="utf-8")
    try:
        yield
    finally:
        folder.address.unlink(missing_ok=True)


def _asker(
    lists: Lists, clock: Clock
) -> Callable[[Filter, datetime | None, datetime | None], Query]:
    """Makes the store's question from a filter and its bounds."""

    def ask(tree: Filter, since: datetime | None, until: datetime | None) -> Query:
        found = resolve(tree, lists)
        return Query(filter=tree, now=clock.now(), since=since, until=until, lists=found)

    return ask


def _database(database: Database) -> str | None:
    with database.write():
        pass  # an empty transaction: it can be begun and ended
    at = current(database)
    if at != head():
        return f"The state database is at revision {at}; this release needs {head()}."
    return None


def _asked(ask: Callable[[], object]) -> str | None:
    ask()
    return None


def _pipeline(pipeline: Pipeline) -> str | None:
    return None if pipeline.running else "Mail is accepted and not stored: restart the server."


def _spool(parts: Parts) -> str | None:
    limits = parts.settings.ingest.spool_limits
    if parts.spool.backlog().size > limits.backlog * _SPOOL_FULL:
        return "The spool is nearly full: mail comes in faster than it is stored."
    return None


def _age(parts: Parts) -> float:
    oldest = parts.spool.backlog().oldest
    return 0.0 if oldest is None else (parts.clock.now() - oldest).total_seconds()


def _reading(name: str, meaning: str, read: Callable[[], float]) -> Reading:
    return Reading(name=f"clawback_{name}", meaning=meaning, read=lambda: {"": read()})
