"""A Sieve script as tokens (RFC 5228 section 8.1). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from clawback.model.errors import BadInputError

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_DIGITS = frozenset("0123456789")
_WORD = _LETTERS | _DIGITS
_TIMES = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_MARKS = frozenset("(){}[],;")
_SPACE = frozenset(" \t\r\n")
_DIGITS_MOST = 18


class BadSieveError(BadInputError):
    """This is no Sieve script."""

    code = "bad_sieve"


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    TAG = auto()
    NUMBER = auto()
    STRING = auto()
    MARK = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A token and the line it begins on, from 1.

    Words and tags are folded to small letters, a tag is without its colon; a string is what it
    stands for, a number is written out.
    """

    kind: Kind
    text: str
    line: int

    def is_mark(self, mark: str) -> bool:
        return self.kind is Kind.MARK and self.text == mark


def tokens(script: str) -> Iterator[Token]:
    """The script's tokens, in order, comments left out.

    Raises:
        BadSieveError: something in it is no token; says on which line.
    """
    reader = _Reader(script)
    while (found := reader.next()) is not None:
        yield found


def trouble(line: int, what: str) -> BadSieveError:
    """That a script cannot be read, and where."""
    return BadSieveError(f"Line {line}: {what}")


class _Reader:
    def __init__(self, text: str) -> None:
        self._text, self._at, self._line = text, 0, 1

    def next(self) -> Token | None:
        self._skip()
        text, at = self._text, self._at
        if at >= len(text):
            return None
        line = self._line
        kind, found = self._found(text[at])
        return Token(kind, found, line)

    def _found(self, first: str) -> tuple[Kind, str]:
        if first in _MARKS:
            self._at += 1
            return Kind.MARK, first
        if first == '"':
            return Kind.STRING, self._quoted()
        if first == ":":
            self._at += 1
            return Kind.TAG, self._word("a tag has a name")
        if first in _DIGITS:
            return Kind.NUMBER, self._number()
        word = self._word(f"{first!r} stands for nothing in Sieve")
        if word == "text" and self._text.startswith(":", self._at):
            self._at += 1
            return Kind.STRING, self._lines()
        return Kind.WORD, word

    def _skip(self) -> None:
        """Over white space and comments of both kinds (section 2.3)."""
        text = self._text
        while self._at < len(text):
            if text[self._at] in _SPACE:
                self._go(self._at + 1)
            elif text[self._at] == "#":
                end = text.find("\n", self._at)
                self._go(len(text) if end < 0 else end + 1)
            elif text.startswith("/*", self._at):
                end = text.find("*/", self._at + 2)
                if end < 0:
                    raise trouble(self._line, "a comment does not end.")
                self._go(end + 2)
            else:
                return

    def _go(self, to: int) -> None:
        self._line += self._text.count("\n", self._at, to)
        self._at = to

    def _run(self, allowed: frozenset[str]) -> str:
        end = self._at
        while end < len(self._text) and self._text[end] in allowed:
            end += 1
        found, self._at = self._text[self._at : end], end
        return found

    def _word(self, otherwise: str) -> str:
        if self._at >= len(self._text) or self._text[self._at] not in _LETTERS:
            raise trouble(self._line, f"{otherwise}.")
        return self._run(_WORD).lower()

    def _number(self) -> str:
        """With its quantifier worked out (section 2.4.1)."""
        digits = self._run(_DIGITS)
        if len(digits) > _DIGITS_MOST:
            raise trouble(self._line, "a number is too large.")
        times = _TIMES.get(self._text[self._at : self._at + 1].lower())
        self._at += times is not None
        if self._at < len(self._text) and self._text[self._at] in _WORD:
            raise trouble(self._line, "a number ends in letters.")
        return str(int(digits) * (times or 1))

    def _quoted(self) -> str:
        """Between quotes, where a backslash stands before what is meant as it is."""
        text, at, line = self._text, self._at + 1, self._line
        found: list[str] = []
        while at < len(text) and text[at] != '"':
            at += text[at] == "\\"
            found += text[at : at + 1]
            at += 1
        if at >= len(text):
            raise trouble(line, "a string does not end.")
        self._go(at + 1)
        return "".join(found)

    def _lines(self) -> str:
        """Up to a line with a dot alone; of two dots at a line's start one is taken away."""
        line = self._line
        self._run(frozenset(" \t"))
        if self._text.startswith("#", self._at):
            end = self._text.find("\n", self._at)
            self._at = len(self._text) if end < 0 else end
        self._run(frozenset("\r"))
        if not self._text.startswith("\n", self._at):
            raise trouble(line, "the text after `text:` begins on a line of its own.")
        self._go(self._at + 1)
        found: list[str] = []
        while self._at < len(self._text):
            end = self._text.find("\n", self._at)
            end = len(self._text) if end < 0 else end + 1
            one = self._text[self._at : end]
            self._go(end)
            if one.rstrip("\r\n") == ".":
                return "".join(found)
            found.append(one.removeprefix("."))
        raise trouble(line, "the text after `text:` does not end.")
