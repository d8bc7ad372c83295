"""What is odd about a header."""

from __future__ import annotations

import pytest

from clawback.analysis.explained.oddities import Weight
from clawback.analysis.explained.report import report_on_pasted

RECEIVED = (
    "Received: from x (r.example [203.0.113.9]) by mx.corp.example with ESMTP id Q1;"
    " Mon, 23 Nov 2026 12:00:00 +0000\n"
)
GOOD = {
    "Return-Path": "<ann@sender.example>",
    "From": "Ann <ann@sender.example>",
    "Reply-To": "ann@sender.example",
    "To": "bob@corp.example",
    "Subject": "Lunch",
    "Date": "Mon, 23 Nov 2026 11:59:00 +0000",
    "Message-ID": "<1@mail.sender.example>",
}


def codes(changes=None, *, more="", received=RECEIVED):
    fields = {**GOOD, **(changes or {})}
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items() if value is not None)
    return [one.code for one in report_on_pasted(received + lines + more).oddities]


def test_an_ordinary_mail_has_nothing_odd():
    """Also when bounces and ids come from a host of the same registered domain."""
    assert codes() == []
    assert codes({"Return-Path": "<b@bounce.sender.example>"}) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Reply-To": "ceo@gmail.example"}, "reply_to_differs"),
        ({"From": '"boss@corp.example" <x@evil.example>', "Reply-To": None}, "name_shows_address"),
        ({"From": "UPS, UPS, <x@sender.example>"}, "from_unreadable"),
        ({"From": None}, "from_missing"),
        ({"From": "Pay\u202epal <ann@sender.example>"}, "name_deceives"),
        ({"From": "Ann <ann@xn--bcher-kva.sender.example>"}, "sender_international"),
        ({"Subject": "In\u200bvoice"}, "subject_deceives"),
        ({"Return-Path": "<b@mailer.test>"}, "return_path_differs"),
        ({"Message-ID": None}, "message_id_missing"),
        ({"Message-ID": "4711"}, "message_id_malformed"),
        ({"Message-ID": "<1@elsewhere.test>"}, "message_id_domain"),
        ({"Date": None}, "date_missing"),
        ({"Date": "yesterday"}, "date_unreadable"),
        ({"Date": "Tue, 24 Nov 2026 12:00:00 +0000"}, "date_ahead"),
        ({"Date": "Sun, 1 Nov 2026 12:00:00 +0000"}, "date_old"),
    ],
)
def test_each_oddity_is_found(changes, code):
    """One change, one word on it."""
    assert code in codes(changes)


def test_repeated_fields_and_a_missing_way_are_told():
    """RFC 5322 §3.6 lets these stand there once; without Received nobody knows the way."""
    assert codes(more="Subject: Another\nFrom: eve@evil.example\n").count("repeated_field") == 2
    assert codes(received="") == ["no_received"]


def test_strong_ones_stand_first():
    """And every sentence says what it saw without steering anything."""
    report = report_on_pasted("Message-ID: x\x1b\nFrom: a@b.example\nFrom: c@d.example\n")
    weights = [one.weight for one in report.oddities]
    assert weights == sorted(weights, key=lambda weight: weight is not Weight.STRONG)
    assert all(one.sentence.isprintable() for one in report.oddities)
