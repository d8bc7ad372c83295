"""Whom a plan touches: one line for each recipient and mailbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeAlias

from clawback.jobs.job import Entry
from clawback.remediation.operation import Operation
from clawback.remediation.outcome import Outcome
from clawback.remediation.plan import Terms
from clawback.remediation.target import Frozen, decode_all

COLUMNS = (
    "recipient",
    "server",
    "account",
    "deliveries",
    "actionable",
    "folders",
    "reversible",
)
_Home: TypeAlias = tuple[str, str]  # server, account
_PART = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """What a plan does to one recipient's deliveries in one mailbox.

    `folders` are those that copies are known to lie in. `reversible` says that an undo can put back
    what is done; of a hard delete only while a sealed copy is kept.
    """

    recipient: str
    server: str
    account: str
    deliveries: int
    actionable: int
    folders: tuple[str, ...]
    reversible: bool

    @property
    def line(self) -> list[object]:
        """In the order of `COLUMNS`."""
        return [
            self.recipient,
            self.server,
            self.account,
            self.deliveries,
            self.actionable,
            list(self.folders),
            "yes" if self.reversible else "no",
        ]


@dataclass(slots=True)
class _Tally:
    deliveries: int = 0
    actionable: int = 0
    folders: dict[str, None] = field(default_factory=dict)

    def add(self, frozen: Frozen, *, actionable: bool) -> None:
        self.deliveries += 1
        self.actionable += actionable
        if frozen.hint and frozen.hint[0]:
            self.folders[frozen.hint[0]] = None


def affected(terms: Terms, operation: Operation, entries: Iterable[Entry]) -> Iterator[Affected]:
    """One for each recipient and mailbox, mailbox by mailbox.

    `entries` come by number: first those that need no work, then account after account, so that
    only one account and those without work are held in memory.
    """
    idle: dict[_Home, dict[str, _Tally]] = {}
    undoable = operation is not Operation.HARD_DELETE or terms.escrow_days > 0
    for (home, idles), group in groupby(_read(entries), key=_group):
        if idles:
            for frozen, _ in group:
                mine = idle.setdefault((frozen.server, frozen.account), {})
                mine.setdefault(frozen.recipient, _Tally()).add(frozen, actionable=False)
            continue
        tallies = idle.pop(home, {})
        for frozen, _ in group:
            tallies.setdefault(frozen.recipient, _Tally()).add(frozen, actionable=True)
        yield from _told(home, tallies, undoable=undoable)
    for home in sorted(idle):
        yield from _told(home, idle[home], undoable=undoable)


def _told(home: _Home, tallies: dict[str, _Tally], *, undoable: bool) -> Iterator[Affected]:
    for recipient in sorted(tallies):
        tally = tallies[recipient]
        yield Affected(
            recipient=recipient,
            server=home[0],
            account=home[1],
            deliveries=tally.deliveries,
            actionable=tally.actionable,
            folders=tuple(sorted(tally.folders)),
            reversible=undoable and tally.actionable > 0,
        )


def _group(one: tuple[Frozen, bool]) -> tuple[_Home, bool]:
    frozen, idle = one
    return ("", "") if idle else (frozen.server, frozen.account), idle


def _read(entries: Iterable[Entry]) -> Iterator[tuple[Frozen, bool]]:
    """Each delivery, and whether it needs no work: settled before any attempt."""
    for entry in entries:
        (frozen,) = decode_all([entry.payload])
        yield frozen, entry.outcome == Outcome.NOT_ACTIONABLE and not entry.attempt
