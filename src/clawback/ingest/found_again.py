"""Mail that passed unrecorded and has come after all: its note is settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clawback.analysis.header import Header
from clawback.analysis.trace import NO_TRUST, Trust, find_border
from clawback.ingest.prepare import Prepared
from clawback.ingest.unrecorded import Unrecorded


class FoundAgain:
    """Looks at what is stored for queue ids that are missed."""

    def __init__(self, unrecorded: Unrecorded, trust: Trust = NO_TRUST) -> None:
        self._unrecorded = unrecorded
        self._trust = trust

    def tell(self, stored: Sequence[Prepared]) -> None:
        """To be called when these can be searched."""
        if self._unrecorded.any:
            self._unrecorded.settle({each for one in stored for each in self._queue_ids(one)})

    def _queue_ids(self, one: Prepared) -> Iterator[str]:
        """Those that our own servers gave to it; a sender may write any into lower lines."""
        yield one.mail.intake.envelope.queue_id
        yield from find_border(Header(one.message.headers), self._trust).queue_ids
