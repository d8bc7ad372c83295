"""One mail before compiled rules: as it stands, and each of its parts as it was meant."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

import yara_x

from clawback.analysis.heading import read_heading
from clawback.analysis.limits import DEFAULT_LIMITS
from clawback.analysis.parts import read_parts
from clawback.analysis.providers.yara.answers import Match

_WHOLE = "the mail"


def scan(rules: yara_x.Rules, raw: bytes, seconds: float) -> tuple[tuple[Match, ...], bool]:
    """Every rule once, at the first place where it fits; and whether time ran out."""
    found: dict[tuple[str, str], Match] = {}
    until, scanner = monotonic() + seconds, yara_x.Scanner(rules)
    for where, content in _pieces(raw):
        left = int(until - monotonic())
        if left < 1:
            return tuple(found.values()), True
        scanner.set_timeout(left)
        try:
            matching = scanner.scan(content).matching_rules
        except yara_x.TimeoutError:
            return tuple(found.values()), True
        for rule in matching:
            found.setdefault((rule.namespace, rule.identifier), _match(rule, where))
    return tuple(found.values()), False


def _pieces(raw: bytes) -> Iterator[tuple[str, bytes]]:
    yield _WHOLE, raw
    guarded = read_heading(raw).guarded
    for part in read_parts(guarded.fields, guarded.body, DEFAULT_LIMITS).parts:
        if part.decoded.content and part.decoded.content not in raw:
            yield (f"“{part.name}”" if part.name else part.content_type), part.decoded.content


def _match(rule: yara_x.Rule, where: str) -> Match:
    said = {str(name): value for name, value in rule.metadata}

    def told(name: str) -> str:
        value = said.get(name, "")
        return value if isinstance(value, str) else ""

    return Match(
        rule=rule.identifier,
        where=where,
        verdict=told("verdict").lower(),
        family=told("family"),
        confidence=told("confidence").lower(),
        description=told("description"),
    )
