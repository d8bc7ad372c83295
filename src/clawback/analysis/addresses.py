"""Mail addresses out of raw headers (RFC 5322 §3.4), read tolerantly.

17 % of real phishing mails have a From that strict parsers refuse and mail programs show all the
same. Structure is read from raw text and encoded words are decoded last, so that a word cannot
smuggle in an address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from clawback.analysis.words import readable
from clawback.model.address import Address

_ATEXT = r"[^\x00-\x20()<>\[\]:;@\\,.\"\x7f]"
_DOT_ATOM = rf"{_ATEXT}+(?:\.{_ATEXT}+)*"
_DOMAIN = rf"(?:{_DOT_ATOM}|\[[^\[\]\\\s]*\])"
_PLAIN = re.compile(rf"{_DOT_ATOM}@{_DOMAIN}")
_ADDRESS = re.compile(rf'(?:{_DOT_ATOM}|"(?:[^"\\\x00-\x1f]|\\.)*+")@{_DOMAIN}')
_NAMED = re.compile(rf'(?:"([^"\\]*)"|([^\x00-\x1f()<>\[\]:;@\\,"]*))\s*<({_DOT_ATOM}@{_DOMAIN})>')
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*+)"|[^\s"(),:;<>\\]+|\s+|.', re.DOTALL)
_TOKEN_WITHOUT_QUOTES = re.compile(r"[^\s(),:;<>\\]+|\s+|.", re.DOTALL)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_BRACKET = re.compile(r"[()\\]")
_LOOSE = re.compile(r"[^\s<>(),;:\"]{1,64}@[^\s<>(),;:\"@]{1,255}")


def parse_addresses(raw: str, most: int) -> tuple[Address, ...]:
    """Every mailbox of a raw address header, at most `most`; groups are flattened."""
    quick = _quick(raw) if raw else None
    if quick or not raw:
        return (quick,) if quick else ()
    return _Reader(most).read(raw)


def parse_sender(values: Sequence[str], most: int) -> Address:
    """The one sender that the From fields show: their first mailbox when they keep to the grammar.

    Otherwise the last `<…@…>`, else the last bare address, because unquoted commas and worse stand
    before it; `strict` is false then.
    """
    if not values:
        return Address()
    found = parse_addresses(values[0], most)
    if found and all(address.strict for address in found):
        return found[0]
    angled = [address for address in found if f"<{address.address}>" in values[0]]
    named = angled or [address for address in found if address.address]
    if named:
        return replace(named[-1], strict=False)
    return Address(display_name=readable(values[0]), strict=False)


def bare_address(raw: str) -> str:
    """The address in a header such as Return-Path or Delivered-To, without angle brackets."""
    found = parse_addresses(raw, 1)
    return found[0].address if found else ""


def _quick(raw: str) -> Address | None:
    """The two forms that nearly every header has, without the reader below."""
    found = _NAMED.fullmatch(raw)
    if found:
        name = found[1] if found[1] is not None else found[2]
        return Address(address=found[3], display_name=readable(name.strip()))
    return Address(address=raw) if _PLAIN.fullmatch(raw) else None


@dataclass(slots=True)
class _Item:
    """What has been read of one mailbox: its words as they stand and as they are shown."""

    raw: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    angle: list[str] | None = None
    comment: str = ""
    strict: bool = True


class _Reader:
    """Reads one header; every character is looked at a bounded number of times."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: list[Address] = []
        self._item = _Item()
        self._in_angle = False
        self._comments = True  # until one is never closed

    def read(self, raw: str) -> tuple[Address, ...]:
        at, token = 0, _TOKEN
        while len(self._found) < self._most and (found := token.match(raw, at)):
            at = found.end()
            text = found[0]
            if text == '"':  # never closed: from here on it is a character like others
                token = _TOKEN_WITHOUT_QUOTES
                self._item.strict = False
            if text == "(" and self._comments and not self._in_angle:
                at = self._comment(raw, at)
            else:
                self._take(text)
        self._item.strict &= not self._in_angle
        self._flush(last=True)
        return tuple(self._found[: self._most])

    def _take(self, text: str) -> None:
        if self._in_angle:
            self._take_in_angle(text)
        elif text == "<":
            self._in_angle = True
            self._item.strict &= self._item.angle is None
            self._item.angle = []
        elif text in ",;":
            self._flush(last=text == ";")
        elif text == ":":
            self._group()
        else:
            self._add_word(text)

    def _add_word(self, text: str) -> None:
        quoted = len(text) > 1 and text[0] == '"' == text[-1]
        self._item.strict &= text not in "<>()\\"
        self._item.raw.append(text)
        self._item.shown.append(_QUOTED_PAIR.sub(r"\1", text[1:-1]) if quoted else text)

    def _take_in_angle(self, text: str) -> None:
        if text == ">":
            self._in_angle = False
        elif self._item.angle is not None:
            self._item.angle.append(text)

    def _group(self) -> None:
        """`name:` opens a group (RFC 5322 §3.4); its name belongs to no mailbox."""
        self._item.strict &= "@" not in "".join(self._item.raw)
        if self._item.strict:
            self._item = _Item()
        else:
            self._add_word(":")

    def _comment(self, raw: str, at: int) -> int:
        """Skip a comment, whatever its depth; unclosed, it is no comment (RFC 5322 §3.2.2)."""
        depth, start = 1, at
        while depth:
            found = _BRACKET.search(raw, at)
            if found is None:
                self._comments = self._item.strict = False
                return start
            at = found.end() + (found[0] == "\\")
            depth += {"(": 1, ")": -1}.get(found[0], 0)
        self._item.comment = raw[start : at - 1]
        return at

    def _flush(self, *, last: bool) -> None:
        item, self._item, self._in_angle = self._item, _Item(), False
        raw = "".join(item.raw).strip()
        if item.angle is not None:
            self._add_angled(item)
        elif "@" in raw:
            self._add_bare(item, raw)
        elif raw and last:
            self._found.append(Address(display_name=_name(item.shown), strict=False))
        elif raw:  # an unquoted comma: what stood before belongs to the next mailbox
            self._item = _Item(raw=[raw, ","], shown=[*item.shown, ","], strict=False)

    def _add_angled(self, item: _Item) -> None:
        address = "".join(item.angle or ()).strip()
        well_formed = _ADDRESS.fullmatch(address) is not None
        if "@" not in address:
            loose = _LOOSE.findall(f"{address} {''.join(item.raw)}")
            address = loose[-1] if loose else address
        self._found.append(
            Address(
                address=address if well_formed else "".join(address.split()),
                display_name=_name(item.shown if item.strict else _without_commas(item.shown))
                or _name([item.comment]),
                strict=item.strict and well_formed and not _has_bare_at(item.raw),
            )
        )

    def _add_bare(self, item: _Item, raw: str) -> None:
        if _ADDRESS.fullmatch(raw):
            name = _name([item.comment])
            self._found.append(Address(address=raw, display_name=name, strict=item.strict))
            return
        loose = _LOOSE.findall(raw)
        address = loose[-1] if loose else ""
        name = _name(["".join(item.shown).replace(address, "")] if address else item.shown)
        self._found.append(Address(address=address, display_name=name, strict=False))


def _has_bare_at(words: list[str]) -> bool:
    return any("@" in word and not word.startswith('"') for word in words)


def _without_commas(words: list[str]) -> list[str]:
    return ["".join(words).strip(" ,")]


def _name(words: list[str]) -> str:
    """A display name as it is shown: encoded words decoded, blanks single."""
    return readable(" ".join("".join(words).split()))
