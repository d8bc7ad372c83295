"""Where the engine itself may write files, which it may nowhere else."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from clawback.model.errors import UnavailableError


class OutboxUnwritableError(UnavailableError):
    """The file cannot be made: the data folder cannot be written. Its disk may be full."""

    code = "outbox_unwritable"


@dataclass(frozen=True, slots=True)
class Outbox:
    """A folder for files that are written whole before they are handed out."""

    folder: Path

    @classmethod
    def beside(cls, store: Path) -> Self:
        """The one of a store's file; what an earlier process left in it is swept out."""
        outbox = cls(store.with_name(f"{store.stem}.outbox").absolute())
        shutil.rmtree(outbox.folder, ignore_errors=True)
        return outbox

    @contextmanager
    def file(self, name: str) -> Iterator[Path]:
        """The path of a file to be made, which is gone afterwards.

        Raises:
            OutboxUnwritableError: the folder cannot be made.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            own = tempfile.TemporaryDirectory(dir=self.folder)
        except OSError as error:
            raise OutboxUnwritableError from error
        with own as place:
            yield Path(place) / name
