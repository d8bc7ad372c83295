"""Builds every part and joins them. Alone names production adapters."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from pathlib import Path

from starlette.types import ASGIApp

from clawback.analysis.pool import AnalysisPool
from clawback.analysis.providers.panel import Panels
from clawback.api.application import application
from clawback.api.health import Checks
from clawback.api.metrics import Metrics
from clawback.api.versions import Engines
from clawback.app import belonging, second_thoughts
from clawback.app.asking import asker
from clawback.app.clicking import clicking
from clawback.app.engines import panel
from clawback.app.exporting import exporting
from clawback.app.gatekeeping import gatekeeping
from clawback.app.holding import quarantine_in
from clawback.app.judging import judges
from clawback.app.link_protection import links_of_mail
from clawback.app.parts import Parts
from clawback.app.sources import log_sources, mailbox_sources
from clawback.app.stores import open_store
from clawback.app.topics import updates
from clawback.app.watched import checks, readings
from clawback.app.working import working
from clawback.audit.content_searches import ContentSearches
from clawback.audit.keeping import Keeper
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.database.lock import node_of
from clawback.database.migrate import upgrade
from clawback.explorer.origin.countries import Countries
from clawback.filters.lists import FolderOfLists
from clawback.identity.assembly import Identity, identity
from clawback.identity.oidc.sign_in import OidcSignIn
from clawback.identity.seal import ensure_key
from clawback.ingest.entrance import Entrance
from clawback.ingest.found_again import FoundAgain
from clawback.ingest.freshness import Watch
from clawback.ingest.pipeline import Pipeline
from clawback.ingest.raw import RawFiles
from clawback.ingest.rush import Rush
from clawback.ingest.seen_again import SeenAgain
from clawback.ingest.spool import Spool
from clawback.ingest.suspects import Suspects
from clawback.ingest.unrecorded import Unrecorded
from clawback.learning.learning import Learning
from clawback.learning.school import School
from clawback.live.updates import Updates
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.trial import Trials
from clawback.model.clock import Clock, SystemClock
from clawback.model.tags import Tags
from clawback.preview.frames import Frames
from clawback.preview.mails import Mails
from clawback.preview.previews import Previews
from clawback.preview.reading import Reader
from clawback.queries.counting import Budget, Counting
from clawback.queries.queries import Queries
from clawback.queries.reading import FilterReader
from clawback.queries.recents import RecentQueries
from clawback.queries.tracked import TrackedQueries
from clawback.queries.unmatched import ListSearch
from clawback.remediation.authority import Authority
from clawback.remediation.escrow import Escrow
from clawback.remediation.holds import Holds
from clawback.remediation.remediations import Remediations
from clawback.remediation.seal import Seals
from clawback.remediation.warrant import Warrants
from clawback.retention import retention
from clawback.retention.retention import Retention
from clawback.settings import Settings
from clawback.store.admission import Admission, AdmittedStore
from clawback.store.port import EventStore
from clawback.worker.data_folder import DataFolder
from clawback.workshop.adapters import mail_server


@contextmanager
def open_application(settings: Settings, folder: DataFolder) -> Iterator[Parts]:
    """Builds every part on a folder that is ours; closes them in the opposite order."""
    clock = SystemClock()
    with ExitStack() as stack:
        database = stack.enter_context(open_database(settings, folder.path))
        upgrade(database)
        # Before any thread is started, because it makes processes.
        analyser = stack.enter_context(closing(_analyser(settings)))
        store = stack.enter_context(closing(open_store(settings, folder)))
        spool = stack.enter_context(
            closing(Spool(folder.spool, clock=clock, limits=settings.ingest.spool_limits))
        )
        engines = stack.enter_context(closing(panel(settings.verdicts)))
        watch = Watch(clock)
        unrecorded = stack.enter_context(closing(Unrecorded(folder.unrecorded)))
        rush = Rush(clock)
        entrance = Entrance(spool, watch, rush)
        admission = Admission(settings.store.limits)
        admitted = AdmittedStore(store, admission)
        lists, tags = FolderOfLists(folder.lists), Tags.read(settings.tags)
        reader = FilterReader(lists, tags)
        servers = Directory(mail_server(table) for table in settings.mailboxes)
        raw_files = RawFiles(folder.raw)
        trail = Trail(database, clock)
        learning = Learning(
            store=admitted,
            trail=trail,
            clock=clock,
            path=folder.model,
            wanted=settings.judges.site_model,
            school=School(),
        )
        stack.enter_context(closing(learning))
        own_judges = judges(settings, lists, learning)
        ours, rewriter = links_of_mail(settings, folder.path, lists, tags, clock)
        gate, hurried = stack.enter_context(
            gatekeeping(settings, own_judges, organisation=ours, rewriter=rewriter)
        )
        searches = ContentSearches(trail)
        people = identity(
            database=database,
            trail=trail,
            clock=clock,
            settings=settings.identity,
            key=ensure_key(folder.path),
            public_url=settings.http.public_url,
        )
        warrants = Warrants(Seals.in_folder(folder.path))
        escrow = Escrow(folder.path, database=database, clock=clock)
        ledger, work = working(
            settings,
            folder,
            database=database,
            store=store,
            trail=trail,
            clock=clock,
            servers=servers,
            warrants=warrants,
            escrow=escrow,
        )
        holds = Holds(database, ledger, clock)
        retained = Retention(
            retention.Ground(
                database=database,
                store=admitted,
                trail=trail,
                clock=clock,
                lists=lists,
                tags=tags,
                in_use=lambda: holds.messages() | quarantine.messages(),
                forget_raw=raw_files.remove,
                node=node_of(folder.path),
            ),
            settings.retention.policy,
        )
        quarantine = quarantine_in(
            folder.path,
            settings.quarantine,
            database=database,
            store=admitted,
            trail=trail,
            clock=clock,
            tags=tags,
            on_hold=retained.on_hold,
        )
        remediations = Remediations(
            database=database,
            ledger=ledger,
            store=admitted,
            servers=servers,
            clock=clock,
            ask=asker(lists, tags, clock, searches.by("room:remediation")),
            wake=work.wake,
            authority=Authority(
                policy=settings.approval.policy(),
                warrants=warrants,
                trail=trail,
                tags_of=tags.of,
                still_may=people.people.may,
            ),
            escrow_days=settings.escrow.days,
        )
        grouping = belonging.grouping(settings, database=database, store=store, clock=clock)
        judging = second_thoughts.judgements(
            settings,
            database=database,
            store=admitted,
            trail=trail,
            clock=clock,
            ask=asker(lists, tags, clock, searches.by("room:purge")),
            remediations=remediations,
            heard=grouping.judged,
        )
        mails = Mails(servers, kept=_kept(admitted, raw_files), held=quarantine.kept)
        inquiries, editions = second_thoughts.inquiries(settings, judging, mails)
        pipeline = Pipeline(
            spool=spool,
            analyser=analyser,
            store=store,
            organisation=ours,
            raw_files=raw_files,
            suspects=Suspects(folder.spool / "suspects"),
            panel=engines,
            judges=own_judges,
            keep_raw=settings.ingest.keep_raw,
            watch=watch,
            clusters=grouping,
            again=SeenAgain(store, clock),
            rush=rush,
            found=FoundAgain(unrecorded, settings.analysis.trust),
        )
        yield Parts(
            settings=settings,
            clock=clock,
            database=database,
            store=admitted,
            admission=admission,
            lists=lists,
            tags=tags,
            countries=_countries(settings),
            servers=servers,
            trials=Trials(servers, trail, tags=tags),
            spool=spool,
            entrance=entrance,
            unrecorded=unrecorded,
            engines=Panels([engines, *([hurried] if hurried else [])]),
            gate=gate,
            learning=learning,
            logs=log_sources(settings.ingest, folder=folder, store=store, watch=watch, clock=clock),
            read_mailboxes=mailbox_sources(
                settings.ingest, folder=folder, servers=servers, entrance=entrance, clock=clock
            ),
            pipeline=pipeline,
            ledger=ledger,
            work=work,
            remediations=remediations,
            judgements=judging,
            grouping=grouping,
            campaigns=belonging.campaigns(
                database=database, store=admitted, trail=trail, ask=asker(lists, tags, clock)
            ),
            clicking=clicking(
                settings,
                folder,
                store=admitted,
                lists=lists,
                judging=judging,
                stored=lambda: pipeline.progress().stored,
                clock=clock,
            ),
            growth=second_thoughts.growth(settings, folder, lists, judging),
            inquiries=inquiries,
            editions=editions,
            previews=Previews(mails=mails, reader=Reader(), trail=trail),
            frames=Frames(clock),
            queries=Queries(
                database=database,
                trail=trail,
                clock=clock,
                present=people.tokens.present,
                reader=reader,
            ),
            list_search=ListSearch(
                lists=lists,
                store=admitted,
                ask=asker(lists, tags, clock, searches.by("operation:list_unmatched")),
            ),
            tracked=TrackedQueries(database=database, trail=trail, clock=clock, reader=reader),
            counting=Counting(
                database=database,
                store=store,
                trail=trail,
                clock=clock,
                ask=asker(lists, tags, clock),
                present=people.tokens.present,
                budget=Budget(every=timedelta(minutes=settings.queries.tracked_minutes)),
            ),
            recents=RecentQueries(
                database=database, trail=trail, clock=clock, keep=settings.queries.recent
            ),
            escrow=escrow,
            trail=trail,
            identity=people,
            external=_external(settings, people, trail, clock),
            retention=retained,
            quarantine=quarantine,
            exports=exporting(
                settings.exports,
                folder,
                database=database,
                store=admitted,
                trail=trail,
                clock=clock,
                lists=lists,
                tags=tags,
            ),
            keeper=Keeper(database, data=folder.path, settings=settings.audit, clock=clock),
        )


@contextmanager
def open_database(settings: Settings, data: Path) -> Iterator[Database]:
    """The state database of a data folder, as it is."""
    url = settings.state.url.get_secret_value()
    with closing(Database.open(url or DataFolder(data).state)) as database:
        yield database


def web_application(parts: Parts, live: Updates | None = None) -> ASGIApp:
    """The HTTP face of the parts; whoever stops the server stops `live` with it."""
    metrics = Metrics(readings(parts))
    asked = {
        **parts.for_routes(),
        Metrics: metrics,
        Checks: Checks(checks(parts)),
        Engines: Engines(store=parts.store.version, database=parts.database.version),
        Updates: live or updates(parts),
    }
    return application(asked, tokens=parts.identity.tokens, metrics=metrics, clock=parts.clock)


def _countries(settings: Settings) -> Countries:
    countries = Countries(settings.explorer.country_database)
    countries.look()  # what is wrong with it stands in the log at once
    return countries


def _analyser(settings: Settings) -> AnalysisPool:
    workers = settings.ingest.workers or os.cpu_count() or 1
    return AnalysisPool(workers, trust=settings.analysis.trust, yields=True)


def _kept(store: EventStore, raw_files: RawFiles) -> Callable[[str], bytes | None]:
    """What intake kept of a message, by its network message id."""

    def kept(network_message_id: str) -> bytes | None:
        message = store.message(network_message_id)
        return None if message is None else raw_files.get(message.raw_sha256)

    return kept


def _external(
    settings: Settings, people: Identity, trail: Trail, clock: Clock
) -> OidcSignIn | None:
    if settings.identity.oidc is None:
        return None
    return OidcSignIn(
        settings=settings.identity.oidc,
        people=people.people,
        trail=trail,
        guesses=people.guesses,
        seal_=people.seal,
        clock=clock,
    )
