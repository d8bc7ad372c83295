"""Where every mail comes in: into the spool, and before the eyes of whoever watches freshness."""

from __future__ import annotations

from collections.abc import Sequence

from clawback.ingest.freshness import Watch
from clawback.ingest.intake import Acceptor, Intake
from clawback.ingest.rush import Rush
from clawback.model.errors import UnavailableError


class Entrance:
    """An `Acceptor` in front of the spool."""

    def __init__(self, spool: Acceptor, watch: Watch, rush: Rush | None = None) -> None:
        self._spool = spool
        self.watch = watch
        self._rush = rush

    async def accept_soon(self, intakes: Sequence[Intake]) -> int:
        """As `Acceptor` says."""
        try:
            last = await self._spool.accept_soon(intakes)
        except UnavailableError as error:
            self.watch.refused(intakes, str(error))
            raise
        self.watch.accepted(intakes, last)
        if self._rush is not None:
            self._rush.came(len(intakes))
        return last
