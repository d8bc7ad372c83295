"""Lets through of what a filter finds what a choice wants, and remembers which names were met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from clawback.model.delivery import Row, Whereabouts
from clawback.remediation.choice import Choice, Chosen, Key, named


class Sieve:
    """For one look at the store; `chosen` is true once everything has gone through."""

    def __init__(self, choice: Choice) -> None:
        self._choice = choice
        self._only: set[Key | str] = set()
        self._without: set[Key | str] = set()

    def through(self, blocks: Iterable[Sequence[Whereabouts]]) -> Iterator[Sequence[Whereabouts]]:
        """What is wanted of each block."""
        if self._choice.only is None and self._choice.without is None:
            yield from blocks
            return
        for block in blocks:
            yield [
                one
                for one in block
                if self._wants(one.network_message_id, one.recipient, one.internet_message_id)
            ]

    def rows_through(self, blocks: Iterable[Sequence[Row]]) -> Iterator[Sequence[Row]]:
        """As `through`, of whole rows."""
        for block in blocks:
            rows = ((row, row.delivery) for row in block)
            yield [
                row
                for row, one in rows
                if self._wants(one.network_message_id, one.recipient, one.internet_message_id)
            ]

    @property
    def chosen(self) -> Chosen:
        """What is kept of the choice."""
        only, without = self._choice.only, self._choice.without
        return Chosen(
            only=None if only is None else named(only, self._only),
            without=None if without is None else named(without, self._without),
            every_location=self._choice.every_location,
        )

    def _wants(self, message: str, recipient: str, message_id: str) -> bool:
        only, without = self._choice.only, self._choice.without
        if only is not None:
            met = only.met_by(message, recipient, message_id)
            if not met:
                return False
            self._only.update(met)
        if without is not None:
            met = without.met_by(message, recipient, message_id)
            self._without.update(met)
            return not met
        return True
