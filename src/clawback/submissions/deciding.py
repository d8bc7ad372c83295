"""What another judgement says, and how a submission stands; pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from clawback.analysis.verdict import Verdict, combine
from clawback.model.authentication import Composite, Dmarc
from clawback.model.delivery import Row
from clawback.model.message import Message
from clawback.model.policy import OverrideSource, PrimaryOverride
from clawback.model.verdict import DetectionTechnology, Finding, ThreatType
from clawback.submissions.submission import (
    FileSeen,
    Kind,
    Result,
    Review,
    Sending,
    SendState,
    Status,
    Word,
)

_WORDS, _LINES, _FILES, _URLS = 50, 20, 200, 200
_LONGEST = 500  # characters of a line
_OVERRIDES = {
    PrimaryOverride.ALLOWED_BY_ORGANIZATION: Result.ALLOWED_BY_ORGANIZATION,
    PrimaryOverride.ALLOWED_BY_USER: Result.ALLOWED_BY_USER,
    PrimaryOverride.BLOCKED_BY_ORGANIZATION: Result.BLOCKED_BY_ORGANIZATION,
    PrimaryOverride.FILE_EXTENSION_BLOCKED: Result.BLOCKED_BY_ORGANIZATION,
    PrimaryOverride.BLOCKED_BY_USER: Result.BLOCKED_BY_USER,
}
_PRETENDED = {
    DetectionTechnology.IMPERSONATION_USER: Result.USER_IMPERSONATION,
    DetectionTechnology.MAILBOX_INTELLIGENCE_IMPERSONATION: Result.USER_IMPERSONATION,
    DetectionTechnology.IMPERSONATION_DOMAIN: Result.DOMAIN_IMPERSONATION,
    DetectionTechnology.IMPERSONATION_BRAND: Result.BRAND_IMPERSONATION,
    DetectionTechnology.SPOOF_DMARC: Result.SPOOFED,
    DetectionTechnology.SPOOF_EXTERNAL_DOMAIN: Result.SPOOFED,
    DetectionTechnology.SPOOF_INTRA_ORG: Result.SPOOFED,
}
_PAYLOAD = frozenset({ThreatType.MALWARE, ThreatType.PHISH})


def reviewed(kind: Kind, message: Message, row: Row | None, now: datetime) -> Review:
    """What is said of it now, beside what was said when it came.

    `message` is the mail, or one of ours that holds nothing but the URL or file: how that is
    written, sent and signed is no word on what it holds.
    """
    found = [one for one in message.findings if kind is Kind.EMAIL or _of_payload(one)]
    verdict = combine(found, message.handling if kind is Kind.EMAIL else None)
    failed = kind is Kind.EMAIL and _unauthenticated(message)
    return Review(
        at=now,
        result=_result(found, row, failed=failed),
        parse=message.parse,
        then=row.delivery.threat_type if row else (),
        why=tuple(_why(row)) if row else (),
        now=verdict.threat_type,
        words=tuple(_word(one) for one in found[:_WORDS]),
        policy=tuple(dict.fromkeys(_policy(found, row)))[:_LINES],
        files=tuple(
            FileSeen(name=one.name, sha256=one.sha256, size=one.size)
            for one in message.attachments[:_FILES]
        ),
        urls=tuple(dict.fromkeys(one.url for one in message.urls))[:_URLS],
    )


def lost(row: Row | None, now: datetime) -> Review:
    """Of a mail that nobody has any more: what is known of when it came."""
    return Review(
        at=now,
        result=Result.NOT_FOUND,
        parse="failed:gone",
        then=row.delivery.threat_type if row else (),
        why=tuple(_why(row)) if row else (),
    )


def settled(result: Result, sendings: Iterable[Sending]) -> tuple[Status, Result]:
    """Where a submission stands that was judged again; what a target answered comes first."""
    all_of_them = list(sendings)
    answers = [one.result for one in all_of_them if one.result is not None]
    over = all(one.state.over for one in all_of_them)
    told = answers[-1] if answers else result
    if over and all_of_them and not answers and _all_failed(all_of_them):
        told = Result.NOT_RECEIVED
    return (Status.COMPLETED if over else Status.PENDING), told


def _all_failed(sendings: Sequence[Sending]) -> bool:
    tried = [one.state for one in sendings if one.state is not SendState.SKIPPED]
    return bool(tried) and all(one is SendState.FAILED for one in tried)


def _of_payload(finding: Finding) -> bool:
    return finding.threat in _PAYLOAD or finding.threat is None


def _unauthenticated(message: Message) -> bool:
    told = message.authentication
    return told.composite is Composite.FAIL or told.dmarc is Dmarc.FAIL


def _result(found: Sequence[Finding], row: Row | None, *, failed: bool) -> Result:
    verdict = combine(found)
    sources = {*verdict.override_source, *(row.delivery.override_source if row else ())}
    if OverrideSource.PHISHING_SIMULATION in sources:
        return Result.PHISHING_SIMULATION
    then = row.delivery.primary_override if row else PrimaryOverride.NONE
    overrides = (_OVERRIDES.get(one) for one in (then, verdict.primary_override))
    if overridden := next((one for one in overrides if one), None):
        return overridden
    return _threat(verdict) or _nothing_bad(found, failed=failed)


def _threat(verdict: Verdict) -> Result | None:
    if verdict.worst in _PAYLOAD:
        pretended = (_PRETENDED.get(one) for one in verdict.detection_technology)
        return next((one for one in pretended if one), Result.THREATS_FOUND)
    if verdict.worst is ThreatType.SPAM:
        bulk = DetectionTechnology.BULK in verdict.detection_technology
        return Result.BULK if bulk else Result.SPAM
    return None


def _nothing_bad(found: Sequence[Finding], *, failed: bool) -> Result:
    if failed:
        return Result.AUTHENTICATION_FAILED
    if any(not one.no_verdict for one in found):
        return Result.NO_THREATS
    return Result.FURTHER_ANALYSIS if found else Result.UNKNOWN


def _why(row: Row) -> Iterator[str]:
    """Why it was let through, or stopped."""
    delivery = row.delivery
    threats = ", ".join(one.label for one in delivery.threat_type) or "nothing bad"
    yield f"It was held for {threats}; delivery action: {delivery.delivery_action.label}."
    if delivery.detection_technology:
        how = ", ".join(one.label for one in delivery.detection_technology)
        yield f"Found by: {how}."
    if delivery.primary_override is not PrimaryOverride.NONE:
        yield f"{delivery.primary_override.label}."
    for source in delivery.override_source:
        yield f"Override: {source.label}."
    if delivery.composite_authentication:
        yield f"Authentication of the sender: {delivery.composite_authentication.label}."


def _policy(found: Iterable[Finding], row: Row | None) -> Iterator[str]:
    """Which rules of the organisation name it."""
    if row is not None:
        delivery = row.delivery
        yield from (f"Transport rule: {one[:_LONGEST]}" for one in delivery.transport_rule)
        if delivery.policy_type:
            yield f"Policy: {delivery.policy_type.label}"
    for one in found:
        if one.override is not PrimaryOverride.NONE:
            yield from (f"{one.override.label}: {line[:_LONGEST]}" for line in one.evidence)
        if one.policy:
            yield f"Policy: {one.policy.label}"


def _word(finding: Finding) -> Word:
    return Word(
        provider=finding.provider,
        threat=finding.threat,
        evidence=tuple(line[:_LONGEST] for line in finding.evidence[:_LINES]),
        no_verdict=finding.no_verdict[:_LONGEST],
    )
