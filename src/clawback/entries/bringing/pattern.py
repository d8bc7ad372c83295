"""Patterns of STIX 2.1 (§9): the subset that names single values, and no more.

Understood are comparisons with `=` and `IN`, and `ISSUBSET` of networks, joined by `OR`, of
`email-addr:value`, a message's `from_ref` and `sender_ref`, `domain-name:value`, `url:value`,
`ipv4-addr:value`, `ipv6-addr:value` and SHA-256 hashes of files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clawback.entries.entry import ValueKind

LONGEST = 20_000  # characters
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^'\\]|\\.)*')|(?P<path>[A-Za-z][\w-]*:[\w.'-]+)|"
    r"(?P<word>[A-Za-z]+)|(?P<sign>!=|<=|>=|[=<>\[\](),]))",
    re.DOTALL,
)
_KINDS = {
    "email-addr:value": ValueKind.ADDRESS,
    "email-message:from_ref.value": ValueKind.ADDRESS,
    "email-message:sender_ref.value": ValueKind.ADDRESS,
    "domain-name:value": ValueKind.DOMAIN,
    "url:value": ValueKind.URL,
    "ipv4-addr:value": ValueKind.IP,
    "ipv6-addr:value": ValueKind.IP,
    "file:hashes.'sha-256'": ValueKind.FILE,
    "file:hashes.sha-256": ValueKind.FILE,
    "file:hashes.sha256": ValueKind.FILE,
}


class NotUnderstoodError(ValueError):
    """A pattern says more than single values; the message says what, as a sentence."""


def values_of(pattern: str) -> list[tuple[ValueKind, str]]:
    """The values that a pattern names. Raises `NotUnderstoodError`."""
    if len(pattern) > LONGEST:
        raise NotUnderstoodError("The pattern is too long.")
    tokens = list(_tokens(pattern))
    found: list[tuple[ValueKind, str]] = []
    at = _observation(tokens, 0, found)
    while at < len(tokens):
        if tokens[at].upper() != "OR":
            raise NotUnderstoodError(f"“{tokens[at][:40]}” joins or bounds what was observed.")
        at = _observation(tokens, at + 1, found)
    return found


def _observation(tokens: list[str], at: int, found: list[tuple[ValueKind, str]]) -> int:
    at = _expect(tokens, at, "[")
    while True:
        at = _comparison(tokens, at, found)
        if _at(tokens, at) == "]":
            return at + 1
        if _at(tokens, at).upper() != "OR":
            raise NotUnderstoodError(f"“{_at(tokens, at)[:40]}” asks for more than one value.")
        at += 1


def _comparison(tokens: list[str], at: int, found: list[tuple[ValueKind, str]]) -> int:
    path, sign = _at(tokens, at), _at(tokens, at + 1).upper()
    kind = _KINDS.get(path.lower())
    if kind is None:
        raise NotUnderstoodError(f"No entry can be for “{path[:60]}”.")
    if sign == "IN":
        return _several(tokens, at + 2, kind, found)
    if sign not in {"=", "ISSUBSET"} or (sign == "ISSUBSET" and kind is not ValueKind.IP):
        raise NotUnderstoodError(f"“{sign[:20]}” compares otherwise than an entry does.")
    found.append((kind, _text(tokens, at + 2)))
    return at + 3


def _several(
    tokens: list[str], at: int, kind: ValueKind, found: list[tuple[ValueKind, str]]
) -> int:
    at = _expect(tokens, at, "(")
    while True:
        found.append((kind, _text(tokens, at)))
        if _at(tokens, at + 1) == ")":
            return at + 2
        at = _expect(tokens, at + 1, ",")


def _expect(tokens: list[str], at: int, sign: str) -> int:
    if _at(tokens, at) != sign:
        raise NotUnderstoodError(f"A “{sign}” is missing.")
    return at + 1


def _text(tokens: list[str], at: int) -> str:
    token = _at(tokens, at)
    if not token.startswith("'"):
        raise NotUnderstoodError("A text in quotes is missing.")
    return re.sub(r"\\(.)", r"\1", token[1:-1], flags=re.DOTALL)


def _at(tokens: list[str], at: int) -> str:
    return tokens[at] if at < len(tokens) else ""


def _tokens(pattern: str) -> Iterator[str]:
    at, end = 0, len(pattern.rstrip())
    while at < end:
        found = _TOKEN.match(pattern, at)
        if found is None:
            raise NotUnderstoodError(f"“{pattern[at : at + 20].strip()}” is not understood.")
        yield found[0].strip()
        at = found.end()
