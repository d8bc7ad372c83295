"""The one encoder of everything that goes to an IMAP server.

A hostile Message-ID with a line break in it makes most IMAP libraries send a second command. Here
a value becomes a quoted string or a synchronising literal (RFC 9051 §4.3), and one that holds CR,
LF or NUL is refused: it is not addressable by IMAP and must be looked for without it.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from clawback.model.errors import BadInputError

_UNSENDABLE = re.compile(rb"[\r\n\0]")
_QUOTABLE = re.compile(rb"[\x01-\x09\x0b\x0c\x0e-\x7f]{0,900}")
_FLAG = re.compile(rb"\\?[!#$&'+,\-./0-9:;<=>?@A-Z\[^_`a-z|}~]+")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SET_LENGTH = 4000  # bytes of one UID set; servers take lines of 8,000 (RFC 7162 §4)


class HostileValueError(BadInputError):
    """The value holds a line break or a NUL and cannot be sent to a mail server."""

    code = "hostile_value"


@dataclass(frozen=True, slots=True)
class Literal:
    """Bytes that travel behind their count and the server's leave to send them."""

    data: bytes = field(repr=False)


Piece = bytes | Literal


def text(value: str | bytes) -> Piece:
    """A value as a quoted string, or as a literal when it is long or not ASCII.

    Raises:
        HostileValueError: it holds CR, LF or NUL.
    """
    data = value if isinstance(value, bytes) else value.encode("utf-8", "surrogateescape")
    if _UNSENDABLE.search(data):
        raise HostileValueError
    if _QUOTABLE.fullmatch(data):
        return b'"' + data.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
    return Literal(data)


def checked(piece: bytes) -> bytes:
    """Words of our own making; the last guard before the wire.

    Raises:
        HostileValueError: it holds CR, LF or NUL.
    """
    if _UNSENDABLE.search(piece):
        raise HostileValueError
    return piece


def folder_bytes(name: str) -> bytes:
    """A folder's name in modified UTF-7 (RFC 3501 §5.1.3)."""
    out: list[bytes] = []
    for plain, run in groupby(name, key=_stands_for_itself):
        part = "".join(run)
        if plain:
            out.append(part.replace("&", "&-").encode("ascii"))
        else:
            shifted = b64encode(part.encode("utf-16-be", "surrogatepass"), altchars=b"+,")
            out.append(b"&" + shifted.rstrip(b"=") + b"-")
    return b"".join(out)


def folder_name(data: bytes) -> str:
    """The name behind modified UTF-7; bytes that are none are read as UTF-8, then as Latin-1."""
    try:
        return re.sub(r"&([^-]*)-", _unshift, data.decode("ascii"))
    except ValueError:
        pass
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def flag_list(flags: Iterable[str]) -> bytes:
    r"""Flags in parentheses, sorted; `\Recent` belongs to the server and is left out.

    Raises:
        HostileValueError: one is not an atom (RFC 9051 §9, flag).
    """
    words = [flag.encode("utf-8", "surrogateescape") for flag in sorted(flags)]
    if any(not _FLAG.fullmatch(word) for word in words):
        raise HostileValueError("A flag holds characters that no flag may hold.")
    return b"(" + b" ".join(word for word in words if word.lower() != b"\\recent") + b")"


def date_time(moment: datetime) -> bytes:
    """An INTERNALDATE (RFC 9051 §9, date-time) in its own zone; `moment` must be aware."""
    month = _MONTHS[moment.month - 1]
    return f'"{moment:%d}-{month}-{moment:%Y %H:%M:%S %z}"'.encode("ascii")


def uid_sets(uids: Iterable[int]) -> list[bytes]:
    """UIDs as compressed sets (`1:250,300`), cut so that no command line grows too long."""
    sets: list[bytes] = []
    line = b""
    for first, last in _ranges(sorted(set(uids))):
        word = b"%d" % first if first == last else b"%d:%d" % (first, last)
        if line and len(line) + len(word) >= _SET_LENGTH:
            sets.append(line)
            line = word
        else:
            line = line + b"," + word if line else word
    return [*sets, line] if line else sets


def _ranges(uids: Sequence[int]) -> Iterable[tuple[int, int]]:
    if not uids:
        return
    first = last = uids[0]
    for uid in uids[1:]:
        if uid != last + 1:
            yield first, last
            first = uid
        last = uid
    yield first, last


def _stands_for_itself(character: str) -> bool:
    return " " <= character <= "~"


def _unshift(found: re.Match[str]) -> str:
    shifted = found[1]
    if not shifted:
        return "&"
    padded = shifted + "=" * (-len(shifted) % 4)
    return b64decode(padded, altchars=b"+,", validate=True).decode("utf-16-be", "surrogatepass")
