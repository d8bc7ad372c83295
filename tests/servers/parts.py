"""The product's parts on memory adapters, for tests of the API and of the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from fastapi import FastAPI
from tests.servers.alerting import Desk, desk_on
from tests.servers.belonging import campaign_doors
from tests.servers.click_book import click_parts
from tests.servers.inquiring import inquiries_of
from tests.servers.investigating import investigations_on
from tests.servers.keeping import exports_in, retention_in
from tests.servers.linking import link_rules_of
from tests.servers.readings import READINGS
from tests.servers.state import open_state
from tests.servers.subject_reader import SubjectReader
from tests.servers.submitting import submission_ground, submissions_on

from clawback.alerts.channels.channel import MemoryChannel
from clawback.analysis.providers.panel import NOBODY, Panels
from clawback.analysis.trace import NO_TRUST, Trust
from clawback.api.application import application
from clawback.api.health import Check, Checks
from clawback.api.metrics import Metrics
from clawback.api.versions import Engines
from clawback.app import asker
from clawback.audit.content_searches import ContentSearches
from clawback.audit.log import Log
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.explorer.origin.countries import Countries
from clawback.exports.exports import Exports
from clawback.filters.lists import FolderOfLists, Lists
from clawback.identity.assembly import Identity, identity
from clawback.identity.password import Argon2id, Cost
from clawback.identity.role import Permission
from clawback.identity.settings import IdentitySettings
from clawback.identity.tokens import Tokens
from clawback.ingest.configured import Configured
from clawback.ingest.content_filter.tally import Filtering
from clawback.ingest.entrance import Entrance
from clawback.ingest.freshness import Watch
from clawback.ingest.gate.tally import Gatekeeping
from clawback.ingest.logs.past import PastLogs
from clawback.ingest.logs.teller import Teller
from clawback.ingest.pipeline import Pipeline
from clawback.ingest.raw import RawFiles
from clawback.ingest.recipients import Organisation
from clawback.ingest.spool import Spool
from clawback.ingest.suspects import Suspects
from clawback.ingest.unrecorded import Unrecorded
from clawback.investigations.investigations import Investigations
from clawback.jobs.crew import Crew
from clawback.jobs.ledger import Ledger
from clawback.learning.learning import Learning
from clawback.learning.school import School
from clawback.links.clicks.books import Books
from clawback.links.rules.rules import LinkRules
from clawback.live.topic import Topic
from clawback.live.updates import Tact, Updates
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.port import MailServer
from clawback.mailboxes.trial import Trials
from clawback.model.clock import Clock, FixedClock
from clawback.model.tags import NO_TAGS, Tags
from clawback.preview.frames import Frames
from clawback.preview.mails import Mails
from clawback.preview.previews import Previews
from clawback.preview.reading import Reader
from clawback.purge import judgements as judging
from clawback.purge.inquiry.asking import Engine
from clawback.purge.inquiry.inquiries import Inquiries
from clawback.purge.judgements import Judgements
from clawback.purge.settings import PurgeSettings
from clawback.quarantine.ground import Ground as QuarantineGround
from clawback.quarantine.ground import sealed_files
from clawback.quarantine.outlet import Outlet
from clawback.quarantine.quarantine import Quarantine
from clawback.queries.counting import Budget, Counting
from clawback.queries.queries import Queries
from clawback.queries.reading import FilterReader
from clawback.queries.recents import RecentQueries
from clawback.queries.tracked import TrackedQueries
from clawback.queries.unmatched import ListSearch
from clawback.remediation.authority import Authority
from clawback.remediation.escrow import Escrow
from clawback.remediation.holds import Holds
from clawback.remediation.lately import Lately
from clawback.remediation.policy import Policy
from clawback.remediation.remediations import Remediations
from clawback.remediation.review.reviews import Reviews
from clawback.remediation.seal import Seals
from clawback.remediation.warrant import Warrants
from clawback.retention.others import Others
from clawback.retention.retention import Retention
from clawback.store.memory import MemoryStore
from clawback.store.port import EventStore
from clawback.submissions.submissions import Submissions
from clawback.worker.work import handlers, hearers

NO_POLICY = Policy(required=False)
BRIEF = Tact(longest=0)  # live updates end at once, because test clients read answers whole
CHEAP = Cost(memory=8, passes=1, lanes=1)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestParts:
    """What a test may look at or change; `troubles` is what `/readyz` finds wrong."""

    __test__ = False

    app: FastAPI
    database: Database
    identity: Identity
    tokens: Tokens
    store: MemoryStore
    pipeline: Pipeline
    counting: Counting
    executor: Crew
    exports: Exports
    retention: Retention
    learning: Learning
    quarantine: Quarantine
    judgements: Judgements
    alerting: Desk
    inquiries: Inquiries
    books: Books
    entrance: Entrance
    unrecorded: Unrecorded
    troubles: list[str]
    updates: Updates
    submissions: Submissions


@contextmanager
def parts_in(  # noqa: PLR0915 - one place where all of them meet
    folder: Path,
    *,
    servers: Sequence[MailServer] = (),
    clock: Clock | None = None,
    policy: Policy = NO_POLICY,
    tags: Tags = NO_TAGS,
    tact: Tact = BRIEF,
    outlet: Outlet | None = None,
    asked_again: Sequence[Engine] = (),
) -> Iterator[TestParts]:
    """Builds them in a folder; nothing that works by itself is started."""
    clock = clock or FixedClock(NOW)
    troubles: list[str] = []
    with (
        closing(open_state(folder / "state.sqlite")) as database,
        closing(Spool(folder / "spool", clock=clock)) as spool,
        closing(Unrecorded(folder / "unrecorded.log")) as unrecorded,
        closing(MemoryStore()) as store,
    ):
        watch = Watch(clock)
        entrance = Entrance(spool, watch)
        pipeline = Pipeline(
            spool=spool,
            analyser=SubjectReader(),
            store=store,
            organisation=Organisation(),
            raw_files=RawFiles(folder / "raw"),
            suspects=Suspects(folder / "suspects"),
            watch=watch,
            wait=0.02,
            linger=0,
        )
        directory = Directory(servers)
        ledger = Ledger(database, boot="test", sessions={one.name: 8 for one in servers})
        trail, warrants = Trail(database, clock), Warrants(Seals(b"k" * 32))
        doing = handlers(
            database=database,
            ledger=ledger,
            servers=directory,
            warrants=warrants,
            escrow=Escrow(folder, database=database, clock=clock),
        )
        work = Crew(ledger, doing, hearers(database=database, store=store, clock=clock))
        lists = FolderOfLists(folder / "lists")
        people = identity(
            database=database,
            trail=trail,
            clock=clock,
            settings=IdentitySettings(),
            key=b"k" * 32,
            hasher=Argon2id(CHEAP),
        )
        tokens = people.tokens
        metrics = Metrics(READINGS)
        lately, reading = Lately(database, clock), Permission.REMEDIATIONS_READ
        watched = (
            Topic(name="remediations", needs=reading, look=lately.remediations),
            Topic(name="containers", needs=reading, look=lately.containers),
        )
        updates = Updates(watched, tact=tact)
        checks = Checks([Check("spool", lambda: troubles[0] if troubles else None)])
        searches = ContentSearches(trail)
        remediations = Remediations(
            database=database,
            ledger=ledger,
            store=store,
            servers=directory,
            clock=clock,
            ask=asker(lists, tags, clock, searches.by("room:remediation")),
            wake=work.wake,
            authority=Authority(
                policy=policy,
                warrants=warrants,
                trail=trail,
                tags_of=tags.of,
                still_may=people.people.may,
            ),
        )
        quarantine = Quarantine(
            QuarantineGround(
                database=database,
                store=store,
                trail=trail,
                clock=clock,
                tags=tags,
                files=sealed_files(folder),
                node="test",
                keep=timedelta(days=30),
                on_hold=frozenset,
            ),
            outlet,
        )
        previews = Previews(
            mails=Mails(directory, kept=lambda _: None, held=quarantine.kept),
            reader=Reader(),
            trail=trail,
        )
        exports = exports_in(
            folder, database=database, store=store, trail=trail, clock=clock, lists=lists, tags=tags
        )
        retention = retention_in(
            folder,
            database=database,
            store=store,
            trail=trail,
            clock=clock,
            lists=lists,
            tags=tags,
            in_use=Holds(database, ledger, clock).messages,
        )
        learning = Learning(
            store=store,
            trail=trail,
            clock=clock,
            path=folder / "model" / "site.model",
            wanted=True,
            school=School(),
        )
        judgements = Judgements(
            judging.Ground(
                database=database,
                store=store,
                trail=trail,
                clock=clock,
                ask=asker(lists, tags, clock, searches.by("room:purge")),
                remediations=remediations,
                heard=lambda _, __: None,
            ),
            PurgeSettings().policy(),
        )
        inquiries = inquiries_of(judgements, asked_again, store=store, clock=clock)
        investigated = investigations_on(judgements.ground)
        alerting = desk_on(
            store, database, clock, lists, tags=tags, channels=[MemoryChannel("post")]
        )
        submissions = submissions_on(submission_ground(judgements.ground, folder))
        clicking = click_parts(store, folder, lists, trail=trail, database=database, clock=clock)
        asked: dict[type[object], object] = {
            Inquiries: inquiries,
            Investigations: investigated,
            **alerting.for_routes(),
            Submissions: submissions,
            Judgements: judgements,
            **campaign_doors(database, store, clock, asker(lists, tags, clock)),
            **clicking,
            LinkRules: link_rules_of(database, lists, clock, tags),
            Exports: exports,
            Learning: learning,
            Retention: retention,
            Others: Others(exports_days=7, quarantine_days=30, escrow_days=0),
            Quarantine: quarantine,
            Clock: clock,
            EventStore: store,
            Lists: lists,
            Spool: spool,
            Entrance: entrance,
            Configured: Configured(frozenset({"import"})),
            Unrecorded: unrecorded,
            Panels: Panels([NOBODY]),
            Gatekeeping: Gatekeeping(None),
            Filtering: Filtering(None),
            PastLogs: PastLogs(
                Teller(store, organisation=Organisation(), clock=clock),
                servers=[one.name for one in directory.servers],
            ),
            Pipeline: pipeline,
            Trials: Trials(directory, trail, tags=tags),
            Remediations: remediations,
            Reviews: remediations.reviews,
            Previews: previews,
            Frames: Frames(clock),
            Queries: Queries(
                database=database,
                trail=trail,
                clock=clock,
                present=people.tokens.present,
                reader=FilterReader(lists, tags),
            ),
            ListSearch: ListSearch(
                lists=lists,
                store=store,
                ask=asker(lists, tags, clock, searches.by("operation:list_unmatched")),
            ),
            TrackedQueries: TrackedQueries(
                database=database, trail=trail, clock=clock, reader=FilterReader(lists, tags)
            ),
            RecentQueries: RecentQueries(database=database, trail=trail, clock=clock, keep=50),
            Tags: tags,
            Trust: NO_TRUST,
            Countries: Countries(),
            Log: Log(database),
            Trail: trail,
            **people.for_routes(),
            Metrics: metrics,
            Checks: checks,
            Engines: Engines(store=store.version, database=database.version),
            Updates: updates,
        }
        counting = Counting(
            database=database,
            store=store,
            trail=trail,
            clock=clock,
            ask=asker(lists, tags, clock),
            present=people.tokens.present,
            budget=Budget(every=timedelta(minutes=5)),
        )
        app = application(asked, tokens=tokens, metrics=metrics, clock=clock)
        yield TestParts(
            app=app,
            database=database,
            identity=people,
            tokens=tokens,
            store=store,
            pipeline=pipeline,
            counting=counting,
            executor=work,
            exports=exports,
            retention=retention,
            learning=learning,
            quarantine=quarantine,
            judgements=judgements,
            alerting=alerting,
            inquiries=inquiries,
            books=cast("Books", clicking[Books]),
            entrance=entrance,
            unrecorded=unrecorded,
            troubles=troubles,
            updates=updates,
            submissions=submissions,
        )
        submissions.stop()
        investigated.stop()
        inquiries.stop()
        judgements.stop()
        retention.stop()
