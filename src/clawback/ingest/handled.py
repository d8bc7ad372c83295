"""What servers and filters did with a message, as columns of its deliveries."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from clawback.analysis.verdict import Verdict, spam_level
from clawback.ingest.recipients import Organisation
from clawback.model.delivery import Delivery
from clawback.model.handling import UNHANDLED, Handling
from clawback.model.location import DeliveryLocation
from clawback.model.message import Message
from clawback.model.policy import PolicyAction
from clawback.model.replacing import replaced
from clawback.model.verdict import DetectionTechnology

_PERSONS = frozenset(
    {
        DetectionTechnology.IMPERSONATION_USER,
        DetectionTechnology.MAILBOX_INTELLIGENCE_IMPERSONATION,
    }
)
_DOMAINS = frozenset(
    {
        DetectionTechnology.SPOOF_DMARC,
        DetectionTechnology.SPOOF_EXTERNAL_DOMAIN,
        DetectionTechnology.SPOOF_INTRA_ORG,
    }
)
_ACTIONS = {
    DeliveryLocation.JUNK: PolicyAction.MOVE_TO_JUNK,
    DeliveryLocation.QUARANTINE: PolicyAction.SEND_TO_QUARANTINE,
    DeliveryLocation.DROPPED: PolicyAction.DELETE_MESSAGE,
}


def handled(
    plain: Delivery, message: Message, verdict: Verdict, organisation: Organisation
) -> Delivery:
    """The delivery with what is told of the way its message was handled.

    Whom a sender pretends to be is what our own judges found out, else what they say of themselves,
    where a filter proved that it is not so. The level of spam is Exchange's, else one made of other
    filters' scores.
    """
    handling, sender = message.handling or UNHANDLED, message.sender
    level = handling.spam_confidence_level
    return replaced(
        plain,
        distribution_list=handling.distribution_list,
        forwarded_message=_sent_on(handling, organisation),
        language=handling.language,
        transport_rule=handling.transport_rule,
        data_loss_prevention_rule=handling.data_loss_prevention_rule,
        directionality=handling.directionality,
        impersonated_user=verdict.impersonated_user
        or _pretended(message, _PERSONS, sender.display_name or sender.address),
        impersonated_domain=verdict.impersonated_domain
        or _pretended(message, _DOMAINS, sender.domain),
        spam_confidence_level=spam_level(message.findings) if level is None else level,
        bulk_complaint_level=handling.bulk_complaint_level,
        primary_override=verdict.primary_override,
        primary_override_source=next(iter(verdict.override_source), None),
        override_source=verdict.override_source,
        policy_type=verdict.policy_type,
    )


def policy_action(delivery: Delivery, location: DeliveryLocation) -> PolicyAction | None:
    """What the policy that acted did, by where the mail was put; `None` where none acted."""
    if delivery.policy_type is None:
        return None
    return _ACTIONS.get(location, PolicyAction.NO_ACTION)


def _sent_on(handling: Handling, organisation: Organisation) -> bool:
    """Whether a mailbox of ours sent it on, or any where we do not know our domains."""
    by = handling.forwarded_by
    return any(map(organisation.owns, by)) if organisation.own_domains else bool(by)


def _pretended(
    message: Message, proofs: AbstractSet[DetectionTechnology], name: str
) -> tuple[str, ...]:
    proved = any(one.threat and one.technology in proofs for one in message.findings)
    return (name,) if proved and name else ()
