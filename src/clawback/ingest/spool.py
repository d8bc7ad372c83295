"""The spool of mail: what it accepted is on disk, and leaves only when it has been stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clawback.ingest.intake import Envelope, Intake
from clawback.model.clock import Clock
from clawback.model.native_codec import read_json, write_json
from clawback.spool import spool
from clawback.spool.commit import AppendFile, File, SpoolLimits
from clawback.spool.lock import SpoolInUseError
from clawback.spool.segment import Form
from clawback.spool.spool import Backlog, Place

__all__ = ["MAIL", "Backlog", "Block", "Place", "Spool", "SpoolInUseError", "Spooled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spooled:
    """A mail of the spool and its number."""

    sequence: int
    intake: Intake


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Mails read together; `place` is where the next block begins."""

    mails: tuple[Spooled, ...]
    place: Place


def _written(intake: Intake) -> tuple[bytes, bytes]:
    return write_json(intake.envelope), intake.raw


def _read(head: bytes, body: bytes) -> Intake:
    return Intake(raw=body, envelope=read_json(Envelope, head))


MAIL = Form(write=_written, read=_read)


class Spool(spool.Spool[Intake]):
    """Accepts mail from many threads and tasks; read by one."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        limits: SpoolLimits | None = None,
        open_file: Callable[[Path], File] = AppendFile,
    ) -> None:
        """Opens the folder and finds again what was not settled.

        Raises:
            SpoolInUseError: another process has it open.
        """
        super().__init__(folder, MAIL, clock=clock, limits=limits, open_file=open_file)

    def read(self, *, most: int, most_bytes: int, wait: float, linger: float = 0) -> Block | None:
        """The mails after the block read before, in order; as `take` says it of any value."""
        taken = self.take(most=most, most_bytes=most_bytes, wait=wait, linger=linger)
        if taken is None:
            return None
        mails = (Spooled(sequence=one.sequence, intake=one.value) for one in taken.kept)
        return Block(mails=tuple(mails), place=taken.place)
