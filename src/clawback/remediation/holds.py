"""Which mail remediations still need, so that nobody forgets it before they are over."""

from __future__ import annotations

from collections.abc import Iterator

from clawback.database import Database
from clawback.jobs.ledger import Ledger
from clawback.model.clock import Clock
from clawback.model.scope import EVERYWHERE
from clawback.remediation.listing import Listing, Shelf
from clawback.remediation.records import lists
from clawback.remediation.remediation import Remediation
from clawback.remediation.target import decode_all

_OPEN = (Shelf.DRAFTS, Shelf.PENDING, Shelf.RUNNING)
_PAGE = 100
_ITEMS = 5000


class Holds:
    """Looks at every remediation that is not over."""

    def __init__(self, database: Database, ledger: Ledger, clock: Clock) -> None:
        self._database = database
        self._ledger = ledger
        self._clock = clock

    def messages(self) -> frozenset[str]:
        """The network message ids of all deliveries in plans that are drafted, wait or run."""
        return frozenset(
            message for remediation in self._open() for message in self._of(remediation)
        )

    def _open(self) -> Iterator[Remediation]:
        for shelf in _OPEN:
            before: str | None = None
            while found := self._page(shelf, before):
                yield from found
                before = found[-1].id

    def _page(self, shelf: Shelf, before: str | None) -> list[Remediation]:
        with self._database.read() as connection:
            return lists.page(
                connection,
                Listing(shelf=shelf),
                scope=EVERYWHERE,
                limit=_PAGE,
                before=before,
                now=self._clock.now(),
            )

    def _of(self, remediation: Remediation) -> Iterator[str]:
        first = 0
        while payloads := self._ledger.payloads(remediation.job, first, first + _ITEMS - 1):
            yield from (frozen.message for frozen in decode_all(payloads))
            first += _ITEMS
