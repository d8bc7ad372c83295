"""A file that came with a message."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attached file.

    `declared_type` is what the mail says, `file_type` what the first bytes say (a short word such
    as `pdf`, `zip`, `exe`; empty when unknown). `size` is in bytes after decoding, `sha256` in hex
    over the same bytes. `complete` is false when the encoding was broken and only a part could be
    decoded.
    """

    name: str
    declared_type: str
    file_type: str
    size: int
    sha256: str
    complete: bool = True

    @property
    def extension(self) -> str:
        """The file name's ending, lower-cased, without the dot; empty when there is none."""
        stem, dot, ending = self.name.rpartition(".")
        return ending.lower() if dot and stem else ""
