"""The figures of a plan, counted from its frozen deliveries alone: the same before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from clawback.remediation import evidence
from clawback.remediation.facts import TagsOf
from clawback.remediation.selection import Reason
from clawback.remediation.target import Frozen, decode_all

Mailbox: TypeAlias = tuple[str, str]  # server, account
_PART = 5000  # payloads read at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Tops:
    """The largest shares of deliveries, the rest in `others`; `number` is how many there are."""

    top: tuple[tuple[str, int], ...]
    others: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts of deliveries; `actionable` and all of `not_actionable` add up to `deliveries`.

    `places` holds all deliveries by location's code and whether a server holds their mailbox,
    `folders` all by the folder of the copy that is known (empty: none is), `mailboxes` and
    `lying` (by server and location's code) the actionable ones. Tags are of recipients, who may
    have several.
    """

    deliveries: int
    actionable: int
    messages: int
    recipients: int
    not_actionable: Mapping[Reason, int]
    places: Mapping[tuple[str, bool], int]
    folders: Mapping[str, int]
    mailboxes: Mapping[Mailbox, int]
    lying: Mapping[tuple[str, str], int]
    tags: Mapping[str, int]
    untagged: int

    @property
    def largest_share(self) -> float:
        """The largest mailbox's part of what would be acted on, from 0 to 1."""
        if not self.actionable:
            return 0.0
        return round(max(self.mailboxes.values()) / self.actionable, 4)

    @property
    def by_location(self) -> dict[str, int]:
        counted: Counter[str] = Counter()
        for (location, _), number in self.places.items():
            counted[location] += number
        return dict(counted)

    @property
    def by_server(self) -> dict[str, int]:
        counted: Counter[str] = Counter()
        for (server, _), number in self.mailboxes.items():
            counted[server] += number
        return dict(sorted(counted.items()))


@dataclass(slots=True)
class Count:
    """Counts deliveries as they come by, in memory that does not grow with their number alone."""

    tags_of: TagsOf
    _actionable: int = 0
    _messages: set[str] = field(default_factory=set)
    _recipients: Counter[str] = field(default_factory=Counter)
    _reasons: Counter[Reason] = field(default_factory=Counter)
    _places: Counter[tuple[str, bool]] = field(default_factory=Counter)
    _folders: Counter[str] = field(default_factory=Counter)
    _mailboxes: Counter[Mailbox] = field(default_factory=Counter)
    _lying: Counter[tuple[str, str]] = field(default_factory=Counter)

    def planned(self, payloads: Sequence[str]) -> None:
        """Deliveries that are acted on."""
        for at in range(0, len(payloads), _PART):
            frozen = decode_all(payloads[at : at + _PART])
            self._any(frozen)
            self._actionable += len(frozen)
            self._mailboxes.update([one[:2] for one in frozen])
            self._lying.update([(one.server, one.location) for one in frozen])

    def settled(self, items: Iterable[tuple[str, str]]) -> None:
        """Deliveries that are not acted on: payloads with their evidence."""
        listed = list(items)
        self._any(decode_all([payload for payload, _ in listed]))
        self._reasons.update([_reason(proof) for _, proof in listed])

    def figures(self) -> Figures:
        tags, untagged = self._tagged()
        return Figures(
            deliveries=self._actionable + self._reasons.total(),
            actionable=self._actionable,
            messages=len(self._messages),
            recipients=len(self._recipients),
            not_actionable=dict(self._reasons),
            places=dict(self._places),
            folders=dict(self._folders),
            mailboxes=dict(self._mailboxes),
            lying=dict(self._lying),
            tags=tags,
            untagged=untagged,
        )

    def _any(self, frozen: Sequence[Frozen]) -> None:
        self._messages.update([one.message for one in frozen])
        self._recipients.update([one.recipient for one in frozen])
        self._places.update([(one.location, one.server != "") for one in frozen])
        self._folders.update([one.hint[0] if one.hint else "" for one in frozen])

    def _tagged(self) -> tuple[dict[str, int], int]:
        counted: Counter[str] = Counter()
        untagged = 0
        for recipient, number in self._recipients.items():
            tags = self.tags_of(recipient)
            for tag in tags:
                counted[tag] += number
            untagged += 0 if tags else number
        return dict(sorted(counted.items())), untagged


def tops(counted: Mapping[str, int], most: int) -> Tops:
    """The largest `most` of the counts, ties in order of their names."""
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return Tops(
        top=tuple(ordered[:most]),
        others=sum(number for _, number in ordered[most:]),
        number=len(ordered),
    )


@lru_cache(maxsize=4096)
def _reason(proof: str) -> Reason:
    note = evidence.landing(proof).note
    return next((one for one in Reason if note.startswith(one.label)), Reason.NO_SERVER)
