"""Everything that is built, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clawback.alerts.alerts import Alerts
from clawback.alerts.outbox import Outbox
from clawback.alerts.policies import Policies
from clawback.alerts.trying import Trying
from clawback.analysis.providers.panel import Panels
from clawback.analysis.trace import Trust
from clawback.app.alerting import Alerting
from clawback.app.allowing import AllowBlock
from clawback.app.belonging import Doors
from clawback.app.clicking import Clicking
from clawback.app.sources import past_logs
from clawback.audit.keeping import Keeper
from clawback.audit.log import Log
from clawback.audit.trail import Trail
from clawback.campaigns.campaigns import Campaigns
from clawback.campaigns.changes.changing import Changing
from clawback.campaigns.grouping import Grouping
from clawback.campaigns.membership.turning import Turning
from clawback.campaigns.report.gathering import Reports
from clawback.database import Database
from clawback.entries.at_click.entries import ClickEntries
from clawback.entries.bringing.importing import Importing
from clawback.entries.entries import Entries
from clawback.entries.feeds.feeds import Feeds
from clawback.explorer.origin.countries import Countries
from clawback.exports.exports import Exports
from clawback.filters.lists import Lists
from clawback.identity.assembly import Identity
from clawback.identity.oidc.sign_in import OidcSignIn
from clawback.ingest.configured import Configured
from clawback.ingest.content_filter.session import Passage
from clawback.ingest.content_filter.tally import Filtering
from clawback.ingest.entrance import Entrance
from clawback.ingest.gate.gate import Gate
from clawback.ingest.gate.tally import Gatekeeping
from clawback.ingest.logs.past import PastLogs
from clawback.ingest.logs.source import LogSource
from clawback.ingest.mailbox.source import MailboxSource
from clawback.ingest.pipeline import Pipeline
from clawback.ingest.spool import Spool
from clawback.ingest.unrecorded import Unrecorded
from clawback.investigations.investigations import Investigations
from clawback.jobs.crew import Hands
from clawback.jobs.ledger import Ledger
from clawback.learning.learning import Learning
from clawback.links.clicks.books import Books
from clawback.links.clicks.recording import Recording
from clawback.links.rules.rules import LinkRules
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.trial import Trials
from clawback.model.clock import Clock
from clawback.model.tags import Tags
from clawback.preview.frames import Frames
from clawback.preview.previews import Previews
from clawback.purge.blocked import BlockedNow
from clawback.purge.growth import Growth
from clawback.purge.inquiry.editions import Editions
from clawback.purge.inquiry.inquiries import Inquiries
from clawback.purge.judgements import Judgements
from clawback.quarantine.quarantine import Quarantine
from clawback.queries.counting import Counting
from clawback.queries.queries import Queries
from clawback.queries.recents import RecentQueries
from clawback.queries.tracked import TrackedQueries
from clawback.queries.unmatched import ListSearch
from clawback.remediation.escrow import Escrow
from clawback.remediation.remediations import Remediations
from clawback.remediation.review.reviews import Reviews
from clawback.retention.others import Others
from clawback.retention.retention import Retention
from clawback.settings import Settings
from clawback.store.admission import Admission
from clawback.store.port import EventStore
from clawback.submissions.submissions import Submissions


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything that is built, once; nothing here is a global."""

    settings: Settings
    clock: Clock
    database: Database
    store: EventStore
    admission: Admission
    lists: Lists
    tags: Tags
    countries: Countries
    servers: Directory
    trials: Trials
    spool: Spool
    entrance: Entrance
    unrecorded: Unrecorded
    engines: Panels
    gate: Gate | None
    content_filter: Passage | None
    learning: Learning
    logs: tuple[LogSource, ...]
    read_mailboxes: tuple[MailboxSource, ...]
    pipeline: Pipeline
    ledger: Ledger
    work: Hands
    remediations: Remediations
    previews: Previews
    frames: Frames
    queries: Queries
    list_search: ListSearch
    tracked: TrackedQueries
    counting: Counting
    recents: RecentQueries
    escrow: Escrow
    quarantine: Quarantine
    trail: Trail
    identity: Identity
    external: OidcSignIn | None
    exports: Exports
    retention: Retention
    judgements: Judgements
    grouping: Grouping
    belonging: Doors
    turning: Turning
    link_rules: LinkRules
    growth: Growth
    blocked: BlockedNow
    inquiries: Inquiries
    editions: Editions
    investigations: Investigations
    alerting: Alerting
    submissions: Submissions
    clicking: Clicking
    allowing: AllowBlock
    keeper: Keeper

    def for_routes(self) -> Mapping[type[object], object]:
        """The parts by the types that routes ask for."""
        external: dict[type[object], object] = {}
        if self.external is not None:
            external[OidcSignIn] = self.external
        return {
            Clock: self.clock,
            EventStore: self.store,
            Admission: self.admission,
            Lists: self.lists,
            Spool: self.spool,
            Entrance: self.entrance,
            Configured: self.settings.ingest.configured,
            Panels: self.engines,
            PastLogs: past_logs(self.settings.ingest, self.store, self.servers, self.clock),
            Gatekeeping: Gatekeeping(self.gate.tally if self.gate else None),
            Filtering: Filtering(self.content_filter.tally if self.content_filter else None),
            Learning: self.learning,
            Pipeline: self.pipeline,
            Unrecorded: self.unrecorded,
            Trials: self.trials,
            Remediations: self.remediations,
            Reviews: self.remediations.reviews,
            Previews: self.previews,
            Frames: self.frames,
            Queries: self.queries,
            ListSearch: self.list_search,
            TrackedQueries: self.tracked,
            RecentQueries: self.recents,
            Exports: self.exports,
            Retention: self.retention,
            Quarantine: self.quarantine,
            Judgements: self.judgements,
            Campaigns: self.belonging.campaigns,
            Changing: self.belonging.changing,
            Reports: self.belonging.reports,
            LinkRules: self.link_rules,
            Inquiries: self.inquiries,
            Investigations: self.investigations,
            Alerts: self.alerting.alerts,
            Policies: self.alerting.policies,
            Outbox: self.alerting.outbox,
            Trying: self.alerting.trying,
            Submissions: self.submissions,
            Recording: self.clicking.recording,
            Books: self.clicking.books,
            Entries: self.allowing.entries,
            Importing: self.allowing.importing,
            Feeds: self.allowing.feeds,
            ClickEntries: self.allowing.at_click,
            Others: Others(
                exports_days=self.settings.exports.keep_days,
                quarantine_days=self.settings.quarantine.keep_days,
                escrow_days=self.settings.escrow.days,
            ),
            Tags: self.tags,
            Countries: self.countries,
            Trust: self.settings.analysis.trust,
            Log: Log(self.database, origin=self.settings.audit.origin),
            Trail: self.trail,
            **self.identity.for_routes(),
            **external,
        }
