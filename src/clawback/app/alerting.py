"""Builds what raises alerts, what carries them to channels, and the doors to both."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from clawback.alerts.alerts import Alerts
from clawback.alerts.asked import Reader
from clawback.alerts.channels.channel import Channel
from clawback.alerts.channels.http import HttpChannel, Signed, Slack, Teams
from clawback.alerts.channels.mail import MailChannel
from clawback.alerts.channels.syslog import SyslogChannel
from clawback.alerts.courier import Courier
from clawback.alerts.fitting import Eyes
from clawback.alerts.hearing import Hearing
from clawback.alerts.outbox import Outbox
from clawback.alerts.policies import Policies
from clawback.alerts.raising import Raising
from clawback.alerts.settings import (
    ChannelTable,
    MailChannelTable,
    SlackTable,
    SyslogTable,
    TeamsTable,
    WebhookTable,
)
from clawback.alerts.signal import Raise, Signal, SignalKind
from clawback.alerts.telling import Telling
from clawback.alerts.trying import Trying
from clawback.alerts.watching import Forgetting, HouseWatch, TrailWatch
from clawback.app.basis import Basis
from clawback.audit.syslog import host_name
from clawback.campaigns.membership.turning import Bad
from clawback.entries.entries import Entries
from clawback.entries.entry import Standing as EntryStanding
from clawback.entries.wanted import Wanted
from clawback.filters.errors import FilterError
from clawback.filters.tree import Filter
from clawback.filters.write import write
from clawback.identity.people import People
from clawback.identity.role import Permission
from clawback.ingest.freshness import Freshness
from clawback.model.clock import Clock
from clawback.queries.query import QueryMissingError, View
from clawback.queries.reading import FilterReader
from clawback.queries.records import saved
from clawback.rhythm import Rhythm

_MOST_EXPIRING = 1000  # entries that are told of at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerting:
    """The doors of the room, and what works behind them."""

    alerts: Alerts
    policies: Policies
    outbox: Outbox
    trying: Trying
    hearing: Hearing
    telling: Telling
    trail_watch: TrailWatch
    forgetting: Forgetting

    def rhythms(self, house: HouseWatch) -> list[Rhythm]:
        """Each channel has a thread of its own: one that hangs holds up no other."""
        return [
            Rhythm("alert-telling", self.telling.tell, every=0.5),
            Rhythm("alert-trail", self.trail_watch.turn, every=0.5),
            Rhythm("alert-house", house.turn, every=15.0),
            Rhythm("alert-forgetting", self.forgetting.turn, every=3600.0, longest=3600.0),
            *(
                Rhythm(f"alert-channel-{one.name}", one.turn, every=0.2)
                for one in self.outbox.couriers
            ),
        ]


def alerting(basis: Basis, people: People) -> Alerting:
    """All of it; it hears from now on what the store of the basis stores."""
    wanted, database, clock = basis.settings.alerts, basis.database, basis.clock
    channels = [channel_of(one) for one in wanted.channels]
    names = [one.name for one in channels]
    reader = Reader(basis.lists, basis.tags, _saved_queries(basis))
    policies = Policies(database, basis.trail, clock, reader=reader, channels=names)
    eyes = Eyes(basis.store_itself, reader)
    raising = Raising(database, clock, names)
    hearing = Hearing(policies, eyes, raising, clock, wanted.fresh)
    basis.listeners.add(hearing)
    pages = basis.settings.http.public_url.rstrip("/")
    return Alerting(
        alerts=Alerts(database, basis.trail, clock, tags=basis.tags, named=_named(people)),
        policies=policies,
        outbox=Outbox(
            database,
            basis.trail,
            clock,
            couriers=[Courier(database, clock, one, pages=pages) for one in channels],
            kinds={one.name: one.kind for one in wanted.channels},
        ),
        trying=Trying(policies, basis.store, clock, basis.asker()),
        hearing=hearing,
        telling=Telling(database, basis.store_itself, clock),
        trail_watch=TrailWatch(database, hearing.signalled),
        forgetting=Forgetting(database, clock, wanted.keep),
    )


def house_watch(
    tell: Raise,
    *,
    sources: Callable[[], Iterable[Freshness]],
    entries: Entries,
    clock: Clock,
) -> HouseWatch:
    """Looks at sources, and at entries of the allow/block list that end soon."""
    return HouseWatch(tell, [lambda: _down(sources()), lambda: _expiring(entries, clock)])


def turned_campaign(bad: Bad, clock: Clock) -> Signal:
    """The signal of a campaign that turned bad; the same for the same mail of it."""
    return Signal(
        kind=SignalKind.CAMPAIGN_TURNED,
        id=f"{write(bad.filter)} {bad.threat.value} {bad.since.isoformat()}",
        at=clock.now(),
        details=bad.reason,
    )


def channel_of(table: ChannelTable) -> Channel:
    """The channel that a table of the settings describes."""
    match table:
        case MailChannelTable():
            host, _, port = table.smtp.rpartition(":")
            return MailChannel(
                name=table.name,
                host=host.strip("[]"),
                port=int(port),
                sender=table.sender,
                to=table.to,
                details=table.details,
            )
        case SyslogTable():
            return _syslog(table)
        case WebhookTable():
            writes = Signed(secret=table.secret.get_secret_value(), details=table.details)
            return HttpChannel(name=table.name, url=table.url.get_secret_value(), writes=writes)
        case SlackTable():
            slack = Slack(details=table.details)
            return HttpChannel(name=table.name, url=table.url.get_secret_value(), writes=slack)
        case TeamsTable():
            teams = Teams(details=table.details)
            return HttpChannel(name=table.name, url=table.url.get_secret_value(), writes=teams)


def _syslog(table: SyslogTable) -> SyslogChannel:
    split = urlsplit(table.receiver)
    unix = split.scheme == "unix"
    return SyslogChannel(
        name=table.name,
        transport="unix" if unix else "tcp" if split.scheme == "tcp" else "udp",
        host=split.path if unix else split.hostname or "",
        port=0 if unix else split.port or 0,
        own_name=host_name(socket.gethostname()),
        details=table.details,
    )


def _saved_queries(basis: Basis) -> Callable[[str], Filter]:
    reader = FilterReader(basis.lists, basis.tags)

    def tree(query_id: str) -> Filter:
        with basis.database.read() as connection:
            found = saved.find(connection, query_id)
        if found is None or not found.shared:
            raise QueryMissingError(
                f"There is no shared saved query {query_id[:40]!r}. An alert policy can go by one "
                "that is shared."
            )
        if found.content.view is View.URL_CLICKS:
            raise FilterError("A saved query about clicks cannot raise alerts.")
        return reader.tree(found.content.filter, found.content.view.value)

    return tree


def _named(people: People) -> Callable[[str], str | None]:
    def named(person: str) -> str | None:
        owner = people.owner(person)
        mine = owner is not None and Permission.ALERTS_HANDLE in owner.permissions
        return owner.name if owner is not None and mine else None

    return named


def _down(sources: Iterable[Freshness]) -> Iterator[Signal]:
    for one in sources:
        if one.error and one.error_at is not None:
            yield Signal(
                kind=SignalKind.SOURCE_DOWN,
                # The same trouble that lasts is told once an hour.
                id=f"{one.source} {one.error} {one.error_at:%Y-%m-%dT%H}",
                at=one.error_at,
                about=one.source,
                details=f"{one.source}: {one.error}",
            )


def _expiring(entries: Entries, clock: Clock) -> Iterator[Signal]:
    """Those that people made; a feed brings its own anew."""
    wanted = Wanted(standing=EntryStanding.EXPIRING, without_feeds=True)
    for one in entries.page(wanted, limit=_MOST_EXPIRING):
        until = one.terms.lifetime.expires_at
        if until is not None:
            yield Signal(
                kind=SignalKind.ENTRY_EXPIRING,
                id=f"{one.id} {until.isoformat()}",
                at=clock.now(),
                about=one.value.text,
                details=f"{one.value.text} expires at {until:%Y-%m-%d %H:%M} UTC.",
            )
