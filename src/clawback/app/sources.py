"""Logs that are followed and mailboxes that are read, as the settings say."""

from __future__ import annotations

from clawback.app.basis import Basis
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


def log_sources(basis: Basis, watch: Watch) -> tuple[LogSource, ...]:
    """One for each table; what is known of each lies in the data folder."""
    settings, folder = basis.settings.ingest, basis.folder
    if settings.logs:
        folder.logs.mkdir(mode=0o700, exist_ok=True)
    return tuple(
        LogSource(
            LogOptions(source=one.source, path=one.path, zone=one.tzinfo, server=one.server),
            state=folder.logs / f"{one.name}.json",
            store=basis.store_itself,
            organisation=settings.organisation,
            watch=watch,
            clock=basis.clock,
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
    basis: Basis, servers: Directory, entrance: Entrance
) -> tuple[MailboxSource, ...]:
    """One for each table; how far each was read lies in the data folder."""
    settings, folder = basis.settings.ingest, basis.folder
    if settings.mailboxes:
        folder.mailboxes.mkdir(mode=0o700, exist_ok=True)
    return tuple(
        MailboxSource(
            one,
            marks=folder.mailboxes / f"{one.name}.json",
            servers=servers,
            entrance=entrance,
            clock=basis.clock,
        )
        for one in settings.mailboxes
    )
