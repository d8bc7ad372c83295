"""Asks engines about some stored mails, and has judged what they find."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from clawback.analysis.providers.panel import Panel
from clawback.analysis.providers.port import Transport
from clawback.analysis.providers.seat import Question
from clawback.filters.tree import AnyOf, Filter, Not, both
from clawback.model.clock import Clock
from clawback.model.delivery import Row
from clawback.model.verdict import Finding
from clawback.purge.inquiry.inquiry import (
    Found,
    Inquiry,
    cleared_by_a_person,
    evidence,
    turned,
    wishes,
)
from clawback.purge.judgement import Verdict, Wish
from clawback.purge.policy import NOWHERE
from clawback.store.port import EventStore

_AT_ONCE = 20  # deliveries
_TRIES, _PAUSE = 5, 2.0  # seconds; each pause is twice the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """An engine as it is asked again. `edition` says what it judges by now, or raises."""

    name: str
    edition: Callable[[], str]
    panel: Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mail:
    """`told` is what was found before, `answers` what engines say now."""

    row: Row
    raw: bytes = field(repr=False)
    told: tuple[Finding, ...] = ()
    answers: tuple[Finding, ...] = ()


class Asking:
    """Asks about mails, each once in an inquiry. Not safe on many threads.

    `bring` gives the bytes of a delivery's mail, or `None` where nobody has them any more.
    """

    at_once = _AT_ONCE
    within: Filter = both(
        Not(AnyOf("latest_threat_type", (Verdict.MALWARE.value,))),
        Not(AnyOf("latest_delivery_location", tuple(one.value for one in NOWHERE))),
    )
    """Mail that lies where its owner can see it, and could be held for something worse."""

    def __init__(
        self,
        engines: Sequence[Engine],
        *,
        store: EventStore,
        clock: Clock,
        bring: Callable[[Row], bytes | None],
        judge: Callable[[Wish], object],
    ) -> None:
        self._engines = {one.name: one for one in engines}
        self._store, self._clock, self._bring, self._judge = store, clock, bring, judge
        self._known: tuple[str, set[str]] = ("", set())

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._engines)

    @property
    def engines(self) -> Sequence[Engine]:
        """Who can be asked."""
        return tuple(self._engines.values())

    def ask(
        self,
        made: Inquiry,
        rows: Sequence[Row],
        stopping: threading.Event,
        keep: Callable[[Inquiry], None],
    ) -> Inquiry:
        """The inquiry with what came of these; what engines found waits to be judged.

        While no engine answers they are asked again for a while; `keep` is told why.
        """
        fresh = list(self._fresh(made.id, rows))
        told = {
            one.network_message_id: one.findings
            for one in self._store.messages([row.delivery.network_message_id for row in fresh])
        }
        mails = list(self._brought(fresh, told))
        panels = [self._engines[name].panel for name in made.engines if name in self._engines]
        answered = _answered(mails, panels, stopping, lambda why: keep(replace(made, trouble=why)))
        if stopping.is_set():
            return made
        found = tuple(self._turning(answered))
        silent = [one for one in answered if all(each.no_verdict for each in one.answers)]
        return replace(
            made,
            asked=made.asked + len(mails),
            unseen=made.unseen + len(fresh) - len(mails),
            unanswered=made.unanswered + len(silent),
            turned=made.turned + len(found),
            waiting=(*made.waiting, *found),
            trouble=silent[-1].answers[-1].no_verdict if silent and silent[-1].answers else "",
        )

    def judge(self, made: Inquiry) -> Inquiry:
        """Has judged what waits; the inquiry without it."""
        for wish in wishes(made):
            self._judge(wish)
        return replace(made, waiting=())

    def close(self) -> None:
        for one in self._engines.values():
            one.panel.close()

    def _fresh(self, inquiry_id: str, rows: Sequence[Row]) -> Iterator[Row]:
        """One row for each message that this inquiry has not come to."""
        if self._known[0] != inquiry_id:
            self._known = (inquiry_id, set())
        known = self._known[1]
        for row in rows:
            if row.delivery.network_message_id not in known:
                known.add(row.delivery.network_message_id)
                yield row

    def _brought(
        self, rows: Sequence[Row], told: Mapping[str, tuple[Finding, ...]]
    ) -> Iterator[_Mail]:
        for row in rows:
            raw = self._bring(row)
            if raw is not None:
                yield _Mail(row=row, raw=raw, told=told.get(row.delivery.network_message_id, ()))

    def _turning(self, mails: Sequence[_Mail]) -> Iterator[Found]:
        now = self._clock.now()
        for one in mails:
            verdict = turned(one.row.latest.latest_threat_type, one.told, one.answers)
            if verdict is None:
                continue
            events = self._store.events_of(one.row.delivery.network_message_id)
            if not cleared_by_a_person(events):
                yield Found(
                    message=one.row.delivery.network_message_id,
                    verdict=verdict,
                    evidence=evidence(one.answers),
                    at=now,
                )


def _answered(
    mails: Sequence[_Mail],
    panels: Sequence[Panel],
    stopping: threading.Event,
    tell: Callable[[str], None],
) -> list[_Mail]:
    """With what each engine says; where none of them answers anything, they are asked again."""
    pause, answered = _PAUSE, list(mails)
    for _ in range(_TRIES):
        answered = _once(mails, panels)
        given = [one for mail in answered for one in mail.answers]
        if not given or not all(one.no_verdict for one in given):
            break
        tell(f"No engine answers. {given[0].no_verdict}")
        if stopping.wait(pause):
            break
        pause *= 2
    return answered


def _once(mails: Sequence[_Mail], panels: Sequence[Panel]) -> list[_Mail]:
    rounds = [panel.ask([_question(one) for one in mails]) for panel in panels]
    words = [one.words() for one in rounds]
    return [
        replace(mail, answers=tuple(each for word in words for each in word[number]))
        for number, mail in enumerate(mails)
    ]


def _question(mail: _Mail) -> Question:
    delivery = mail.row.delivery
    told = Transport(
        client_ip=delivery.sender_ip,
        mail_from=delivery.sender_mail_from_address,
        recipients=(delivery.recipient,),
    )
    return Question(raw=mail.raw, transport=told)
