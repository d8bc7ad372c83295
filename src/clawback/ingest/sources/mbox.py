"""Many mails in one file, each behind a line that begins with `From ` (RFC 4155).

Both ways of protecting such lines in a mail's text (mboxo, mboxrd) are undone by taking one `>`
away. `Content-Length` is ignored: it is what the sender says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from clawback.ingest.intake import MAIL_LIMIT, Envelope, Intake
from clawback.ingest.sources.arrival import parsed, received_at
from clawback.ingest.sources.files import UnreadableError, changed_at, regular_file
from clawback.ingest.sources.port import IMPORT, Found, Hints, Item, Skipped

_LINE_LIMIT = 1 << 20  # bytes read at once: a file without line ends must not fill the memory
_SEPARATOR = re.compile(rb"From [^\r\n]*\d:\d\d[^\r\n]*\b\d{4}\b")
_HEADER_LINE = re.compile(rb">?From |[!-9;-~]+[ \t]*:")
_QUOTED = re.compile(rb">+From ")
_STATUS = re.compile(rb"\nStatus:[ \t]*([A-Z]{0,4})[ \t\r]*(?=\n|$)", re.IGNORECASE)
_EMPTY_LINE = re.compile(rb"\r?\n\r?\n")
_HEADER_LIMIT = 64 * 1024
_SENT = re.compile(rb"From (\S*) *(.*)")


def is_mbox(path: Path) -> bool:
    """Whether a file begins as an mbox does; false when it cannot be read."""
    try:
        with regular_file(path) as (file, _):
            return file.read(5) == b"From "
    except (OSError, UnreadableError):
        return False


def read_mbox(path: Path, hints: Hints) -> Iterator[Item]:
    """The mails of a file of any size, one in memory at a time."""
    try:
        with regular_file(path) as (file, facts):
            stored_at = changed_at(facts)
            for piece in _pieces(iter(lambda: file.readline(_LINE_LIMIT), b"")):
                yield _item(path, piece, stored_at, hints)
    except FileNotFoundError:
        yield Skipped(path=str(path), reason="it is not there any more")
    except UnreadableError as error:
        yield Skipped(path=str(path), reason=str(error))
    except OSError as error:
        reason = f"the rest of it cannot be read ({error.strerror})"
        yield Skipped(path=str(path), reason=reason)


@dataclass(slots=True)
class _Piece:
    """One mail between two separators. Of one that is too large only the size is kept."""

    separator: bytes
    number: int
    size: int = 0
    lines: list[bytes] = field(default_factory=list)

    def add(self, line: bytes) -> None:
        self.size += len(line)
        if self.size > MAIL_LIMIT:
            self.lines.clear()
        else:
            self.lines.append(line)


def _pieces(lines: Iterable[bytes]) -> Iterator[_Piece]:
    """Splits at separators: after an empty line, with a date in it, and a header behind it."""
    piece = _Piece(separator=b"", number=0)
    held: bytes | None = None  # a line that is a separator if a header follows
    blank = True  # the beginning of the file counts as an empty line
    starts_line = True
    for line in lines:
        if held is not None:
            if piece.number == 0 or _HEADER_LINE.match(line):
                if piece.number or piece.lines:
                    yield piece
                piece = _Piece(separator=held, number=piece.number + 1, size=len(held))
            else:
                piece.add(held)
            held = None
        if blank and starts_line and _separates(line, first=piece.number == 0):
            held, blank = line, False
            continue
        blank = line in {b"\n", b"\r\n"}
        piece.add(line[1:] if starts_line and _QUOTED.match(line) else line)
        starts_line = line.endswith(b"\n")
    if held is not None:
        piece.add(held)
    if piece.lines or piece.size:
        yield piece


def _separates(line: bytes, *, first: bool) -> bool:
    return line.startswith(b"From ") and (first or _SEPARATOR.match(line) is not None)


def _item(path: Path, piece: _Piece, stored_at: datetime, hints: Hints) -> Item:
    if piece.size > MAIL_LIMIT:
        where = f"{path}, mail {piece.number}"
        return Skipped(path=where, reason="it is larger than 50 MB", size=piece.size)
    if piece.lines and piece.lines[-1] in {b"\n", b"\r\n"}:
        piece.lines.pop()  # belongs to the file, not to the mail
    raw = b"".join(piece.lines)
    sender, moment = _told(piece.separator)
    envelope = Envelope(
        received_at=received_at(raw, moment or stored_at),
        source=IMPORT,
        mail_from=sender,
        recipients=(hints.recipient,) if hints.recipient else (),
        read=_is_read(raw),
    )
    return Found(intake=Intake(raw=raw, envelope=envelope), size=piece.size)


def _is_read(raw: bytes) -> bool | None:
    """As mail programs note it in a mail's `Status`: `R` is read; `None` when it has none."""
    head = _EMPTY_LINE.split(raw[:_HEADER_LIMIT], maxsplit=1)[0]
    status = _STATUS.search(b"\n" + head)
    return None if status is None else b"R" in status[1]


def _told(separator: bytes) -> tuple[str | None, datetime | None]:
    """Envelope sender and time of delivery, as the separator tells them."""
    told = _SENT.match(separator)
    if told is None:
        return None, None
    sender = told.group(1).decode("utf-8", "replace")
    return sender if "@" in sender else None, parsed(told.group(2))
