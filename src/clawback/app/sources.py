"""Logs that are followed and mailboxes that are read, as the settings say."""

from __future__ import annotations

from clawback.ingest.entrance import Entrance
from clawback.ingest.freshness import Watch
from clawback.ingest.logs.past import PastLogs
from clawback.ingest.logs.source import LogOptions, LogSource
from clawback.ingest.logs.teller import Teller
from clawback.ingest.mailbox.source import MailboxSource
from clawback.ingest.settings import IngestSettings
from clawback.mailboxes.directory import Directory
from clawback.model.clock import Clock
from clawback.store.port import EventStore
from clawback.worker.data_folder import DataFolder


def log_sources(
    settings: IngestSettings, *, folder: DataFolder, store: EventStore, watch: Watch, clock: Clock
) -> tuple[LogSource, ...]:
    """One for each table; what is known of each lies in the data folder."""
    if settings.logs:
        folder.logs.mkdir(mode=0o700, exist_ok=True)
    return tuple(
        LogSource(
            LogOptions(source=one.source, path=one.path, zone=one.tzinfo, server=one.server),
            state=folder.logs / f"{one.name}.json",
            store=store,
            organisation=settings.organisation,
            watch=watch,
            clock=clock,
        )
        for one in settings.logs
    )


def past_logs(
    settings: IngestSettings, store: EventStore, servers: Directory, clock: Clock
) -> PastLogs:
    """What takes in the facts of logs of before."""
    teller = Teller(store, organisation=settings.organisation, clock=clock)
    return PastLogs(teller, servers=[server.name for server in servers.servers])


def mailbox_sources(
    settings: IngestSettings,
    *,
    folder: DataFolder,
    servers: Directory,
    entrance: Entrance,
    clock: Clock,
) -> tuple[MailboxSource, ...]:
    """One for each table; how far each was read lies in the data folder."""
    if settings.mailboxes:
        folder.mailboxes.mkdir(mode=0o700, exist_ok=True)
    return tuple(
        MailboxSource(
            one,
            marks=folder.mailboxes / f"{one.name}.json",
            servers=servers,
            entrance=entrance,
            clock=clock,
        )
        for one in settings.mailboxes
    )
