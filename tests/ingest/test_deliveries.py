"""From a message and its envelope to rows."""

from dataclasses import fields

import pytest
from tests.ingest.doubles import NOON, intake, message_of
from tests.making.mails import mail

from clawback.ingest.deliveries import deliveries
from clawback.ingest.recipients import Organisation
from clawback.ingest.ruling import GateAction, Ruling
from clawback.model.address import Address
from clawback.model.attachment import Attachment
from clawback.model.authentication import Authentication, Composite, Dkim, Dmarc, Spf
from clawback.model.delivery import Delivery
from clawback.model.handling import Handling
from clawback.model.location import (
    DeliveryAction,
    DeliveryLocation,
    Directionality,
    MailboxRef,
)
from clawback.model.policy import OverrideSource, PolicyType, PrimaryOverride
from clawback.model.url import Url, UrlSource
from clawback.model.verdict import DetectionTechnology, Finding, PhishConfidence, ThreatType

OURS = Organisation(own_domains=frozenset({"example.org"}))
# The cluster is known by comparing it with other mail, just before it is stored.
NOT_KNOWN_AT_INTAKE = {"transport_rule", "data_loss_prevention_rule", "context", "cluster_id"}


def rows(message=None, organisation=OURS, **envelope):
    envelope.setdefault("recipients", ("anna@example.org",))
    return deliveries(message or message_of(mail()), intake(**envelope).envelope, organisation)


def row(*args, **kwargs):
    (only,) = rows(*args, **kwargs)
    return only


def full_message():
    url = Url(
        url="https://evil.example/login",
        seen="hxxps://evil.example/login",
        domain="evil.example",
        registrable="evil.example",
        path="/login",
        wrappers=("https://wrap.example/?u=1",),
        source=UrlSource.SUBJECT,
    )
    plain = Url(url="https://ok.example/", seen="https://ok.example", domain="ok.example", path="/")
    return message_of(
        mail(),
        parse="limited:parts",
        internet_message_id="<1@sender.example>",
        subject="Invoice",
        text="Dear customer, your parcel waits for you at our office.",
        sender=Address(address="paul@sender.example", display_name="Paul"),
        reply_to=(Address(address="other@sender.example"), Address(address="")),
        return_path="<bounce@sender.example>",
        sender_ip="203.0.113.9",
        authentication=Authentication(
            spf=Spf.PASS, dkim=Dkim.FAIL, dmarc=Dmarc.NONE, composite=Composite.PASS
        ),
        findings=(
            Finding(
                provider="rspamd",
                threat=ThreatType.PHISH,
                technology=DetectionTechnology.SPOOF_DMARC,
                confidence=PhishConfidence.HIGH,
                malware_family="Eicar",
            ),
            Finding(
                provider="clamav",
                threat=ThreatType.MALWARE,
                technology=DetectionTechnology.URL_DETONATION,
                malware_family="Win.Ransomware.Locky",
                score=7.0,
                threshold=5.0,
            ),
            Finding(
                provider="microsoft",
                threat=ThreatType.PHISH,
                technology=DetectionTechnology.IMPERSONATION_USER,
            ),
        ),
        handling=Handling(
            language="en",
            distribution_list=("all.lists.example.org",),
            forwarded_by=("anna@example.org",),
            bulk_complaint_level=3,
            primary_override=PrimaryOverride.ALLOWED_BY_USER,
            override_source=(OverrideSource.SENDER_LIST_USER,),
            policy_type=PolicyType.ANTI_PHISHING,
        ),
        urls=(url, plain),
        attachments=(
            Attachment(
                name="Invoice.PDF",
                declared_type="application/pdf",
                file_type="exe",
                size=7,
                sha256="ab" * 32,
            ),
        ),
    )


def test_every_column_is_filled():
    """A message with everything and an envelope with everything leave no column at its default."""
    ref = MailboxRef(server="imap", account="anna@example.org", folder="Junk")
    filled = row(
        full_message(),
        mail_from="bounce@sender.example",
        client_ip="8.8.8.8",
        connector="edge",
        mailbox=ref,
        location=DeliveryLocation.JUNK,
        read=True,
    )
    plain = Delivery(network_message_id="x", recipient="x", time_received=NOON)
    same = {
        field.name
        for field in fields(Delivery)
        if getattr(filled, field.name) == getattr(plain, field.name)
    }
    assert same - {"time_received"} == NOT_KNOWN_AT_INTAKE
    assert filled.url_domain_and_path == ("evil.example/login", "ok.example/")
    assert filled.url_wrapper == ("https://wrap.example/?u=1",)
    assert filled.reply_to == ("other@sender.example",)
    assert filled.threat_type == (ThreatType.MALWARE, ThreatType.PHISH)
    assert (filled.file_extension, filled.file_type) == (("pdf",), ("exe",))
    assert filled.sender_ip == "8.8.8.8"


def test_parallel_columns_have_one_length():
    """Entry n of each URL column belongs to URL n, and so with the attachments."""
    one = row(full_message())
    assert {
        len(one.url),
        len(one.url_domain),
        len(one.url_path),
        len(one.url_domain_and_path),
        len(one.url_source),
    } == {2}
    assert {
        len(one.attachment_filename),
        len(one.attachment_sha256),
        len(one.file_type),
        len(one.file_extension),
        len(one.file_size),
    } == {1}


def test_one_row_for_each_recipient():
    """Rows share the message and differ in recipient."""
    both = rows(recipients=("anna@example.org", "bob@example.org"))
    assert [one.recipient for one in both] == ["anna@example.org", "bob@example.org"]
    assert {one.network_message_id for one in both} == {message_of(mail()).network_message_id}


@pytest.mark.parametrize(
    ("mail_from", "recipient", "direction"),
    [
        ("x@away.example", "anna@example.org", Directionality.INBOUND),
        ("", "anna@example.org", Directionality.INBOUND),
        ("bob@example.org", "anna@sub.example.org", Directionality.INTRA_ORG),
        ("bob@example.org", "x@away.example", Directionality.OUTBOUND),
        ("x@notexample.org", "anna@example.org", Directionality.INBOUND),
    ],
)
def test_direction_is_told_by_our_domains(mail_from, recipient, direction):
    """Envelope sender against recipient; sub-domains are ours, look-alikes are not."""
    assert row(mail_from=mail_from, recipients=(recipient,)).directionality is direction


def test_direction_is_unknown_without_domains():
    """Nobody told us what is ours: no guess."""
    assert row(organisation=Organisation()).directionality is None


@pytest.mark.parametrize("proof", [Authentication(spf=Spf.FAIL), Authentication(dmarc=Dmarc.FAIL)])
def test_who_fails_authentication_came_from_outside(proof):
    """A forged sender of our own domain is inbound, not intra-org."""
    message = message_of(mail(), authentication=proof)
    assert row(message, mail_from="ceo@example.org").directionality is Directionality.INBOUND


@pytest.mark.parametrize(
    ("location", "action"),
    [
        (DeliveryLocation.JUNK, DeliveryAction.DELIVERED_TO_JUNK),
        (DeliveryLocation.QUARANTINE, DeliveryAction.BLOCKED),
        (DeliveryLocation.DELETED_ITEMS, DeliveryAction.DELIVERED),
    ],
)
def test_the_place_tells_the_action(location, action):
    """Where a mail was found says what was done with it."""
    assert row(location=location).delivery_action is action
    assert row(location=location).original_delivery_location is location


def test_where_mail_lies_when_nobody_says():
    """In the inbox; what we sent to others lies outside."""
    assert row().original_delivery_location is DeliveryLocation.INBOX
    sent = row(mail_from="bob@example.org", recipients=("x@away.example",))
    assert sent.original_delivery_location is DeliveryLocation.EXTERNAL


def test_our_own_relay_is_not_the_sender():
    """A private address that handed the mail over says less than the headers do."""
    assert row(full_message(), client_ip="127.0.0.1").sender_ip == "203.0.113.9"
    assert row(client_ip="10.0.0.1").sender_ip == "10.0.0.1"
    assert row(full_message(), client_ip="").sender_ip == "203.0.113.9"


def test_the_return_path_stands_in_for_the_envelope():
    """A mail read from a file has its envelope sender in Return-Path; a bounce has none."""
    found = row(full_message(), mail_from=None)
    assert found.sender_mail_from_address == "bounce@sender.example"
    assert row(full_message(), mail_from="").sender_mail_from_address == ""


def test_who_signed_in_is_one_of_ours():
    """A login at our mail server proves more than the headers, which a phone's address may fail."""
    (signed_in,) = deliveries(
        message_of(mail(1), authentication=Authentication(spf=Spf.FAIL)),
        intake(mail_from="paul@example.org", authenticated_user="paul").envelope,
        Organisation(own_domains=frozenset({"example.org"})),
    )
    assert signed_in.directionality is Directionality.INTRA_ORG


@pytest.mark.parametrize(
    ("action", "told"),
    [
        (GateAction.ACCEPT, ("delivered", "inbox_folder", None)),
        (GateAction.TAG, ("delivered", "inbox_folder", "modify_subject")),
        (GateAction.JUNK, ("delivered_to_junk", "junk_folder", "move_to_junk_email_folder")),
        (GateAction.QUARANTINE, ("blocked", "quarantine", "send_to_quarantine")),
        (GateAction.REJECT, ("blocked", "failed", "delete_message")),
    ],
)
def test_what_the_gate_did_is_told(action, told):
    """Action, location and policy are its; who is exempt got the mail, and no policy acted."""
    ruling = Ruling(
        action=action, policy_type=PolicyType.CONTENT_FILTER, recipients=("anna@example.org",)
    )
    anna, bob = rows(ruling=ruling, recipients=("Anna@example.org", "bob@example.org"))
    assert (anna.delivery_action, anna.original_delivery_location, anna.policy_action) == told
    acted = action is not GateAction.ACCEPT
    assert anna.policy_type is (PolicyType.CONTENT_FILTER if acted else None)
    assert (bob.delivery_action, bob.original_delivery_location, bob.policy_action) == (
        DeliveryAction.DELIVERED,
        DeliveryLocation.INBOX,
        None,
    )


def test_a_mark_does_not_tell_a_strangers_folder():
    """Junk that our own people send lies where its recipient's server puts it."""
    ruling = Ruling(action=GateAction.JUNK, policy_type=PolicyType.OUTBOUND_SPAM_FILTER)
    sent = row(ruling=ruling, authenticated_user="anna", recipients=("x@away.example",))
    assert sent.original_delivery_location is DeliveryLocation.EXTERNAL
    assert sent.policy_type is PolicyType.OUTBOUND_SPAM_FILTER
