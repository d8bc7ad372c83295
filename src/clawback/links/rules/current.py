"""What counts at this moment: rules and spared links, read anew within half a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from time import monotonic

import structlog

from clawback.database import Database
from clawback.links.policy import LinkPolicy, LinkRule
from clawback.links.rules import records
from clawback.model.errors import UnavailableError
from clawback.model.tags import Tags

_LOOKED_EVERY = 0.5  # seconds
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Rules and entries as they were read together; `number` is another whenever they are."""

    number: int = 0
    rules: tuple[LinkRule, ...] = ()
    spared: tuple[str, ...] = ()


class CurrentRules:
    """Safe to call from several threads. A database that is away holds no mail up.

    `fixed` are the rules of the settings, which stand behind those that people keep.
    """

    def __init__(self, database: Database, *, fixed: Sequence[LinkRule], tags: Tags) -> None:
        self._database = database
        self._fixed = tuple(fixed)
        self._tags = tags
        self._turn = Lock()
        self._read = Edition()
        self._looked: float | None = None

    def policy(self) -> LinkPolicy:
        """The rules in their order."""
        return LinkPolicy(rules=(*self.now().rules, *self._fixed), tags=self._tags)

    def spared(self) -> tuple[int, tuple[str, ...]]:
        """Links that people spare, and the number of the edition."""
        read = self.now()
        return read.number, read.spared

    def now(self) -> Edition:
        """What people keep; as it was last known when the database does not answer."""
        with self._turn:
            if self._looked is None or monotonic() - self._looked >= _LOOKED_EVERY:
                self._look()
                self._looked = monotonic()
            return self._read

    def _look(self) -> None:
        try:
            with self._database.read() as connection:
                number = records.edition(connection)
                if number != self._read.number:
                    self._read = Edition(
                        number=number,
                        rules=tuple(
                            one.table.rule for one in records.rules(connection) if one.enabled
                        ),
                        spared=tuple(one.entry for one in records.spared(connection)),
                    )
        except UnavailableError as error:
            _log.warning("rules for links are as they were", error=str(error))
