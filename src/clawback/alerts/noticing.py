"""Which signals lie in what was stored or written down: pure decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clawback.alerts.signal import Signal, SignalKind
from clawback.alerts.wording import one_line
from clawback.audit.action import AuditAction
from clawback.audit.kept import KeptEntry
from clawback.model.click import Click, ClickedBy, ClickThreat
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.location import AdditionalAction
from clawback.model.verdict import ClickVerdict, ThreatType

_BAD = frozenset({ThreatType.MALWARE, ThreatType.PHISH})
_BAD_LINKS = frozenset({ClickThreat.MALWARE, ClickThreat.PHISH})
_WARNED = frozenset({ClickVerdict.BLOCKED, ClickVerdict.BLOCK_OVERRIDDEN})
_WENT_ON = frozenset({ClickVerdict.BLOCK_OVERRIDDEN, ClickVerdict.PENDING_VERDICT_BYPASSED})
_STILL_THERE = frozenset({"failed", "unknown", "not_actionable", "on_hold", "drifted"})
_BY_ACTION = {
    AuditAction.REMEDIATION_START.value: SignalKind.REMEDIATION_BY_HAND,
    AuditAction.REMEDIATION_TRIP.value: SignalKind.REMEDIATION_PAUSED,
    AuditAction.INVESTIGATION_BEGIN.value: SignalKind.INVESTIGATION_BY_HAND,
    AuditAction.QUARANTINE_RELEASE.value: SignalKind.HELD_MAIL_RELEASED,
    AuditAction.LINK_ALLOW.value: SignalKind.LINK_ALLOWED,
    AuditAction.LINK_CLEAR.value: SignalKind.ENTRY_REMOVED,
    AuditAction.ENTRY_REMOVE.value: SignalKind.ENTRY_REMOVED,
    AuditAction.SESSION_SLOW.value: SignalKind.SIGN_IN_GUESSED,
}
_OF_SYSTEM = frozenset({SignalKind.REMEDIATION_PAUSED, SignalKind.SIGN_IN_GUESSED})
ACTIONS = frozenset(_BY_ACTION)
"""The actions of the audit trail that are signals."""


def of_events(events: Iterable[DeliveryEvent]) -> Iterator[Signal]:
    """Signals of what was appended to timelines."""
    for event in events:
        kind = _kind_of(event)
        if kind is not None:
            yield Signal(
                kind=kind,
                id=event.id,
                at=event.at,
                about=event.key.recipient,
                details=one_line(f"{event.key.recipient}: {event.details or kind.label}"),
                key=event.key,
            )


def of_clicks(clicks: Iterable[Click]) -> Iterator[Signal]:
    """Signals of clicks that people made; what a scanner opens is none."""
    for click in (one for one in clicks if one.clicked_by is ClickedBy.PERSON):
        if click.verdict in _WARNED or _BAD_LINKS & set(click.threat_type):
            yield _clicked(click, SignalKind.MALICIOUS_CLICK)
        if click.clicked_through or click.verdict in _WENT_ON:
            yield _clicked(click, SignalKind.CLICK_THROUGH)


def of_audit(entries: Iterable[KeptEntry]) -> Iterator[Signal]:
    """Signals of what people did, and of what the house did that they should know."""
    for entry in entries:
        kind = _BY_ACTION.get(entry.action)
        if kind is None or entry.result != "done":
            continue
        if entry.actor_kind == "system" and kind not in _OF_SYSTEM:
            continue
        yield Signal(
            kind=kind,
            id=f"audit {entry.id}",
            at=entry.moment,
            about=entry.actor_name,
            details=one_line(f"{entry.actor_name}: {entry.subject}"),
        )


def _kind_of(event: DeliveryEvent) -> SignalKind | None:
    match event.type:
        case EventType.REPORTED if event.result in _BAD:
            return SignalKind.USER_REPORTED
        case EventType.LINK_TURNED:
            return SignalKind.MALICIOUS_CLICK
        case EventType.JUDGED if _BAD & set(event.threat_type):
            return SignalKind.TURNED_BAD
        case EventType.REMEDIATED if event.additional_action is AdditionalAction.ZAP:
            return SignalKind.REMOVED
        case EventType.REMEDIATED if event.source is EventSource.SYSTEM:
            return SignalKind.NOT_REMOVED if event.result in _STILL_THERE else None
        case _:
            return None


def _clicked(click: Click, kind: SignalKind) -> Signal:
    return Signal(
        kind=kind,
        id=click.id,
        at=click.at,
        about=click.recipient,
        details=one_line(f"{click.recipient} clicked {click.url_domain}: {click.verdict.label}."),
        key=click.key,
    )
