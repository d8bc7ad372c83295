"""What is done about delivered mail whose verdict turns; pure rules, set by an administrator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from clawback.filters.tree import AnyOf, Filter, Not, Present, both
from clawback.model.labelled import Labelled
from clawback.model.location import DeliveryLocation
from clawback.purge.judgement import Verdict
from clawback.remediation.action import Action, Severity

NOWHERE = (  # mail that lies in no mailbox, or that its owner cannot see any more
    DeliveryLocation.SOFT_DELETED,
    DeliveryLocation.HARD_DELETED,
    DeliveryLocation.NOT_IN_MAILBOX,
    DeliveryLocation.QUARANTINE,
    DeliveryLocation.FAILED,
    DeliveryLocation.DROPPED,
    DeliveryLocation.EXTERNAL,
)
_BEYOND = {  # where an action would bring mail nearer to its owner, or nowhere at all
    Action.MOVE_TO_JUNK: (DeliveryLocation.JUNK, DeliveryLocation.DELETED_ITEMS),
    Action.MOVE_TO_DELETED_ITEMS: (DeliveryLocation.DELETED_ITEMS,),
    Action.SOFT_DELETE: (),
}
_SEVERITIES = {
    Verdict.MALWARE: Severity.HIGH,
    Verdict.PHISH: Severity.HIGH,
    Verdict.SPAM: Severity.LOW,
    Verdict.CLEAN: Severity.LOW,
}


class Mode(Labelled):
    """Who lets it happen."""

    OFF = "off", "Mail is only judged"
    PROPOSE = "propose", "Somebody else approves"
    ACT = "act", "At once, unless the approval policy asks for somebody else"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What is done about mail with one verdict."""

    action: Action
    unread_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgePolicy:
    """`look_back` is how old mail may be that is judged again where nobody says how old."""

    mode: Mode = Mode.PROPOSE
    look_back: timedelta = timedelta(hours=48)
    responses: Mapping[Verdict, Response] = field(default_factory=dict)

    def response(self, verdict: Verdict) -> Response | None:
        """What is done, or nothing."""
        return None if self.mode is Mode.OFF else self.responses.get(verdict)

    def since(self, wished: datetime | None, now: datetime) -> datetime:
        return now - self.look_back if wished is None else wished


def severity_of(verdict: Verdict) -> Severity:
    return _SEVERITIES[verdict]


def within_reach(tree: Filter, response: Response) -> Filter:
    """Those of the deliveries that the response is for, as far as anybody knows where they lie."""
    if response.action is Action.MOVE_TO_INBOX:
        return both(tree, AnyOf("latest_delivery_location", (DeliveryLocation.JUNK.value,)))
    out = (*NOWHERE, *_BEYOND[response.action])
    there = both(tree, Not(AnyOf("latest_delivery_location", tuple(one.value for one in out))))
    return both(there, Not(AnyOf("read", (True,)))) if response.unread_only else there


def not_yet(tree: Filter, verdict: Verdict) -> Filter:
    """Those of the deliveries that are held for something else so far."""
    if verdict is Verdict.CLEAN:
        return both(tree, Present("latest_threat_type"))
    return both(tree, Not(AnyOf("latest_threat_type", (verdict.value,))))
