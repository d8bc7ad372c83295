"""ManageSieve's answers as words (RFC 5804 section 4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

from clawback.mailboxes.rules.port import LONGEST

_LINE = 16_384  # bytes
_MOST = 2_000  # lines of one answer
_LITERAL = re.compile(rb"\{([0-9]{1,10})\+?\}\r?\n\Z")
_WORD = re.compile(rb'"((?:[^"\\]|\\.)*)"|\(([^()]*(?:\([^()]*\))?[^()]*)\)|([^ \t\r\n"()]+)')
_STATUS = frozenset({"OK", "NO", "BYE"})


class WireError(Exception):
    """What came is no ManageSieve."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A word without quotes, such as `ACTIVE`; a code in parentheses without these."""

    text: str


Word: TypeAlias = Atom | bytes
"""A string is its bytes, quoted or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one command got: `OK`, `NO` or `BYE`, the server's words, and the lines before."""

    status: str
    code: str
    said: str
    lines: tuple[tuple[Word, ...], ...]


def literal(value: bytes) -> bytes:
    """A string of any bytes that the server need not be asked about first."""
    return b"{%d+}\r\n%s" % (len(value), value)


def answer(stream: BinaryIO) -> Answer:
    """The next answer.

    Raises:
        WireError: it is none, or larger than any server has a reason to send.
        OSError: the connection broke.
    """
    lines: list[tuple[Word, ...]] = []
    for _ in range(_MOST):
        words = _line(stream)
        first = words[0] if words else None
        if isinstance(first, Atom) and first.text.upper() in _STATUS:
            return _status(first.text.upper(), words[1:], tuple(lines))
        lines.append(words)
    raise WireError("it answers without an end")


def _status(status: str, words: Sequence[Word], lines: tuple[tuple[Word, ...], ...]) -> Answer:
    code = next((one.text for one in words if isinstance(one, Atom)), "")
    said = next((one for one in words if isinstance(one, bytes)), b"")
    return Answer(status=status, code=code, said=said.decode("utf-8", "replace"), lines=lines)


def _line(stream: BinaryIO) -> tuple[Word, ...]:
    """The words of a line, with the literals in it."""
    found: list[Word] = []
    while True:
        line = stream.readline(_LINE)
        if not line.endswith(b"\n"):
            raise WireError("it ended in the midst of a line" if line else "it hung up")
        cut = _LITERAL.search(line)
        found += _words(line[: cut.start()] if cut else line)
        if cut is None:
            return tuple(found)
        found.append(_counted(stream, int(cut[1])))


def _counted(stream: BinaryIO, length: int) -> bytes:
    if length > LONGEST:
        raise WireError(f"it sends {length:,} bytes at once")
    data = stream.read(length)
    if len(data) != length:
        raise WireError("it ended in the midst of a script")
    return data


def _words(line: bytes) -> list[Word]:
    found: list[Word] = []
    for quoted, code, atom in _WORD.findall(line):
        if atom or code:
            found.append(Atom((atom or code).decode("ascii", "replace")))
        else:
            found.append(re.sub(rb"\\(.)", rb"\1", quoted, flags=re.DOTALL))
    return found
