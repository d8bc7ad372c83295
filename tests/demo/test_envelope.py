from datetime import UTC, datetime

from clawback.analysis.message import analyse
from clawback.demo.mail.arrivals import from_inside, from_outside
from clawback.demo.mail.envelope import Copy, Folder, Mail
from clawback.demo.mail.filtering import SPOOFED, Nature
from clawback.demo.seed import chance
from clawback.ingest.sources.arrival import received_at
from clawback.model.authentication import Dmarc, Spf
from clawback.model.verdict import ThreatType

RECEIVED = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
MESSAGE = b"From: Ana <ana@out.example>\nSubject: Hello\n\nHello\n"
COPY = Copy(
    account="bo",
    recipient="bo@tarnbeck.example",
    received=RECEIVED,
    addressed="all@tarnbeck.example",
)


def outside(**changes):
    plain = {
        "mail_from": "ana@out.example",
        "from_domain": "out.example",
        "host": "mail.out.example",
        "ip": "203.0.113.9",
        "results": SPOOFED,
        "score": 12.7,
        "nature": Nature.KNOWN_PHISH,
    }
    return from_outside(chance("test"), **{**plain, **changes})


def test_a_copy_tells_how_it_came():
    """Envelope, list, client, hour, authentication and verdict are read by the product."""
    mail = Mail(message=MESSAGE, arrival=outside(), copies=(COPY,))
    raw = mail.bytes_of(COPY)
    message = analyse(raw)
    assert message.return_path == "ana@out.example"
    assert message.delivered_to[0] == "bo@tarnbeck.example"
    assert message.sender_ip == "203.0.113.9"
    assert message.authentication.spf is Spf.SOFT_FAIL
    assert message.authentication.dmarc is Dmarc.FAIL
    assert ThreatType.PHISH in {finding.threat for finding in message.findings}
    assert b"X-Original-To: all@tarnbeck.example" in raw
    assert received_at(raw, datetime(2027, 1, 1, tzinfo=UTC)) == RECEIVED


def test_mail_of_our_own_comes_from_no_stranger():
    """A colleague's mail has no client outside, and nobody judged it."""
    mail = Mail(
        message=MESSAGE, arrival=from_inside(chance("x"), "cy@tarnbeck.example"), copies=(COPY,)
    )
    message = analyse(mail.bytes_of(COPY))
    assert not message.findings
    assert not message.sender_ip or message.sender_ip.startswith("10.20.")


def test_what_is_kept_under_sent_has_no_trace():
    """The sender's copy is what the program wrote; it is no delivery."""
    kept = Copy(account="bo", recipient="bo@x.example", received=RECEIVED, folder=Folder.SENT)
    mail = Mail(message=MESSAGE, arrival=outside(), copies=(kept,), outside=("ana@out.example",))
    assert mail.bytes_of(kept) == MESSAGE
    assert mail.deliveries == 1


def test_ipv6_clients_are_written_as_literals():
    """RFC 5321 §4.1.3 marks them."""
    mail = Mail(message=MESSAGE, arrival=outside(ip="2001:db8::7"), copies=(COPY,))
    raw = mail.bytes_of(COPY)
    assert b"[IPv6:2001:db8::7]" in raw
    assert analyse(raw).sender_ip == "2001:db8::7"
