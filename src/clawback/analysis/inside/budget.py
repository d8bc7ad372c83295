"""How much of a mail's files may still be looked into."""

from __future__ import annotations

import time

from clawback.analysis.inside.finds import LimitReachedError
from clawback.analysis.limits import AttachmentLimits, Limit

_SLACK = 1024 * 1024  # bytes; small files of zeros are no bombs


class Budget:
    """Counts for all files of one mail together; what goes beyond raises `LimitReachedError`."""

    def __init__(self, limits: AttachmentLimits) -> None:
        self.limits = limits
        self._until = time.monotonic() + limits.seconds
        self._unpacked = 0
        self._members = 0
        self._pictures = 0

    def check_time(self) -> None:
        """To be called before each piece of work that takes some milliseconds."""
        if time.monotonic() > self._until:
            raise LimitReachedError(Limit.ATTACHMENT_TIME)

    def member(self) -> None:
        """One more file in an archive."""
        self._members += 1
        if self._members > self.limits.members:
            raise LimitReachedError(Limit.ARCHIVE_MEMBERS)

    def picture(self) -> None:
        """One more picture to look for codes in."""
        self.check_time()
        self._pictures += 1
        if self._pictures > self.limits.pictures:
            raise LimitReachedError(Limit.PICTURES)

    def unpacked(self, more: int, *, total: int, packed: int) -> None:
        """`more` bytes came out of a file that has given `total` out of `packed` bytes."""
        self.check_time()
        self._unpacked += more
        if self._unpacked > self.limits.unpacked_bytes:
            raise LimitReachedError(Limit.ARCHIVE_SIZE)
        if total > _SLACK + packed * self.limits.archive_ratio:
            raise LimitReachedError(Limit.ARCHIVE_RATIO)
