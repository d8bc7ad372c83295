"""A block: the items of one account that are planned, claimed, done and finished together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

LARGEST_BLOCK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One account's share of a job, as it is written down; cut into blocks by `cut`.

    A payload is the handler's own text; the ledger never looks inside and never changes it.
    """

    server_key: str
    account: str
    payloads: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """An item whose outcome is known without any work."""

    payload: str
    outcome: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a claimed block.

    `doubt` says that an earlier attempt broke off and may have had an effect: look before acting.
    """

    seq: int
    payload: str
    attempt: int
    doubt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Items of one account, leased to one worker.

    `token` is the fence: the ledger takes results only from the attempt that holds the lease.
    `settling` blocks belong to a job that is being cancelled: look, and change nothing.
    `first` and `last` bound the block's items as planned, of which only those without an outcome
    are in `items`, and of these only the first where there are `more`.
    """

    job: int
    kind: str
    token: int
    server_key: str
    account: str
    first: int
    last: int
    items: tuple[Item, ...]
    tries: int = 0  # failures in a row before this attempt
    settling: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """How an item ended. `evidence` is JSON text of the handler's own shape."""

    seq: int
    outcome: str
    evidence: str
    doubt: bool = False  # the effect is not known even now


class FaultKind(StrEnum):
    """What stopped a block before its end."""

    UNAVAILABLE = "unavailable"  # the server: counts against all its accounts
    OCCUPIED = "occupied"  # this account only, which somebody else holds for a while
    BROKEN = "broken"  # our own mistake, or this account only


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a block came back with items undone; `sentence` is for a person.

    `wait` is for how many seconds the server, or the account, asks to be left alone.
    """

    kind: FaultKind
    sentence: str
    wait: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A block that comes back: its results, and which items stay in doubt without one.

    One that was not even begun says nothing of its server.
    """

    block: Block
    results: Sequence[Result]
    doubtful: frozenset[int] = frozenset()
    fault: Fault | None = None
    begun: bool = True

    @property
    def undone(self) -> list[int]:
        """Items that come back without a result, in order."""
        ended = {result.seq for result in self.results}
        return [item.seq for item in self.block.items if item.seq not in ended]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A finished attempt that somebody still has to be told of."""

    job: int
    kind: str
    token: int
    server_key: str
    account: str
    items: tuple[Item, ...]
    results: tuple[Result, ...]


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending numbers as stretches without gaps: `[1, 2, 3, 7]` is `[(1, 3), (7, 7)]`."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
