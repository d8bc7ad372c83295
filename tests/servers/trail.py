"""An audit trail for routes that stand alone, in a state database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.servers.state import open_state

from clawback.audit.trail import Trail
from clawback.model.clock import Clock


@contextmanager
def open_trail(clock: Clock) -> Iterator[Trail]:
    """A trail, and nothing in it."""
    with (
        TemporaryDirectory(prefix="clawback-trail-") as folder,
        closing(open_state(Path(folder) / "state.db")) as database,
    ):
        yield Trail(database, clock)
