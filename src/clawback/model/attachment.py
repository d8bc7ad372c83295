"""A file that came with a message."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.model.labelled import Labelled


class FileMark(Labelled):
    """What is worth knowing of a file beside its type."""

    ENCRYPTED = "encrypted", "Locked with a password"
    PASSWORD_IN_MAIL = "password_in_mail", "Opened with a password from the mail"
    MACROS = "macros", "Holds macros"
    CODE = "code", "Holds a QR code"
    NOT_OPENED = "not_opened", "Not looked into"
    DAMAGED = "damaged", "Cannot be read whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attached file.

    `declared_type` is what the mail says, `file_type` what the first bytes say (a short word such
    as `pdf`, `zip`, `exe`; empty when unknown). `size` is in bytes after decoding, `sha256` in hex
    over the same bytes. `complete` is false when the encoding was broken and only a part could be
    decoded. `inside` names the file it was found in, as `outer.zip/inner.zip`; empty for a file of
    the mail itself, which stand before all others. One that is locked has no `sha256`.
    """

    name: str
    declared_type: str
    file_type: str
    size: int
    sha256: str
    complete: bool = True
    inside: str = ""
    marks: tuple[FileMark, ...] = ()

    @property
    def extension(self) -> str:
        """The file name's ending, lower-cased, without the dot; empty when there is none."""
        stem, dot, ending = self.name.rpartition(".")
        return ending.lower() if dot and stem else ""
