"""Builds every part and joins them. Alone names production adapters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from starlette.types import ASGIApp

from clawback.analysis.pool import AnalysisPool
from clawback.analysis.providers.panel import Panels
from clawback.api.application import application
from clawback.api.health import Checks
from clawback.api.metrics import Metrics
from clawback.api.versions import Engines
from clawback.app import belonging, second_thoughts
from clawback.app.alerting import alerting
from clawback.app.allowing import allow_block
from clawback.app.basis import Basis, open_basis
from clawback.app.clicking import clicking
from clawback.app.content_filtering import content_filtering
from clawback.app.engines import panel
from clawback.app.exporting import exporting
from clawback.app.forgetting import retention_of
from clawback.app.gatekeeping import gatekeeping
from clawback.app.holding import quarantine_in
from clawback.app.investigating import OwnMailboxes, investigating
from clawback.app.judging import judges, learning_of
from clawback.app.landing import Readers, analysers, open_landing, pipeline_of
from clawback.app.link_protection import links_of_mail
from clawback.app.membership import membership, turning
from clawback.app.parts import Parts
from clawback.app.questioning import questions
from clawback.app.recognising import external_sign_in, people_of
from clawback.app.remedying import remedies
from clawback.app.sources import log_sources, mailbox_sources
from clawback.app.submitting import Reading, submissions
from clawback.app.topics import updates
from clawback.app.watched import checks, readings
from clawback.audit.content_searches import ContentSearches
from clawback.audit.keeping import Keeper
from clawback.database import Database
from clawback.database.migrate import upgrade
from clawback.explorer.origin.countries import Countries
from clawback.ingest.raw import RawFiles
from clawback.live.updates import Updates
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.trial import Trials
from clawback.model.clock import SystemClock
from clawback.preview.frames import Frames
from clawback.preview.mails import Mails
from clawback.preview.previews import Previews
from clawback.preview.reading import Reader
from clawback.settings import Settings
from clawback.store.port import EventStore
from clawback.worker.data_folder import DataFolder
from clawback.workshop.adapters import mail_server


@contextmanager
def open_application(settings: Settings, folder: DataFolder) -> Iterator[Parts]:
    """Builds every part on a folder that is ours; closes them in the opposite order."""
    with ExitStack() as stack:
        database = stack.enter_context(open_database(settings, folder.path))
        upgrade(database)
        # Before any thread is started, because it makes processes.
        analyser = stack.enter_context(closing(analysers(settings)))
        basis = stack.enter_context(
            open_basis(settings, folder, database=database, clock=SystemClock())
        )
        yield _build(basis, analyser, stack)


def _build(basis: Basis, analyser: AnalysisPool, stack: ExitStack) -> Parts:
    """Every part on its basis; `stack` closes them."""
    settings, folder, clock = basis.settings, basis.folder, basis.clock
    landing = stack.enter_context(open_landing(basis))
    engines = stack.enter_context(closing(panel(settings.verdicts)))
    servers = Directory(mail_server(table) for table in settings.mailboxes)
    learning = stack.enter_context(closing(learning_of(basis)))
    allowing = allow_block(basis)
    own_judges = judges(basis, learning, allowing.naming)
    links = links_of_mail(basis)
    grouping = belonging.grouping(basis)
    member = membership(basis, grouping)
    gate, hurried = stack.enter_context(
        gatekeeping(
            settings,
            own_judges,
            organisation=links.organisation,
            readings=landing.readings,
            rewriter=None if settings.links.filter.listen else links.rewriter,
            campaigns=member,
        )
    )
    content_filter = stack.enter_context(content_filtering(settings, links, clock))
    searches = ContentSearches(basis.trail)
    people = people_of(basis)
    remedied = remedies(basis, servers=servers, people=people, searches=searches)
    remediations, holds = remedied.remediations, remedied.holds
    retained = retention_of(
        basis, landing.raw_files, in_use=lambda: holds.messages() | quarantine.messages()
    )
    quarantine = quarantine_in(basis, on_hold=retained.on_hold, rewriter=links.rewriter)
    together = belonging.doors(basis, grouping)
    judging = second_thoughts.judgements(
        basis,
        ask=basis.asker(searches.by("room:purge")),
        remediations=remediations,
        heard=member.judged,
    )
    mails = Mails(servers, kept=_kept(basis.store, landing.raw_files), held=quarantine.kept)
    inquiries, editions = second_thoughts.inquiries(settings, judging, mails)
    readers = Readers(analyser=analyser, engines=engines, judges=own_judges, clusters=member)
    pipeline = pipeline_of(basis, landing, readers, links.organisation)
    asked = questions(basis, people.tokens.present, searches)
    alerted = alerting(basis, people.people)
    clicks = clicking(
        basis, judging, together.campaigns, allowing, stored=lambda: pipeline.progress().stored
    )
    again = second_thoughts.asked_again_of(settings, judging, mails, lambda: clicks.books.now)
    return Parts(
        settings=settings,
        clock=clock,
        database=basis.database,
        store=basis.store,
        admission=basis.admission,
        lists=basis.lists,
        tags=basis.tags,
        countries=_countries(settings),
        servers=servers,
        trials=Trials(servers, basis.trail, tags=basis.tags),
        spool=landing.spool,
        entrance=landing.entrance,
        unrecorded=landing.unrecorded,
        engines=Panels([engines, *([hurried] if hurried else [])]),
        gate=gate,
        content_filter=content_filter,
        learning=learning,
        logs=log_sources(basis, landing.watch),
        read_mailboxes=mailbox_sources(basis, servers, landing.entrance),
        pipeline=pipeline,
        ledger=remedied.ledger,
        work=remedied.work,
        remediations=remediations,
        judgements=judging,
        grouping=grouping,
        belonging=together,
        clicking=clicks,
        turning=turning(basis, judging, alerted.hearing.signalled),
        allowing=allowing,
        link_rules=links.rules,
        growth=second_thoughts.growth(basis, judging),
        blocked=second_thoughts.blocked(basis, judging),
        inquiries=inquiries,
        editions=editions,
        investigations=investigating(
            basis,
            remediations,
            mailboxes=OwnMailboxes(servers, links.organisation),
            again=again,
        ),
        alerting=alerted,
        submissions=submissions(
            basis,
            reading=Reading(analyser, engines, own_judges),
            bring=second_thoughts.bringing(mails),
            ask=basis.asker(searches.by("room:submissions")),
            judging=judging,
            entries=allowing.entries,
        ),
        previews=Previews(mails=mails, reader=Reader(), trail=basis.trail),
        frames=Frames(clock),
        queries=asked.queries,
        list_search=asked.list_search,
        tracked=asked.tracked,
        counting=asked.counting,
        recents=asked.recents,
        escrow=remedied.escrow,
        trail=basis.trail,
        identity=people,
        external=external_sign_in(basis, people),
        retention=retained,
        quarantine=quarantine,
        exports=exporting(basis),
        keeper=Keeper(basis.database, data=folder.path, settings=settings.audit, clock=clock),
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


def _kept(store: EventStore, raw_files: RawFiles) -> Callable[[str], bytes | None]:
    """What intake kept of a message, by its network message id."""

    def kept(network_message_id: str) -> bytes | None:
        message = store.message(network_message_id)
        return None if message is None else raw_files.get(message.raw_sha256)

    return kept
