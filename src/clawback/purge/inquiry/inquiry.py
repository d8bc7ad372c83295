"""An inquiry: engines are asked again about mail that is stored. What it is, and what is decided.

Pure: whoever carries it out is in `inquiries`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from clawback.analysis.providers.merging import merged
from clawback.analysis.verdict import combine
from clawback.filters.tree import AnyOf
from clawback.filters.write import write
from clawback.model.counted import counted
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.labelled import Labelled
from clawback.model.location import DeliveryAction
from clawback.model.verdict import Finding, ThreatType
from clawback.purge.judgement import Cause, Verdict, Wish
from clawback.store.port import Cursor

_MOST_WAITING, _LONGEST_WAIT = 200, timedelta(minutes=10)
_LONGEST = 900  # characters of a reason
_WORST_FIRST = (ThreatType.MALWARE, ThreatType.PHISH, ThreatType.SPAM)


class InquiryCause(Labelled):
    """Why engines are asked again."""

    PERSON = "person", "A person wanted it"
    CHANGE = "change", "What they judge by has changed"


class InquiryState(Labelled):
    """How far it is."""

    ASKING = "asking", "Asking"
    DONE = "done", "Done"
    STOPPED = "stopped", "Stopped"
    FAILED = "failed", "Failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much engines are asked: `mails_per_minute` at most, the newest `most_mails` of a time."""

    mails_per_minute: float = 300
    most_mails: int = 100_000

    def lead(self, asked: int, seconds: float) -> float:
        """Seconds by which so many mails in so much time are ahead of the budget."""
        return max(0.0, asked * 60 / self.mails_per_minute - seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A message that turned, and waits to be judged; `evidence` is what engines named."""

    message: str
    verdict: Verdict
    evidence: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """An inquiry as it is kept. Counts are mails.

    `total` are deliveries of the time. `unseen` are mails whose bytes nobody has any more,
    `unanswered` those of which no engine said anything, `turned` those that engines found bad; some
    of them may be `waiting` to be judged. `reached` is how far it is, newest mail first. `trouble`
    is a sentence, or empty.
    """

    id: str
    engines: tuple[str, ...]
    cause: InquiryCause
    since: datetime
    until: datetime
    at: datetime
    by: str
    by_name: str
    state: InquiryState = InquiryState.ASKING
    total: int = 0
    asked: int = 0
    unseen: int = 0
    unanswered: int = 0
    turned: int = 0
    reached: Cursor | None = None
    waiting: tuple[Found, ...] = ()
    trouble: str = ""
    ended_at: datetime | None = None

    def sentence(self) -> str:
        """All of it, for a person."""
        names = " and ".join(self.engines)
        told = f"{names} asked about {counted(self.asked, 'mail')}, {self.turned:,} turned"
        if self.unseen:
            told += f"; the bytes of {self.unseen:,} more are not to be had"
        if self.unanswered:
            told += f"; {self.unanswered:,} went without an answer"
        ending = {
            InquiryState.ASKING: " so far.",
            InquiryState.DONE: ".",
            InquiryState.STOPPED: ", then it was stopped.",
            InquiryState.FAILED: ", then it failed.",
        }
        return f"{told}{ending[self.state]}{' ' if self.trouble else ''}{self.trouble}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What an engine judges by. `pending` is another that was seen since `since`, and not acted on.

    An engine needs time to load what has changed, so a change counts once it has lasted a while.
    """

    acted_on: str
    pending: str = ""
    since: datetime | None = None

    def seen(self, told: str, now: datetime) -> Edition:
        """After the engine was looked at."""
        if told == self.acted_on:
            return Edition(acted_on=self.acted_on)
        if told == self.pending:
            return self
        return Edition(acted_on=self.acted_on, pending=told, since=now)

    def due(self, now: datetime, lasting: timedelta) -> bool:
        """Whether the change has lasted so long."""
        return self.since is not None and now - self.since >= lasting


def due(
    editions: Mapping[str, Edition], now: datetime, lasting: timedelta
) -> Mapping[str, Edition]:
    """Engines that are to be asked again, each with the edition that is acted on with that.

    While one changes on, none is asked: what one change brings is asked about in one inquiry.
    """
    waiting = {name: one for name, one in editions.items() if one.pending}
    if not all(one.due(now, lasting) for one in waiting.values()):
        return {}
    return {name: Edition(acted_on=one.pending) for name, one in waiting.items()}


def turned(
    held_for: Iterable[ThreatType], findings: Iterable[Finding], answers: Sequence[Finding]
) -> Verdict | None:
    """As what a mail is judged because of new answers; `None` leaves it as it is.

    Silence clears nothing: that an engine finds nothing now takes back nothing that was proved.
    What an override lets in stays in, as it would at delivery. A mail that is held for as much, or
    for something worse, is held already.
    """
    told = {one.threat for one in answers if one.threat}
    worst = next((one for one in _WORST_FIRST if one in told), None)
    if worst is None:
        return None
    if combine(merged(findings, answers)).wanted_action is DeliveryAction.DELIVERED:
        return None
    held = [_WORST_FIRST.index(one) for one in held_for if one in _WORST_FIRST]
    if held and min(held) <= _WORST_FIRST.index(worst):
        return None
    return Verdict(worst.value)


def ripe(waiting: Sequence[Found], now: datetime) -> bool:
    """Whether what was found is to be judged now.

    It is gathered, so that people get one proposal and not hundreds, but not for long.
    """
    if not waiting:
        return False
    return len(waiting) >= _MOST_WAITING or now - min(one.at for one in waiting) >= _LONGEST_WAIT


def wishes(made: Inquiry) -> Iterator[Wish]:
    """One judgement for each verdict among those that wait."""
    for verdict in Verdict:
        found = [one for one in made.waiting if one.verdict is verdict]
        if found:
            named = "; ".join(dict.fromkeys(one.evidence for one in found))
            yield Wish(
                verdict=verdict,
                filter=write(AnyOf("network_message_id", tuple(one.message for one in found))),
                reason=f"Found when engines were asked again ({made.id}): {named}"[:_LONGEST],
                since=made.since,
                until=made.until,
                cause=Cause.ENGINE,
            )


def cleared_by_a_person(events: Iterable[DeliveryEvent]) -> bool:
    """Whether the last judgement of a mail is a person's, who found it clean: that word stands."""
    judged = [one for one in events if one.type is EventType.JUDGED]
    if not judged:
        return False
    last = max(judged, key=lambda one: one.at)
    return last.source is EventSource.ADMIN and not last.threat_type


def evidence(answers: Iterable[Finding]) -> str:
    """What engines named, in a few words."""
    told = [
        f"{one.provider}: {one.evidence[0]}" if one.evidence else one.provider
        for one in answers
        if one.threat
    ]
    return "; ".join(dict.fromkeys(told))
