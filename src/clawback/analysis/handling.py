"""From a header to what was done with the mail on its way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from clawback.analysis.header import Header
from clawback.analysis.language import language_of
from clawback.analysis.trace import Border, Trust, believed
from clawback.analysis.verdicts.microsoft import PROVIDER, MicrosoftReport
from clawback.analysis.verdicts.overrides import (
    ALLOWED_CONNECTION,
    BLOCKED_FILE,
    DIRECTIONS,
    OVERRIDES,
    POLICIES,
    SKIPPED_BEFORE,
)
from clawback.analysis.verdicts.scored import number
from clawback.analysis.words import readable
from clawback.model.handling import UNHANDLED, Handling
from clawback.model.policy import OverrideSource, PolicyType, PrimaryOverride
from clawback.model.verdict import Finding

# Written by a server when a rule or a setting of a mailbox sends a mail on: whose mailbox it was.
_SENT_ON = ("x-sieve-redirected-from", "x-forwarded-for")
_SENT_ON_BY_EXCHANGE = ("x-ms-exchange-inbox-rules-loop", "x-ms-exchange-forwardingloop")
_TOLD = frozenset((*_SENT_ON, *_SENT_ON_BY_EXCHANGE, "list-id", "content-language"))
_ADDRESS = re.compile(r"[^\s<>@;,]{1,64}@[^\s<>@;,]{1,255}")
_LIST_ID = re.compile(r"<([^<>\s]{1,255})>")
_Override: TypeAlias = tuple[PrimaryOverride, OverrideSource]
_LONGEST_NAME = 255  # characters
_MOST_RULES = 32
_MOST = 8  # lists or mailboxes on the way of one mail
_SKIPPED = -1.0
_LEVELS = (-1, 9)
_ALLOWED_RULE = re.compile(r"USER_IN_(?:WHITE|WELCOME|ALLOW)LIST(?:_TO)?")
_BLOCKED_RULE = re.compile(r"USER_IN_(?:BLACK|BLOCK)LIST(?:_TO)?")


def read_handling(
    header: Header,
    border: Border,
    trust: Trust,
    report: MicrosoftReport | None,
    findings: tuple[Finding, ...],
) -> Handling | None:
    """What the header tells; `None` when that is nothing."""
    named = trust.rule_headers or trust.loss_prevention_headers
    if not (report or findings or named or header.has_any(_TOLD)):
        return None  # most mail, and this is quick
    values = report.values if report else {}
    level = report.level if report else None
    overrides = list(_overrides(values, level, findings))
    handling = Handling(
        language=_language(header, values),
        transport_rule=_named_rules(header, trust.rule_headers),
        data_loss_prevention_rule=_named_rules(header, trust.loss_prevention_headers),
        distribution_list=_lists(header),
        forwarded_by=_forwarded_by(header, border, trust),
        directionality=DIRECTIONS.get(_code(values, "DIR")),
        spam_confidence_level=_level(level),
        bulk_complaint_level=_level(number(report.bulk) if report else None),
        primary_override=overrides[0][0] if overrides else PrimaryOverride.NONE,
        override_source=tuple(dict.fromkeys(source for _, source in overrides)),
        policy_type=_policy(values, overrides),
    )
    return None if handling == UNHANDLED else handling


def _code(values: dict[str, str], key: str) -> str:
    return values.get(key, "").upper()


def _language(header: Header, values: dict[str, str]) -> str:
    told = [("content-language", header.first("content-language"))]
    return language_of(told) or language_of([_as_report(values.get("LANG", ""))])


def _as_report(language: str) -> tuple[str, str]:
    return "x-forefront-antispam-report", f"LANG:{language}"


def _lists(header: Header) -> tuple[str, ...]:
    values = header.all("list-id")[:_MOST]
    found = ((_LIST_ID.search(value), value.strip()) for value in values)
    return tuple(dict.fromkeys(match[1] if match else value[:255] for match, value in found))


def _named_rules(header: Header, names: tuple[str, ...]) -> tuple[str, ...]:
    values = [readable(value).strip() for name in names for value in header.all(name)]
    return tuple(dict.fromkeys(value[:_LONGEST_NAME] for value in values if value))[:_MOST_RULES]


def _forwarded_by(header: Header, border: Border, trust: Trust) -> tuple[str, ...]:
    if not header.has_any(_TOLD):
        return ()
    values = [value for name in _SENT_ON for value in believed(header, border, name)]
    anywhere = border.is_microsoft or PROVIDER in trust.filters
    for name in _SENT_ON_BY_EXCHANGE:
        values += header.all(name) if anywhere else believed(header, border, name)
    found = (_ADDRESS.search(value) for value in values)
    return tuple(dict.fromkeys(match[0].lower() for match in found if match))[:_MOST]


def _overrides(
    values: dict[str, str], level: float | None, findings: tuple[Finding, ...]
) -> Iterator[_Override]:
    """Every allowing and blocking that is told; the one that decided first.

    An allowed connection is told also where the filter was asked all the same, and then it
    overrode nothing. Where it was not asked, `SKN` says no more than that.
    """
    verdict = _code(values, "SFV")
    skipped = level == _SKIPPED or verdict in OVERRIDES
    connected = skipped and _code(values, "IPV") == ALLOWED_CONNECTION
    if _code(values, "CAT") == BLOCKED_FILE:
        yield PrimaryOverride.FILE_EXTENSION_BLOCKED, OverrideSource.FILE_TYPE_BLOCK
    told = OVERRIDES.get(verdict)
    if told and not (connected and verdict == SKIPPED_BEFORE):
        yield told
    if connected:
        yield PrimaryOverride.ALLOWED_BY_ORGANIZATION, OverrideSource.CONNECTION_POLICY
    rules = {line.partition(" ")[0] for finding in findings for line in finding.evidence}
    if any(map(_BLOCKED_RULE.fullmatch, rules)):
        yield PrimaryOverride.BLOCKED_BY_USER, OverrideSource.SENDER_LIST_USER
    if any(map(_ALLOWED_RULE.fullmatch, rules)):
        yield PrimaryOverride.ALLOWED_BY_USER, OverrideSource.SENDER_LIST_USER


def _policy(values: dict[str, str], overrides: list[_Override]) -> PolicyType | None:
    if overrides and overrides[0][1] is OverrideSource.TRANSPORT_RULE:
        return PolicyType.TRANSPORT_RULE
    return POLICIES.get(_code(values, "CAT"))


def _level(told: float | None) -> int | None:
    """A whole level that Exchange knows."""
    low, high = _LEVELS
    return int(told) if told is not None and low <= told <= high else None
