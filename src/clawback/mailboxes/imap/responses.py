"""Reads what IMAP servers answer (RFC 9051 §7), quickly for the few shapes that come in thousands.

A response is a tuple of fragments: text, literal, text, … A line without literals has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

Response = tuple[bytes, ...]
Value = bytes | list["Value"] | None

METADATA = b"UID FLAGS INTERNALDATE RFC822.SIZE"
IDENTITY_HEADERS = b"BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM SUBJECT)]"

# What Dovecot answers, item by item in the order we asked; anything else takes the slow way.
_USUAL = (
    rb'\* \d+ FETCH \(UID (\d+) FLAGS \(([^()"\r\n]*)\) INTERNALDATE "([^"\\\r\n]{26})"'
    rb" RFC822\.SIZE (\d+)(?: X-GUID ([^\s()\"{]+))?"
)
_FAST = re.compile(rb"^" + _USUAL + rb"\)\r\n", re.MULTILINE)
_FAST_WITH_HEADER = re.compile(_USUAL + rb" BODY\[HEADER\.FIELDS \([A-Z \-]+\)\] \{\d+\}\r\n")
_END = (b")\r\n",)
_FETCH = re.compile(rb"\* \d+ FETCH ", re.IGNORECASE)
_TOKEN = re.compile(
    rb'(?P<space> +)|(?P<open>\()|(?P<close>\))|"(?P<quoted>(?:[^"\\]|\\.)*)"'
    rb"|\{(?P<literal>\d+)\+?\}\r\n|(?P<atom>(?:[^\s()\"{\[]|\[[^\]]*\])+)"
)
_ESCAPE = re.compile(rb"\\(.)")
_CODE = re.compile(rb"\[([A-Z0-9\-]+)(?: ([^\]]*))?\]", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, name in enumerate(
        b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1
    )
}
_SET_LIMIT = 1_000_000  # UIDs in one COPYUID; more is a lie


class Fetched(NamedTuple):
    """One message of a FETCH; `header` is `None` when it was not asked for."""

    uid: int
    flags: frozenset[str]
    internal_date: datetime | None
    size: int
    guid: str
    header: bytes | None


def fetched(responses: Iterable[Response]) -> Iterator[Fetched]:
    """The messages among these responses that tell their UID and size."""
    plain: list[bytes] = []
    rest: list[Response] = []
    for response in responses:
        if len(response) > 1:
            rest.append(response)
        elif b"RFC822.SIZE" in response[0]:
            plain.append(response[0])
    yield from _plainly(plain)
    for fragments in rest:
        if b"RFC822.SIZE" not in fragments[0] and fragments[2:] == _END:
            continue
        found = _FAST_WITH_HEADER.fullmatch(fragments[0])
        if found and fragments[2:] == _END:
            yield _row(found.groups(), fragments[1])
        elif item := _slowly(items(fragments)):
            yield item


def _plainly(lines: Sequence[bytes]) -> Iterator[Fetched]:
    """Lines without literals: all at once where every one has the usual shape."""
    rows = _FAST.findall(b"".join(lines))
    if len(rows) == len(lines):
        yield from (_row(row, None) for row in rows)
        return
    for line in lines:
        if found := _FAST.fullmatch(line):
            yield _row(found.groups(), None)
        elif item := _slowly(items((line,))):
            yield item


def _row(row: Sequence[bytes | None], header: bytes | None) -> Fetched:
    uid, flags, date, size, guid = row
    return Fetched(
        int(uid or 0),
        flag_words(flags or b""),
        moment(date or b""),
        int(size or 0),
        guid.decode("latin-1") if guid else "",
        header,
    )


def items(fragments: Response) -> dict[bytes, Value]:
    """The items of any FETCH response by upper-case name; empty when it is none."""
    if not _FETCH.match(fragments[0]):
        return {}
    values = tokens((_FETCH.sub(b"", fragments[0], count=1), *fragments[1:]))
    pairs = values[0] if values and isinstance(values[0], list) else []
    return {
        name.upper(): value
        for name, value in zip(pairs[::2], pairs[1::2], strict=False)
        if isinstance(name, bytes)
    }


def header_of(found: dict[bytes, Value]) -> bytes | None:
    """The one BODY[…] section of a FETCH, wherever it stands."""
    for name, value in found.items():
        if name.startswith(b"BODY[") and isinstance(value, bytes):
            return value
    return None


def tokens(fragments: Response) -> list[Value]:
    """A response as nested lists; `NIL` is `None`. What is no token ends it."""
    top: list[Value] = []
    stack = [top]
    for text, literal in _pairs(fragments):
        for found in _TOKEN.finditer(text):
            _place(found, stack, top)
        if literal is not None:
            stack[-1].append(literal)
    return top


def codes(line: bytes) -> tuple[bytes, bytes]:
    """The response code of a status line and its arguments (RFC 9051 §7.1), or empty."""
    found = _CODE.match(line)
    return (found[1].upper(), found[2] or b"") if found else (b"", b"")


def uid_map(arguments: bytes) -> tuple[int, dict[int, int]]:
    """COPYUID's arguments (RFC 4315 §3): the new UIDVALIDITY and source UID to new UID."""
    try:
        validity, sources, targets = arguments.split()
        return int(validity), dict(zip(_expanded(sources), _expanded(targets), strict=True))
    except ValueError:
        return 0, {}


def _slowly(found: dict[bytes, Value]) -> Fetched | None:
    uid, size, flags = found.get(b"UID"), found.get(b"RFC822.SIZE"), found.get(b"FLAGS")
    if not (isinstance(uid, bytes) and isinstance(size, bytes) and isinstance(flags, list)):
        return None
    date = found.get(b"INTERNALDATE")
    return Fetched(
        int(uid),
        flag_words(b" ".join(flag for flag in flags if isinstance(flag, bytes))),
        moment(date) if isinstance(date, bytes) else None,
        int(size),
        lasting_id(found),
        header_of(found),
    )


def lasting_id(found: dict[bytes, Value]) -> str:
    """The id that survives moves, empty when none came along."""
    value = found.get(b"X-GUID") or found.get(b"EMAILID")
    inner = value[0] if isinstance(value, list) and value else value
    return inner.decode("latin-1") if isinstance(inner, bytes) else ""


@lru_cache(maxsize=4096)
def flag_words(words: bytes) -> frozenset[str]:
    r"""Flags between blanks; `\Recent` belongs to the server and is left out."""
    flags = words.decode("utf-8", "surrogateescape").split()
    return frozenset(flag for flag in flags if flag.lower() != "\\recent")


@lru_cache(maxsize=65536)
def moment(date: bytes) -> datetime | None:
    """An INTERNALDATE in UTC."""
    try:
        found = datetime(
            int(date[7:11]),
            _MONTHS[date[3:6].title()],
            int(date[0:2]),
            int(date[12:14]),
            int(date[15:17]),
            int(date[18:20]),
            tzinfo=_zone(date[21:26]),
        )
        return found if found.tzinfo is UTC else found.astimezone(UTC)
    except (ValueError, KeyError, OverflowError):
        return None


@lru_cache(maxsize=256)
def _zone(offset: bytes) -> timezone:
    if offset == b"+0000":
        return UTC
    minutes = int(offset[1:3]) * 60 + int(offset[3:5])
    return timezone(timedelta(minutes=-minutes if offset[:1] == b"-" else minutes))


def _pairs(fragments: Response) -> Iterator[tuple[bytes, bytes | None]]:
    for at in range(0, len(fragments), 2):
        yield fragments[at], fragments[at + 1] if at + 1 < len(fragments) else None


def _place(found: re.Match[bytes], stack: list[list[Value]], top: list[Value]) -> None:
    kind = found.lastgroup
    if kind == "open":
        inner: list[Value] = []
        stack[-1].append(inner)
        stack.append(inner)
    elif kind == "close" and stack[-1] is not top:
        stack.pop()
    elif kind == "quoted":
        stack[-1].append(_ESCAPE.sub(rb"\1", found["quoted"]))
    elif kind == "atom":
        stack[-1].append(None if found["atom"].upper() == b"NIL" else found["atom"])


def _expanded(words: bytes) -> list[int]:
    uids: list[int] = []
    for word in words.split(b","):
        first, _, last = word.partition(b":")
        low, high = int(first), int(last or first)
        if abs(high - low) + len(uids) > _SET_LIMIT:
            raise ValueError
        uids.extend(range(min(low, high), max(low, high) + 1))
    return uids
