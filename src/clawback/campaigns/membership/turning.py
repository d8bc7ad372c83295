"""Notices campaigns that have turned bad, and has mail of theirs judged that was let in before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from clawback.campaigns import records as campaign_records
from clawback.campaigns.campaign import WORST_FIRST, Campaign
from clawback.campaigns.membership import records
from clawback.campaigns.membership.bar import Bar, Say
from clawback.campaigns.membership.records import Turned
from clawback.campaigns.wanted import Mark, Wanted
from clawback.database import Connection, Database
from clawback.filters.tree import AnyOf, Filter, Not, both
from clawback.model.clock import Clock
from clawback.model.policy import PrimaryOverride
from clawback.model.verdict import ThreatType

_PAUSE = timedelta(minutes=10)  # so that a campaign that grows makes a proposal and not hundreds
_PAGE = 200
_MOST_NAMED = 1000  # messages that stand in a filter
_ALLOWED = (PrimaryOverride.ALLOWED_BY_ORGANIZATION, PrimaryOverride.ALLOWED_BY_USER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """A campaign whose mail is to be judged: as what, why, which of it, and received since when."""

    threat: ThreatType
    reason: str
    filter: Filter
    since: datetime


class Turning:
    """Looks at campaigns that had mail in the look-back window. For one thread."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        bar: Bar,
        *,
        look_back: timedelta,
        judge: Callable[[Bad], object],
    ) -> None:
        self._database, self._clock, self._bar = database, clock, bar
        self._look_back, self._judge = look_back, judge

    def turn(self) -> None:
        """Has judged what has turned since the last look, and remembers that it was.

        Mail that comes to a bad campaign afterwards is judged ten minutes later at the earliest.
        """
        if self._bar.say is not Say.DECIDE:
            return
        oldest = self._clock.now() - self._look_back
        wanted = Wanted(since=oldest)
        while True:
            with self._database.read() as connection:
                page = campaign_records.newest(connection, wanted, limit=_PAGE)
                before = records.turns(connection, [one.id for one in page])
            for one in page:
                self._look(one, before.get(one.id), oldest)
            if len(page) < _PAGE:
                return
            wanted = Wanted(since=oldest, after=Mark.of(page[-1]))

    def _look(self, one: Campaign, before: Turned | None, oldest: datetime) -> None:
        now = self._clock.now()
        with self._database.read() as connection:
            bad = self._bad(connection, one, before, oldest)
        if bad is None:
            return
        self._judge(bad)
        # Only now: what could not be begun is tried again, and what was begun is on record.
        with self._database.write() as connection:
            records.turn(connection, one.id, Turned(threat=bad.threat, mail_to=one.last, at=now))

    def _bad(
        self, connection: Connection, one: Campaign, before: Turned | None, oldest: datetime
    ) -> Bad | None:
        makeup = records.witnesses(connection, one.id)
        threat = self._bar.threat(makeup)
        if threat is None:
            return None
        since = oldest
        if before is not None and not _worse(threat, before.threat):
            if one.last <= before.mail_to or self._clock.now() - before.at < _PAUSE:
                return None
            since = max(oldest, before.mail_to + timedelta(microseconds=1))
        if not records.unheld(connection, one.id, threat, since):
            return None
        return Bad(
            threat=threat,
            reason=self._bar.sentence(one.id, threat, makeup),
            filter=_filter(one.id, records.cleared(connection, one.id)),
            since=since,
        )


def _worse(threat: ThreatType, than: ThreatType) -> bool:
    return WORST_FIRST.index(threat) < WORST_FIRST.index(than)


def _filter(campaign: str, cleared: list[str]) -> Filter:
    """Its mail, but for what an entry allows or somebody found clean."""
    mine = both(
        AnyOf("campaign_id", (campaign,)),
        Not(AnyOf("primary_override", tuple(one.value for one in _ALLOWED))),
    )
    if not cleared:
        return mine
    return both(mine, Not(AnyOf("network_message_id", tuple(cleared[-_MOST_NAMED:]))))
