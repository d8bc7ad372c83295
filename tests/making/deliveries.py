"""Deliveries, messages and events for tests: plain ones by number, and any by hypothesis."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from clawback.model.address import Address
from clawback.model.authentication import Composite, Dkim, Dmarc, Spf
from clawback.model.delivery import Delivery, DeliveryKey
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.model.labelled import Labelled
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
from clawback.model.url import Url, UrlSource
from clawback.model.verdict import (
    DetectionTechnology,
    PhishConfidence,
    ThreatClassification,
    ThreatType,
)

START = datetime(2026, 11, 1, tzinfo=UTC)
NOW = START + timedelta(days=30)

HOSTILE_TEXTS = (
    "'; DROP TABLE delivery; --",
    'a "quoted" one',
    "100% off_er",
    "two\nlines",
    "nul\x00byte",
    "back\\slash",
    "Straße İstanbul ΣΊΣΥΦΟΣ",
    "cafe\u0301 CAFÉ",
    "=HYPERLINK(1)",
    "$1 ?1 :a {}",
    "emoji 🦞",
)
WORDS = ("invoice", "Invoice", "4711", "urgent", "pay", "été", "Müller")


def message_id(number: int) -> str:
    """A time-ordered UUID, the same for the same number."""
    milliseconds = int(START.timestamp() * 1000) + number * 1000
    return str(UUID(int=(milliseconds << 80) | (8 << 76) | (2 << 62) | number))


def make_delivery(number: int = 0, **changes: object) -> Delivery:
    """An ordinary delivery; each number is one message for one recipient, a second later."""
    plain = Delivery(
        network_message_id=message_id(number),
        recipient="ada@example.org",
        time_received=START + timedelta(seconds=number),
        internet_message_id=f"<{number}@sender.example>",
        subject=f"Invoice {number}",
        sender_address="Billing@Sender.example",
        sender_display_name="Billing Team",
        sender_domain="sender.example",
        recipient_domain="example.org",
        sender_ip="192.0.2.7",
        original_delivery_location=DeliveryLocation.INBOX,
        email_size=1000 + number,
        source="import",
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # a test names real attributes


def make_message(number: int = 0, **changes: object) -> Message:
    """The message of the delivery with the same number."""
    plain = Message(
        network_message_id=message_id(number),
        header_fingerprint="ab" * 32,
        raw_sha256="cd" * 32,
        size=1000 + number,
        subject=f"Invoice {number}",
        sender=Address(address="Billing@Sender.example", display_name="Billing Team"),
        urls=(Url(url="https://pay.example/now", seen="pay.example/now"),),
        headers=(("Subject", f"Invoice {number}"),),
        text="Please pay.",
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # a test names real attributes


def make_event(delivery: Delivery, number: int = 0, **changes: object) -> DeliveryEvent:
    """A move to junk by an administrator, `number` minutes after delivery."""
    plain = DeliveryEvent(
        id=f"event-{delivery.network_message_id}-{delivery.recipient}-{number}",
        key=delivery.key,
        at=delivery.time_received + timedelta(minutes=number),
        type=EventType.REMEDIATED,
        source=EventSource.ADMIN,
        actor="grace",
        location=DeliveryLocation.JUNK,
        additional_action=AdditionalAction.MANUAL_REMEDIATION,
        remediation_id="r-1",
        result="success",
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # a test names real attributes


ADDRESSES = ("ada@example.org", "Bob@Example.org", "müller@bücher.example", "no-at", "o'neil@x.io")
DOMAINS = (
    "example.org",
    "Evil.Example",
    "xn--bcher-kva.example",
    "bücher.example",
    "a.evil.example",
)
IPS = (
    "192.0.2.7",
    "192.0.2.200",
    "10.0.0.1",
    "2001:DB8::1",
    "::ffff:192.0.2.7",
    "[192.0.2.7]",
    "junk",
)
URLS = (
    "https://pay.example/Now?x=1",
    "http://pay.example/now/",
    "https://PAY.example",
    "https://bücher.example/a%20b",
    "https://xn--bcher-kva.example/a",
    "https://safe.example/?url=https%3A%2F%2Fpay.example",
    "ftp://files.example/x",
    "not a url\nat all",
    "javascript:alert('1')",
    "hxxps://pay[.]example",
)
PATHS = ("/", "/Now", "/now/", "/a b", "/wp-includes/x")


def texts() -> st.SearchStrategy[str]:
    """Text as mail brings it: words that repeat, hostile pieces, anything at all."""
    words = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)
    return st.one_of(words, st.sampled_from(HOSTILE_TEXTS), st.text(max_size=8))


def moments() -> st.SearchStrategy[datetime]:
    """Few enough to collide, to the microsecond."""
    seconds = st.integers(0, 40).map(lambda n: START + timedelta(hours=n))
    return st.one_of(
        seconds,
        st.integers(0, 10**6).map(lambda n: START + timedelta(microseconds=n)),
        st.integers(0, 30).map(lambda n: START + timedelta(days=n)),
    )


def addresses() -> st.SearchStrategy[str]:
    return st.sampled_from(("", *ADDRESSES))


def domains() -> st.SearchStrategy[str]:
    return st.sampled_from(("", *DOMAINS))


def ip_texts() -> st.SearchStrategy[str]:
    return st.sampled_from(("", *IPS))


def urls() -> st.SearchStrategy[str]:
    return st.sampled_from(URLS) | st.text(max_size=8)


def mailboxes() -> st.SearchStrategy[MailboxRef]:
    return st.builds(
        MailboxRef,
        server=st.sampled_from(("dovecot", "maildir")),
        account=addresses(),
        folder=st.sampled_from(("INBOX", "Junk", "Ordner/Ü", "")),
        uid_validity=st.integers(0, 2**32 - 1),
        uid=st.integers(0, 2**32 - 1),
        guid=st.sampled_from(("", "0123abcd")),
    )


def message_ids() -> st.SearchStrategy[str]:
    return st.one_of(
        st.integers(0, 30).map(message_id),
        st.uuids().map(str),
        st.sampled_from(("no-uuid", "No-UUID 'x'")),
    )


def deliveries() -> st.SearchStrategy[Delivery]:
    """Any delivery; ids, times and values repeat, so that filters hit and keys clash."""
    return _deliveries()


@st.composite
def _deliveries(draw: st.DrawFn) -> Delivery:
    chosen = draw(st.sets(st.sampled_from(sorted(_ATTRIBUTES)), max_size=12))
    plain = Delivery(
        network_message_id=draw(message_ids()),
        recipient=draw(addresses()),
        time_received=draw(moments()),
    )
    changes = {name: draw(_ATTRIBUTES[name]) for name in sorted(chosen)}
    return replace(plain, **changes)  # type: ignore[arg-type] # each strategy gives its type


def messages() -> st.SearchStrategy[Message]:
    """Any message."""
    return st.builds(
        Message,
        network_message_id=message_ids(),
        header_fingerprint=st.just("ab" * 32),
        raw_sha256=st.just("cd" * 32),
        size=st.integers(0, 10**9),
        subject=texts(),
        text=texts(),
        headers=st.lists(
            st.tuples(st.sampled_from(("Subject", "X-Mailer", "List-Id")) | texts(), texts()),
            max_size=3,
        ).map(tuple),
    )


def events(keys: st.SearchStrategy[DeliveryKey]) -> st.SearchStrategy[DeliveryEvent]:
    """Any event on one of these deliveries; times repeat, ids seldom."""
    return st.builds(
        DeliveryEvent,
        id=st.one_of(st.uuids().map(str), st.sampled_from(("e-1", "E-1", "é", "'--"))),
        key=keys,
        at=moments(),
        type=st.sampled_from(EventType),
        source=st.sampled_from(EventSource),
        actor=texts(),
        location=st.none() | st.sampled_from(DeliveryLocation),
        mailbox=st.none() | mailboxes(),
        additional_action=st.none() | st.sampled_from(AdditionalAction),
        remediation_id=st.sampled_from(("", "r-1", "R-1", "r-2")),
        alert_id=st.sampled_from(("", "a-1", "A-1", "É")),
        alert_policy_id=st.sampled_from(("", "p-1", "'p")),
        campaign_id=st.sampled_from(("", "c-1", "C-1")),
        zap_url_signal=st.just("") | urls(),
        read=st.none() | st.booleans(),
        threat_type=st.lists(st.sampled_from(ThreatType), unique=True).map(tuple),
        result=st.sampled_from(("", "success", "not_found")),
        details=texts(),
        delivery_action=st.none() | st.sampled_from(DeliveryAction),
        original_location=st.none() | st.sampled_from(DeliveryLocation),
        connector=st.sampled_from(("", "Relay", "relay", "É")),
        transport_rule=st.sampled_from(("", "Wires", "wires", "'r")),
    )


def keys() -> st.SearchStrategy[DeliveryKey]:
    return st.builds(DeliveryKey, network_message_id=message_ids(), recipient=addresses())


def _several(entry: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(entry, max_size=3).map(tuple)


def _choice(kind: type[Labelled]) -> st.SearchStrategy[object]:
    return st.none() | st.sampled_from(kind)


def _choices(kind: type[Labelled]) -> st.SearchStrategy[object]:
    return st.lists(st.sampled_from(kind), max_size=2, unique=True).map(tuple)


_ATTRIBUTES: dict[str, st.SearchStrategy[object]] = {
    "internet_message_id": st.sampled_from(("<1@x>", "<A'B@x>", "1@x", "<>")) | texts(),
    "header_fingerprint": st.just("ab" * 32),
    "raw_sha256": st.sampled_from(("cd" * 32, "CD" * 32)),
    "parse": st.sampled_from(("complete", "limited:parts", "failed:size")),
    "subject": texts(),
    "sender_address": addresses(),
    "sender_display_name": texts(),
    "sender_domain": domains(),
    "sender_mail_from_address": addresses(),
    "sender_mail_from_domain": domains(),
    "return_path": addresses(),
    "return_path_domain": domains(),
    "reply_to": _several(addresses()),
    "sender_ip": ip_texts(),
    "recipient_domain": domains(),
    "directionality": _choice(Directionality),
    "connector": texts(),
    "transport_rule": _several(texts()),
    "data_loss_prevention_rule": _several(texts()),
    "distribution_list": _several(domains()),
    "forwarded_message": st.booleans(),
    "language": st.sampled_from(("en", "DE", "pt-br", "")),
    "context": _choices(Context),
    "cluster_id": st.sampled_from(("3f0c9a4d5e6b7182", "")),
    "delivery_action": st.sampled_from(DeliveryAction),
    "original_delivery_location": st.sampled_from(DeliveryLocation),
    "threat_type": _choices(ThreatType),
    "detection_technology": _choices(DetectionTechnology),
    "phish_confidence_level": _choice(PhishConfidence),
    "malware_family": _several(texts()),
    "threat_classification": _choices(ThreatClassification),
    "impersonated_user": _several(texts()),
    "impersonated_domain": _several(domains()),
    "spam_confidence_level": st.none() | st.integers(-1, 9),
    "bulk_complaint_level": st.none() | st.integers(0, 9),
    "primary_override": st.sampled_from(PrimaryOverride),
    "primary_override_source": _choice(OverrideSource),
    "override_source": _choices(OverrideSource),
    "policy_type": _choice(PolicyType),
    "policy_action": _choice(PolicyAction),
    "spf": _choice(Spf),
    "dkim": _choice(Dkim),
    "dmarc": _choice(Dmarc),
    "composite_authentication": _choice(Composite),
    "email_size": st.integers(0, 4) | st.integers(0, 2**40),
    "url": _several(urls()),
    "url_domain": _several(domains()),
    "url_path": _several(st.sampled_from(("", *PATHS)) | texts()),
    "url_domain_and_path": _several(urls()),
    "url_source": _choices(UrlSource),
    "url_wrapper": _several(urls()),
    "url_threat": _choices(ThreatType),
    "attachment_filename": _several(texts()),
    "attachment_sha256": _several(st.sampled_from(("ef" * 32, "EF" * 32))),
    "file_type": _several(st.sampled_from(("pdf", "exe", ""))),
    "file_extension": _several(st.sampled_from(("pdf", "exe", ""))),
    "file_size": _several(st.integers(0, 4) | st.integers(0, 2**40)),
    "source": st.sampled_from(("lmtp", "import", "")),
    "mailbox": st.none() | mailboxes(),
    "read": st.none() | st.booleans(),
}
