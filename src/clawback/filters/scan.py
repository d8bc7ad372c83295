"""Reads filter text character by character into pieces that know where they stood."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clawback.filters.errors import FilterError

_NAME = re.compile(r"((?i:header)\.[A-Za-z0-9_.-]*|[A-Za-z_][A-Za-z0-9_-]*)(!=|:|~|<=|>=|<|>|=)")
_KEYWORD = re.compile(r"(and|or|not)(?=[\s()]|$)", re.IGNORECASE)
_BARE = re.compile(r'[^\s(),"“*?]+')
_REGEX = re.compile(r"/((?:[^/\\\r\n]|\\[^\r\n])+)/(?=[\s),]|$)")
_REGEX_WITHOUT_BLANK = re.compile(r"/((?:[^/\\\s]|\\\S)+)/(?=[\s),]|$)")
_ESCAPED = re.compile(r"\\(.)")
_UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_QUOTES = {'"': '"', "“": "”"}
_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A value as it was written.

    `text` is without quotes; `bare` says that it had none. `wild` holds the wildcard characters
    that stood outside quotes, `literal` those that stood inside.
    """

    text: str
    start: int
    end: int
    bare: bool = True
    wild: frozenset[str] = frozenset()
    literal: frozenset[str] = frozenset()
    expression: bool = False

    def error(self, problem: str, hint: str = "", mend: str = "") -> FilterError:
        length = self.end - self.start
        return FilterError(problem, hint=hint, position=self.start, length=length, mend=mend)

    @property
    def shown(self) -> str:
        return shown(self.text)


def shown(text: str) -> str:
    """Text in quotes for an error, cut when long."""
    return f'"{text}"' if len(text) <= _SHOWN else f'"{text[:_SHOWN]}…"'


class Scanner:
    """A place in a filter's text that only moves forward."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        unusable = _UNUSABLE.search(text)
        if unusable:
            raise FilterError(
                "The filter holds a character that no mail address, subject or URL can hold.",
                hint="Take it out.",
                position=unusable.start(),
                length=1,
            )

    def done(self) -> bool:
        return self.at >= len(self.text)

    @property
    def next(self) -> str:
        return self.text[self.at : self.at + 1]

    def error(self, problem: str, hint: str = "", *, start: int | None = None) -> FilterError:
        """A mistake from `start` to here, or at the next character."""
        first = self.at if start is None else start
        length = min(max(self.at - first, 1), max(len(self.text) - first, 0))
        return FilterError(problem, hint=hint, position=first, length=length)

    def space(self) -> bool:
        """Goes past white space; tells whether a line ended in it."""
        start = self.at
        while self.next.isspace():
            self.at += 1
        return "\n" in self.text[start : self.at]

    def take(self, sign: str) -> bool:
        """Goes past the sign if it comes next."""
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        return True

    def keyword(self) -> str:
        """The `AND`, `OR` or `NOT` that comes next, as it is written, or nothing."""
        match = _KEYWORD.match(self.text, self.at)
        return match[1] if match else ""

    def name(self) -> tuple[str, str] | None:
        """A name and the operator right after it, if they come next; stays before them."""
        match = _NAME.match(self.text, self.at)
        return (match[1], match[2]) if match else None

    def expression(self, *, blanks: bool) -> Piece | None:
        r"""Goes past `/…/` if it comes next and ends a value; `\/` in it is a slash."""
        match = (_REGEX if blanks else _REGEX_WITHOUT_BLANK).match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        text = _ESCAPED.sub(lambda m: "/" if m[1] == "/" else m[0], match[1])
        return Piece(text=text, start=match.start(), end=match.end(), expression=True)

    def piece(self, *, comma_ends: bool = False) -> Piece:
        """A value up to white space or a closing parenthesis (or a comma); may be empty."""
        start, parts, depth = self.at, list[str](), 0
        bare, wild, literal = True, set[str](), set[str]()
        while not self.done() and not self._ends(depth, comma_ends=comma_ends):
            if self.next in _QUOTES:
                quoted = self._quoted()
                literal.update(set("*?") & set(quoted))
                parts.append(quoted)
                bare = False
                continue
            depth += {"(": 1, ")": -1}.get(self.next, 0)
            part = self._bare()
            wild.update(set("*?") & set(part))
            parts.append(part)
        piece = Piece(
            text="".join(parts),
            start=start,
            end=self.at,
            bare=bare,
            wild=frozenset(wild),
            literal=frozenset(literal),
        )
        if depth:
            raise piece.error(f"A parenthesis in {piece.shown} is not closed.", "Put it in quotes.")
        return piece

    def _ends(self, depth: int, *, comma_ends: bool) -> bool:
        sign = self.next
        return sign.isspace() or (depth == 0 and (sign == ")" or (sign == "," and comma_ends)))

    def _bare(self) -> str:
        match = _BARE.match(self.text, self.at)
        part = match[0] if match else self.next
        self.at += len(part)
        return part

    def _quoted(self) -> str:
        start, close = self.at, _QUOTES[self.next]
        self.at += 1
        parts: list[str] = []
        while not self.done():
            sign, after = self.next, self.text[self.at + 1 : self.at + 2]
            if sign in "\r\n":
                break
            if sign == close:
                self.at += 1
                return "".join(parts)
            escape = sign == "\\" and after in (close, "\\") and bool(after)
            parts.append(after if escape else sign)
            self.at += 2 if escape else 1
        raise self.error(
            "A quotation mark is not closed on its line.", f"Write {close} at its end.", start=start
        )
