"""A server on a data folder: started in order, stopped in the opposite one."""

from __future__ import annotations

import gc
import logging
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from clawback.alerts.watching import HouseWatch
from clawback.app.alerting import house_watch
from clawback.app.building import open_application, web_application
from clawback.app.parts import Parts
from clawback.app.receiving import receiving
from clawback.app.topics import updates
from clawback.campaigns.campaigns import Campaigns
from clawback.database.lock import only_one
from clawback.entries.current import LOOKED_EVERY
from clawback.identity.first_token import ensure_admin_token
from clawback.ingest.mailbox.source import MailboxSource
from clawback.rhythm import Rhythm
from clawback.settings import Settings
from clawback.store.port import EventStore
from clawback.worker.data_folder import DataFolder
from clawback.worker.logs import configure_logs, tell_crashes
from clawback.worker.server import Listen, WebServer, address, bind

_SWITCH_SECONDS = 0.0002


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server with everything started, the address it answers at, its mail and campaigns."""

    server: WebServer
    url: str
    store: EventStore
    campaigns: Campaigns


def serve_folder(
    settings: Settings, data: Path, *, http: str | None, say: Callable[[str], None]
) -> None:
    """Runs a server on a data folder until SIGTERM or SIGINT; `say` tells where it is.

    Raises:
        ClawbackError: it cannot start; the sentence says why.
    """
    os.umask(0o077)  # what the server keeps is for its own account alone
    tell_crashes()
    configure_logs(level=logging.getLevelNamesMapping()[settings.log.level.upper()])
    with running(settings, data, http=http) as started:
        say(f"Clawback answers at {started.url}. Stop it with Ctrl-C.")
        say(f"The administrator's token is in {data / 'admin.token'}.")
        with prepared():
            started.server.run()


@contextmanager
def prepared() -> Iterator[None]:
    """This process as a server wants it, once everything is built, while the block runs.

    What lives as long as the server is not looked through again and again: rows and plans come by
    the ten thousand and hold no cycles, so looking for some after every 700 objects finds nothing.
    And a request that comes in while a large remediation is drafted or told waits its turn behind
    that; the stock 5 ms for each turn would be felt.
    """
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    try:
        yield
    finally:
        gc.unfreeze()  # so that the interpreter can take everything down


@contextmanager
def running(settings: Settings, data: Path, *, http: str | None = None) -> Iterator[Running]:
    """Everything started but the web server, which the caller runs."""
    folder = DataFolder(data)
    folder.prepare()
    listen = Listen.read(http or settings.http.listen)
    with ExitStack() as stack:
        stack.enter_context(only_one(data))
        bound = stack.enter_context(closing(bind(listen)))
        parts = stack.enter_context(open_application(settings, folder))
        stack.enter_context(at_work(parts))
        ensure_admin_token(parts.identity.tokens, data)
        stack.enter_context(_told(folder, bound))
        stack.enter_context(parts.clicking.process.running(address(bound), parts.identity.tokens))
        live = updates(parts)
        web = web_application(parts, live)
        server = WebServer(web, bound, stopping=live.stop)
        yield Running(
            server=server,
            url=address(bound),
            store=parts.store,
            campaigns=parts.belonging.campaigns,
        )


@contextmanager
def at_work(parts: Parts) -> Iterator[None]:
    """What works by itself: started here, stopped in the opposite order."""
    with ExitStack() as stack:
        stack.enter_context(parts.keeper.at_work())
        parts.quarantine.keeping.mend()
        parts.pipeline.start()
        stack.callback(parts.pipeline.stop)
        parts.retention.recover()
        stack.callback(parts.retention.stop)
        parts.judgements.recover()
        stack.callback(parts.judgements.stop)
        parts.inquiries.recover()
        stack.callback(parts.inquiries.stop)
        parts.investigations.recover()
        stack.callback(parts.investigations.stop)
        parts.submissions.recover()
        stack.callback(parts.submissions.stop)
        parts.exports.crew.start()
        stack.callback(parts.exports.crew.close)
        parts.work.start()
        stack.callback(parts.work.stop)
        for source in parts.read_mailboxes:
            stack.callback(source.close)
        for rhythm in _rhythms(parts):
            rhythm.start()
            stack.callback(rhythm.stop)
        for source in parts.read_mailboxes:
            stack.callback(source.end)
        stack.callback(parts.counting.end)
        stack.callback(parts.allowing.feeds.end)
        stack.enter_context(receiving(parts))
        yield


def _rhythms(parts: Parts) -> list[Rhythm]:
    """What is looked after now and then, and need not be in time."""
    return [
        Rhythm("approval-expiry", parts.remediations.proposals.expire, every=60.0),
        Rhythm("approval-reminders", parts.remediations.proposals.remind, every=60.0),
        Rhythm("tracked-queries", parts.counting.turn, every=30.0, longest=600.0),
        Rhythm("recent-queries", parts.recents.flush, every=5.0),
        Rhythm("export-sweep", parts.exports.desk.sweep, every=600.0, longest=3600.0),
        Rhythm("unrecorded-mail", parts.unrecorded.sync, every=1.0),
        Rhythm("old-clusters", parts.grouping.forget, every=3600.0, longest=3600.0),
        Rhythm("campaigns-turned", parts.turning.turn, every=5.0),
        Rhythm("block-lists", parts.growth.turn, every=5.0),
        Rhythm("blocked-now", parts.blocked.turn, every=5.0),
        Rhythm("engine-editions", parts.editions.turn, every=5.0, longest=600.0),
        Rhythm("investigations", parts.investigations.tend, every=30.0, longest=600.0),
        Rhythm("entries", parts.allowing.current.look, every=LOOKED_EVERY, longest=5.0),
        Rhythm("entry-feeds", parts.allowing.feeds.turn, every=5.0),
        Rhythm("entry-uses", parts.allowing.keep_uses, every=30.0),
        Rhythm("old-entries", parts.allowing.entries.forget, every=3600.0, longest=3600.0),
        Rhythm("click-book", parts.clicking.books.turn, every=0.5),
        *parts.alerting.rhythms(_house(parts)),
        Rhythm("submissions-sweep", parts.submissions.sweep, every=3600.0, longest=3600.0),
        *(
            Rhythm(f"submissions-{courier.name}", courier.turn, every=1.0)
            for courier in parts.submissions.couriers
        ),
        *(
            Rhythm(f"log-{number}", source.turn, every=1.0)
            for number, source in enumerate(parts.logs)
        ),
        *(
            Rhythm(f"mailbox-{number}", source.turn, every=_pause_of(source))
            for number, source in enumerate(parts.read_mailboxes)
        ),
        Rhythm("retention", parts.retention.tick, every=600.0, longest=3600.0),
        Rhythm("quarantine-expiry", parts.quarantine.keeping.expire, every=600.0, longest=3600.0),
        Rhythm("quarantine-telling", parts.quarantine.telling.tell, every=60.0),
        Rhythm("escrow-sweep", parts.escrow.sweep, every=3600.0, longest=3600.0),
    ]


def _house(parts: Parts) -> HouseWatch:
    return house_watch(
        parts.alerting.hearing.signalled,
        sources=parts.entrance.watch.sources,
        entries=parts.allowing.entries,
        clock=parts.clock,
    )


def _pause_of(source: MailboxSource) -> Callable[[], float]:
    return lambda: source.pause


@contextmanager
def _told(folder: DataFolder, bound: socket.socket) -> Iterator[None]:
    """The address, in a file for the command line, as long as the server runs."""
    folder.address.write_text(address(bound) + "\n", encoding="utf-8")
    try:
        yield
    finally:
        folder.address.unlink(missing_ok=True)
