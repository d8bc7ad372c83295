"""The gate policy: which threat leads to which action. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from types import MappingProxyType

from clawback.ingest.ruling import GateAction
from clawback.model.address import domain_of
from clawback.model.delivery import Delivery
from clawback.model.labelled import Labelled
from clawback.model.location import Directionality
from clawback.model.policy import PolicyType
from clawback.model.verdict import DetectionTechnology, PhishConfidence, ThreatType

_SURE_SPAM = 7  # Exchange's level from which spam is called spam with high confidence


class Threat(Labelled):
    """What a policy has an action for, worst first."""

    MALWARE = "malware", "Malware"
    PHISH_HIGH = "phish_high", "Phish, with high confidence"
    PHISH = "phish", "Phish"
    SPAM_HIGH = "spam_high", "Spam, with high confidence"
    SPAM = "spam", "Spam"
    BULK = "bulk", "Bulk mail"

    @property
    def threat_type(self) -> ThreatType:
        """Its kind, as rows and filters have it."""
        return _KINDS[self]


_KINDS = {
    Threat.MALWARE: ThreatType.MALWARE,
    Threat.PHISH_HIGH: ThreatType.PHISH,
    Threat.PHISH: ThreatType.PHISH,
    Threat.SPAM_HIGH: ThreatType.SPAM,
    Threat.SPAM: ThreatType.SPAM,
    Threat.BULK: ThreatType.SPAM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GatePolicy:
    """An action for each threat; one that is not named is let through.

    It is for mail in `directions`, and not for recipients that `exempt` names, by address or by
    domain (folded). `tag` stands in front of a tagged subject.
    """

    actions: Mapping[Threat, GateAction] = field(default_factory=lambda: MappingProxyType({}))
    directions: AbstractSet[Directionality] = frozenset({Directionality.INBOUND})
    exempt: AbstractSet[str] = frozenset()
    tag: str = "[Suspicious]"

    def concerns(self, recipient: str, direction: Directionality | None) -> bool:
        """Whether it is for this recipient; mail of an unknown direction counts as inbound."""
        if recipient in self.exempt or domain_of(recipient) in self.exempt:
            return False
        return (direction or Directionality.INBOUND) in self.directions

    @property
    def may_part(self) -> bool:
        """Whether a mail may go on for some of its recipients and not for others."""
        return bool({GateAction.QUARANTINE, GateAction.REJECT} & set(self.actions.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is to be done with a mail, and why. `recipients` are empty when it is for all."""

    action: GateAction = GateAction.ACCEPT
    threat: Threat | None = None
    recipients: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """As a sentence."""
        if self.threat is None:
            return "No threat was found."
        return f"{self.threat.label} was found: {self.action.label.lower()} by the gate policy."


def threat_of(row: Delivery) -> Threat | None:
    """The worst that was proved of a mail, for any of its rows; `None` when nothing was."""
    kinds = row.threat_type
    if ThreatType.MALWARE in kinds:
        return Threat.MALWARE
    if ThreatType.PHISH in kinds:
        sure = row.phish_confidence_level is PhishConfidence.HIGH
        return Threat.PHISH_HIGH if sure else Threat.PHISH
    if ThreatType.SPAM not in kinds:
        return None
    if set(row.detection_technology) == {DetectionTechnology.BULK}:
        return Threat.BULK
    sure = (row.spam_confidence_level or 0) >= _SURE_SPAM
    return Threat.SPAM_HIGH if sure else Threat.SPAM


def decide(
    threat: Threat | None, to: Mapping[str, Directionality | None], policy: GatePolicy
) -> Decision:
    """What the policy says of a mail with this threat, to these recipients.

    A mark is seen by all who get the mail. Where the policy is not for all of them, a mail cannot
    be refused (it would be for all), so it is quarantined for those whom the policy is for.
    """
    action = policy.actions.get(threat, GateAction.ACCEPT) if threat else GateAction.ACCEPT
    concerned = tuple(one for one, direction in to.items() if policy.concerns(one, direction))
    if action is GateAction.ACCEPT or not concerned:
        return Decision(threat=threat)
    if len(concerned) == len(to) or action in {GateAction.TAG, GateAction.JUNK}:
        return Decision(action=action, threat=threat)
    return Decision(action=GateAction.QUARANTINE, threat=threat, recipients=concerned)


def policy_type_of(
    threat: Threat | None, directions: AbstractSet[Directionality | None]
) -> PolicyType:
    """Which of the reference's kinds of policy has the action for a threat."""
    if threat is Threat.MALWARE:
        return PolicyType.ANTI_MALWARE
    if directions == {Directionality.OUTBOUND}:
        return PolicyType.OUTBOUND_SPAM_FILTER
    return PolicyType.CONTENT_FILTER
