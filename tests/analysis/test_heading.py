"""What the header alone says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clawback.analysis.heading import describe, read_heading, salvage
from clawback.analysis.limits import DEFAULT_LIMITS, AnalysisLimits
from clawback.model.message import Message
from clawback.model.verdict import ThreatType

RECEIVED = b"Received: from x (r.example [203.0.113.9]) by mx.corp.example id Q1a2; date\n"


def described(raw: bytes, limits: AnalysisLimits = DEFAULT_LIMITS) -> Message:
    return describe(read_heading(raw, limits))


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        (b"Mon, 02 Feb 2026 11:00:00 +0100", datetime(2026, 2, 2, 10, tzinfo=UTC)),
        (b"2 Feb 2026 10:00:00 -0000", datetime(2026, 2, 2, 10, tzinfo=UTC)),
        (b"nonsense", None),
        (b"Fri, 99 Foo 999999999999 99:99:99 +999999", None),
        (b"Fri, 31 Dec 9999 23:59:59 -1200", None),
    ],
)
def test_dates_are_read_in_utc(date: bytes, moment: datetime | None):
    """What is no moment is none."""
    assert described(b"Date: " + date + b"\n\n").sent_at == moment


def test_recipients_are_those_of_the_topmost_delivery():
    """Where the mail was put stands before what it was sent to; lower headers are others'."""
    raw = (
        b"X-Original-To: team@corp.example\nDelivered-To: bob@corp.example\n"
        b"Received: from a by b for <carol@corp.example>; date\n"
        b"Delivered-To: forged@evil.example\n\n"
    )
    assert described(raw).delivered_to == (
        "bob@corp.example",
        "team@corp.example",
        "carol@corp.example",
    )


def test_verdicts_of_several_filters_stand_beside_each_other():
    """Each believed filter gives its findings."""
    raw = b"X-Spam-Flag: YES\nX-Forefront-Antispam-Report: CAT:PHSH\n" + RECEIVED + b"\n"
    findings = described(raw).findings
    assert [(one.provider, one.threat) for one in findings] == [
        ("spamassassin", ThreatType.SPAM),
        ("microsoft", ThreatType.PHISH),
    ]


def test_exchange_online_knows_the_connecting_address():
    """The address of its report is better than that of the hop."""
    raw = b"X-Forefront-Antispam-Report: CIP:198.51.100.4;\n" + RECEIVED + b"\n"
    assert described(raw).sender_ip == "198.51.100.4"


def test_all_fields_of_a_name_count():
    """Whichever To a mail program shows, it is among the recipients, up to the limit."""
    raw = b"To: a@b\nTo: c@d\n\n"
    assert [one.address for one in described(raw).to] == ["a@b", "c@d"]
    message = described(raw, AnalysisLimits(addresses=1))
    assert (len(message.to), message.parse) == (1, "limited:addresses")


def test_what_cannot_be_read_is_salvaged(monkeypatch: pytest.MonkeyPatch):
    """Even a fault in reading the header leaves ids and hash."""
    whole = salvage(b"Subject: x\n\n", "failed:crash")
    assert (whole.subject, whole.parse) == ("x", "failed:crash")

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("clawback.analysis.heading.read_heading", broken)
    bare = salvage(b"Subject: x\n\n", "failed:crash")
    assert (bare.subject, bare.parse, bare.raw_sha256) == ("", "failed:crash", whole.raw_sha256)
    assert bare.network_message_id == whole.network_message_id
