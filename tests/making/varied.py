"""Many deliveries and events that differ in everything, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from tests.making.deliveries import (
    ADDRESSES,
    DOMAINS,
    HOSTILE_TEXTS,
    IPS,
    PATHS,
    START,
    URLS,
    WORDS,
    make_delivery,
    make_event,
    make_message,
)

from clawback.model.authentication import Composite, Dkim, Dmarc, Spf
from clawback.model.delivery import Delivery
from clawback.model.event import DeliveryEvent, EventType
from clawback.model.location import (
    AdditionalAction,
    DeliveryAction,
    DeliveryLocation,
    Directionality,
    MailboxRef,
)
from clawback.model.message import Message
from clawback.model.policy import (
    Context,
    OverrideSource,
    PolicyAction,
    PolicyType,
    PrimaryOverride,
)
from clawback.model.url import UrlSource
from clawback.model.verdict import (
    DetectionTechnology,
    PhishConfidence,
    ThreatClassification,
    ThreatType,
)


def varied_deliveries(count: int, seed: int = 1) -> list[Delivery]:
    """Deliveries with a value in most places, the same for the same seed; values repeat."""
    chance = random.Random(seed)
    return [_varied(chance, number) for number in range(count)]


def varied_events(rows: Sequence[Delivery], count: int, seed: int = 1) -> list[DeliveryEvent]:
    """Events on some of the rows, the same for the same seed."""
    chance = random.Random(seed)
    return [
        make_event(
            chance.choice(rows),
            number % 7,
            id=f"event-{number}",
            location=chance.choice([None, *DeliveryLocation]),
            mailbox=chance.choice([None, _varied_mailbox(chance)]),
            additional_action=chance.choice([None, *AdditionalAction]),
            type=chance.choice(list(EventType)),
            remediation_id=chance.choice(["", "r-1", "R-1", "r-2"]),
            alert_id=chance.choice(["", "", "a-1", "A-1"]),
            alert_policy_id=chance.choice(["", "", "p-1"]),
            campaign_id=chance.choice(["", "", "c-1", "C-1"]),
            zap_url_signal=chance.choice(["", "", *URLS]),
            read=chance.choice([None, True, False]),
            threat_type=chance.choice([(), *((threat,) for threat in ThreatType)]),
            delivery_action=chance.choice([None, None, *DeliveryAction]),
            original_location=chance.choice([None, *DeliveryLocation]),
            connector=chance.choice(["", "", "Relay", "relay"]),
            transport_rule=chance.choice(["", "", "Wires", "wires", "legal"]),
        )
        for number in range(count)
    ]


def varied_messages(rows: Sequence[Delivery], seed: int = 1) -> list[Message]:
    """A message for most of the rows, with a body and a header, the same for the same seed."""
    chance = random.Random(seed)
    kept = [row for row in rows if chance.random() < 0.9]
    return [
        make_message(
            number,
            network_message_id=row.network_message_id,
            text=" ".join(chance.choices(_TEXTS, k=3)),
            headers=tuple((chance.choice(HEADER_NAMES), chance.choice(_TEXTS)) for _ in range(3)),
        )
        for number, row in enumerate(kept)
    ]


def _varied(chance: random.Random, number: int) -> Delivery:
    plain = make_delivery(
        number,
        recipient=chance.choice(ADDRESSES),
        time_received=START + timedelta(hours=chance.randrange(60), microseconds=number % 3),
    )
    changes: dict[str, object] = {"mailbox": chance.choice([None, _varied_mailbox(chance)])}
    for name, pool in _ONE_OF.items():
        changes[name] = chance.choice(pool)
    for name, pool in _SOME_OF.items():
        changes[name] = tuple(chance.choices(pool, k=chance.choice((0, 0, 1, 2))))
    return replace(plain, **changes)  # type: ignore[arg-type] # each pool holds its type


def _varied_mailbox(chance: random.Random) -> MailboxRef:
    folder = chance.choice(("INBOX", "Junk", "Ordner/Ü", ""))
    return MailboxRef(server="dovecot", account="ada", folder=folder, uid=chance.randrange(99))


HEADER_NAMES = ("Subject", "X-Mailer", "x-mailer", "Received")
_TEXTS = ("", *WORDS, *HOSTILE_TEXTS, "Invoice 4711 urgent", "pay now")
_ONE_OF: dict[str, Sequence[object]] = {
    "internet_message_id": ("<1@x>", "<A'B@x>", "1@x", "<>", ""),
    "raw_sha256": ("cd" * 32, "CD" * 32),
    "parse": ("complete", "limited:parts", "failed:size"),
    "subject": _TEXTS,
    "sender_address": ("", *ADDRESSES),
    "sender_display_name": _TEXTS,
    "sender_domain": ("", *DOMAINS),
    "sender_mail_from_address": ("", *ADDRESSES),
    "sender_mail_from_domain": ("", *DOMAINS),
    "return_path": ("", *ADDRESSES),
    "return_path_domain": ("", *DOMAINS),
    "sender_ip": ("", *IPS),
    "recipient_domain": ("", *DOMAINS),
    "directionality": (None, *Directionality),
    "connector": _TEXTS,
    "forwarded_message": (False, True),
    "language": ("en", "DE", "pt-br", ""),
    "cluster_id": ("3f0c9a4d5e6b7182", "00000000000000ff", ""),
    "spam_confidence_level": (None, -1, 0, 1, 5, 9),
    "bulk_complaint_level": (None, 0, 2, 9),
    "primary_override": tuple(PrimaryOverride),
    "primary_override_source": (None, *OverrideSource),
    "policy_type": (None, *PolicyType),
    "policy_action": (None, *PolicyAction),
    "delivery_action": tuple(DeliveryAction),
    "original_delivery_location": tuple(DeliveryLocation),
    "phish_confidence_level": (None, *PhishConfidence),
    "spf": (None, *Spf),
    "dkim": (None, *Dkim),
    "dmarc": (None, *Dmarc),
    "composite_authentication": (None, *Composite),
    "email_size": (0, 1, 2, 3, 2**40),
    "source": ("lmtp", "import", ""),
    "read": (None, True, False),
}
_SOME_OF: dict[str, Sequence[object]] = {
    "reply_to": ("", *ADDRESSES),
    "transport_rule": _TEXTS,
    "data_loss_prevention_rule": _TEXTS,
    "distribution_list": ("", *DOMAINS),
    "context": tuple(Context),
    "threat_classification": tuple(ThreatClassification),
    "impersonated_user": _TEXTS,
    "impersonated_domain": ("", *DOMAINS),
    "override_source": tuple(OverrideSource),
    "threat_type": tuple(ThreatType),
    "detection_technology": tuple(DetectionTechnology),
    "malware_family": _TEXTS,
    "url": ("", *URLS),
    "url_domain": ("", *DOMAINS),
    "url_path": ("", *PATHS),
    "url_domain_and_path": ("", *URLS),
    "url_source": tuple(UrlSource),
    "url_wrapper": ("", *URLS),
    "url_threat": tuple(ThreatType),
    "attachment_filename": _TEXTS,
    "attachment_sha256": ("ef" * 32, "EF" * 32),
    "file_type": ("pdf", "exe", ""),
    "file_extension": ("pdf", "exe", ""),
    "file_size": (0, 1, 2, 3, 2**40),
}
