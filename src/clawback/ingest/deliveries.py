"""From what a message is and how it came to the rows of the explorer."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from types import MappingProxyType

from clawback.analysis.verdict import Verdict, combine
from clawback.ingest.handled import handled, policy_action
from clawback.ingest.intake import Envelope
from clawback.ingest.journal.report import DIRECT, Route
from clawback.ingest.recipients import Organisation, recipients
from clawback.ingest.ruling import LOCATIONS, POLICY_ACTIONS, GateAction, Ruling
from clawback.model.address import domain_of
from clawback.model.authentication import Authentication, Dmarc, Spf
from clawback.model.delivery import Delivery
from clawback.model.location import DeliveryAction, DeliveryLocation, Directionality
from clawback.model.message import Message
from clawback.model.replacing import replaced

_NO_ROUTES: Mapping[str, Route] = MappingProxyType({})
_FORGED = {Spf.FAIL, Spf.SOFT_FAIL}
_ACTIONS = {
    DeliveryLocation.JUNK: DeliveryAction.DELIVERED_TO_JUNK,
    DeliveryLocation.QUARANTINE: DeliveryAction.BLOCKED,
    DeliveryLocation.DROPPED: DeliveryAction.BLOCKED,
    DeliveryLocation.FAILED: DeliveryAction.BLOCKED,
}


def deliveries(
    message: Message,
    envelope: Envelope,
    organisation: Organisation,
    routes: Mapping[str, Route] = _NO_ROUTES,
) -> tuple[Delivery, ...]:
    """One row for each recipient; never empty, so that no accepted mail goes without a row.

    `routes` are the ways that a journal report tells, by recipient.
    """
    mail_from = _mail_from(message, envelope)
    ours = _from_us(message, envelope, mail_from, organisation)
    verdict = combine(message.findings, message.handling)
    plain = handled(_plain(message, envelope, mail_from, verdict), message, verdict, organisation)
    return tuple(
        _row(
            _routed(plain, routes.get(recipient, DIRECT)),
            envelope,
            recipient,
            _direction(recipient, ours, organisation),
        )
        for recipient in recipients(message, envelope, organisation, outgoing=bool(ours))
    )


def _row(
    plain: Delivery, envelope: Envelope, recipient: str, direction: Directionality | None
) -> Delivery:
    direction = direction or plain.directionality
    location = _location(envelope, recipient, direction)
    row = replaced(
        plain,
        recipient=recipient,
        recipient_domain=domain_of(recipient),
        directionality=direction,
        delivery_action=_ACTIONS.get(location, DeliveryAction.DELIVERED),
        original_delivery_location=location,
        policy_action=policy_action(plain, location),
    )
    return _ruled(row, envelope.ruling, recipient) if envelope.ruling else row


def _ruled(row: Delivery, ruling: Ruling, recipient: str) -> Delivery:
    """With what the gate did: where the mail lies was told by its location already."""
    action = ruling.action_for(recipient)
    if action is GateAction.ACCEPT:
        return row
    return replaced(
        row,
        policy_type=ruling.policy_type or row.policy_type,
        policy_action=POLICY_ACTIONS[action],
    )


def _routed(plain: Delivery, route: Route) -> Delivery:
    if route == DIRECT:
        return plain
    lists = (*plain.distribution_list, *route.distribution_list)
    return replaced(
        plain,
        distribution_list=tuple(dict.fromkeys(lists)),
        forwarded_message=plain.forwarded_message or route.forwarded,
    )


def _plain(message: Message, envelope: Envelope, mail_from: str, verdict: Verdict) -> Delivery:
    """What is the same for all recipients."""
    return_path = message.return_path or mail_from
    urls, files, proof = message.urls, message.attachments, message.authentication
    return Delivery(
        network_message_id=message.network_message_id,
        recipient="",
        time_received=envelope.received_at,
        internet_message_id=message.internet_message_id,
        header_fingerprint=message.header_fingerprint,
        raw_sha256=message.raw_sha256,
        parse=message.parse,
        subject=message.subject,
        sender_address=message.sender.address,
        sender_display_name=message.sender.display_name,
        sender_domain=message.sender.domain,
        sender_mail_from_address=mail_from,
        sender_mail_from_domain=domain_of(mail_from),
        return_path=return_path,
        return_path_domain=domain_of(return_path),
        reply_to=tuple(one.address for one in message.reply_to if one.address),
        sender_ip=_sender_ip(message, envelope),
        connector=envelope.connector,
        threat_type=verdict.threat_type,
        detection_technology=verdict.detection_technology,
        phish_confidence_level=verdict.phish_confidence_level,
        malware_family=verdict.malware_family,
        threat_classification=verdict.threat_classification,
        url_threat=verdict.url_threat,
        spf=proof.spf,
        dkim=proof.dkim,
        dmarc=proof.dmarc,
        composite_authentication=proof.composite,
        email_size=message.size,
        url=tuple([one.url for one in urls]),
        url_domain=tuple([one.domain for one in urls]),
        url_path=tuple([one.path for one in urls]),
        url_domain_and_path=tuple([one.domain_and_path for one in urls]),
        url_source=tuple([one.source for one in urls]),
        url_wrapper=tuple(dict.fromkeys([outer for one in urls for outer in one.wrappers])),
        attachment_filename=tuple([one.name for one in files]),
        attachment_sha256=tuple([one.sha256 for one in files]),
        file_type=tuple([one.file_type for one in files]),
        file_extension=tuple([one.extension for one in files]),
        file_size=tuple([one.size for one in files]),
        source=envelope.source,
        mailbox=envelope.mailbox,
        read=envelope.read,
    )


def _mail_from(message: Message, envelope: Envelope) -> str:
    given = message.return_path if envelope.mail_from is None else envelope.mail_from
    return given.strip().strip("<>")


def _from_us(
    message: Message, envelope: Envelope, mail_from: str, organisation: Organisation
) -> bool | None:
    """Whether one of our own people sent it; `None` when we do not know our domains.

    Who showed a password to our mail server is. Who only claims to be one of us, and fails
    authentication, came from outside.
    """
    if not organisation.own_domains:
        return None
    if envelope.authenticated_user:
        return True
    claims = organisation.owns(mail_from or message.sender.address)
    return claims and not _forged(message.authentication)


def _forged(proof: Authentication) -> bool:
    return proof.spf in _FORGED or proof.dmarc is Dmarc.FAIL


def _direction(
    recipient: str, ours: bool | None, organisation: Organisation
) -> Directionality | None:
    if ours is None:
        return None
    if not ours:
        return Directionality.INBOUND
    inside = organisation.owns(recipient)
    return Directionality.INTRA_ORG if inside else Directionality.OUTBOUND


def _location(
    envelope: Envelope, recipient: str, direction: Directionality | None
) -> DeliveryLocation:
    """Where it was found; else where the gate sent it; else where mail of its direction goes."""
    if envelope.location is not None:
        return envelope.location
    outside = direction is Directionality.OUTBOUND
    usual = DeliveryLocation.EXTERNAL if outside else DeliveryLocation.INBOX
    action = envelope.ruling.action_for(recipient) if envelope.ruling else GateAction.ACCEPT
    if outside and action is GateAction.JUNK:
        return usual  # somebody else's folders are not ours to know
    return LOCATIONS.get(action, usual)


def _sender_ip(message: Message, envelope: Envelope) -> str:
    """Who connected, when that was somebody out there; else the address that the headers claim."""
    if not envelope.client_ip:
        return message.sender_ip
    try:
        seen = ipaddress.ip_address(envelope.client_ip)
    except ValueError:
        return message.sender_ip
    return str(seen) if seen.is_global or not message.sender_ip else message.sender_ip
