"""Where goes what could not be read or stored: kept, counted, never dropped."""

from __future__ import annotations

from pathlib import Path

from clawback.spool.durable import write_durably


class Parking:
    """A folder of parked bytes; parking the same name again changes nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def park(self, name: str, data: bytes) -> None:
        """Durable on return."""
        path = self._folder / name
        if not path.exists():
            write_durably(path, data)

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(path.name for path in self._folder.iterdir() if path.suffix != ".new"))
