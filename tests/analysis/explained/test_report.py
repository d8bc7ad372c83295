"""Whole headers, explained: pasted, raw and stored."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.making.deliveries import make_message

from clawback.analysis.explained.report import (
    LONGEST_PASTED,
    NoHeaderError,
    report_on_message,
    report_on_pasted,
    report_on_raw,
)
from clawback.analysis.message import analyse
from clawback.model.codec import to_json

HEADER = (
    "Received: from evil (mx.evil.example [203.0.113.9])\n"
    "\tby mx.corp.example (Postfix) with ESMTPS id Q1;\n\tMon, 23 Nov 2026 12:00:00 +0000\n"
    "From: =?utf-8?q?Ann_=3Cboss=40corp.example=3E?= <ann@sender.example>\n"
    "Reply-To: ceo@gmail.example\nSubject: =?utf-8?q?Zahlung_=C3=BCberf=C3=A4llig?=\n"
    "Date: Mon, 23 Nov 2026 11:59:00 +0000\nMessage-ID: <1@sender.example>\n"
)


def test_a_pasted_header_is_explained():
    """Subject, sender, way, oddities and fields; the body of a whole mail is passed over."""
    report = report_on_pasted(HEADER + "\nFrom: not@a.header\n")
    assert report.subject == "Zahlung überfällig"
    assert report.sender.address == "ann@sender.example"
    assert report.journey.hops[0].from_ip == "203.0.113.9"
    assert [one.code for one in report.oddities] == ["name_shows_address", "reply_to_differs"]
    assert [one.name for one in report.fields] == [
        "Received",
        "From",
        "Reply-To",
        "Subject",
        "Date",
        "Message-ID",
    ]


@pytest.mark.parametrize(
    "changed",
    [
        "\n\n" + HEADER,
        HEADER.replace("\n", "\r\n"),
        "".join(f"    {line}\n" for line in HEADER.splitlines()),
    ],
)
def test_a_paste_may_be_untidy(changed):
    """Empty lines before it, other line ends, and a whole block that is indented."""
    assert report_on_pasted(changed) == report_on_pasted(HEADER)


@pytest.mark.parametrize("text", ["", "   \n", "hello there", "\x00\x01"])
def test_what_holds_no_field_is_refused(text):
    """In a sentence that says what to paste."""
    with pytest.raises(NoHeaderError, match="Paste the lines"):
        report_on_pasted(text)


def test_a_stored_message_gives_the_same_report():
    """What analysis kept is enough; names were read before words were decoded."""
    raw = HEADER.replace("\n", "\r\n").encode() + b"\r\nbody"
    assert report_on_message(analyse(raw)) == report_on_raw(raw)


def test_a_word_in_a_greeting_smuggles_nothing_in():
    """Fields of servers stay undecoded: a decoded greeting would name a relay of our own."""
    word = "=?utf-8?q?x=29_=28y_=5B10.0.0.1=5D?="
    raw = (
        f"Received: from [203.0.113.9] (helo={word}) by mx.corp.example with esmtp id 1;"
        " Mon, 23 Nov 2026 12:00:00 +0000\r\n"
        "Received: from a ([203.0.113.77]) by forged.example id 2\r\nFrom: a@b.example\r\n\r\n"
    ).encode()
    for report in (report_on_message(analyse(raw)), report_on_raw(raw)):
        border = report.journey.hops[report.journey.border or 0]
        assert (border.from_ip, border.by) == ("203.0.113.9", "mx.corp.example")


def test_a_message_without_a_header_has_an_empty_report():
    """Nothing is made up for a mail of which only the envelope is known."""
    report = report_on_message(make_message(headers=()))
    assert (report.fields, report.journey.hops) == ((), ())


PIECES = st.sampled_from(
    (
        *("Received: from x ([192.0.2.1]) by ", "mx.corp.com", " with ESMTPS id Q; ", "\n"),
        *("Mon, 23 Nov 2026 12:00:00 +0000", "From: ", "a@b.example", "<", ">", '"', ",", "(", ")"),
        *("Authentication-Results: mx.corp.com; ", "spf=pass", "dkim=fail header.d=", ";", "=?"),
        *("X-Forefront-Antispam-Report: ", "SCL:9;", "CAT:PHSH;", "X-Spamd-Result: x: True [1/2]"),
        *("DKIM-Signature: ", "d=", "l=1;", "ARC-Seal: i=1; cv=none; d=", "i=99999999999999999999"),
        *(
            "Date: ",
            "Message-ID: <",
            "Reply-To: ",
            "\t",
            "\x00",
            "\u202e",
            "=?utf-8?q?x?=",
            "\ud800",
        ),
    )
)
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_any_text_is_explained_or_refused(text):
    """No text raises anything else, the answer is plain JSON, and steers no terminal."""
    try:
        report = report_on_pasted(text)
    except NoHeaderError:
        return
    assert to_json(report).isascii()
    for field in report.fields:
        assert "\x00" not in field.name + field.value
    for oddity in report.oddities:
        assert oddity.sentence


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_explained(text):
    """A raw header may be anything at all."""
    report_on_raw(text.encode("utf-16-le", "surrogatepass"))


FLOODS = {
    "received": "Received: from " + "(by with [1.2.3.4] " * 50 + "\n",
    "results": "Authentication-Results: mx; " + "spf=pass smtp.mailfrom=a@b; " * 40 + "\n",
    "signatures": "DKIM-Signature: " + "a=b; " * 200 + "\n",
    "seals": "ARC-Seal: i=1; cv=none; d=x\nARC-Authentication-Results: i=1; mx; spf=pass\n",
    "addresses": "Reply-To: " + "a@b.example, " * 80 + "\n",
    "commas": "From: " + "," * 1000 + "\n",
    "brackets": "From: " + "(" * 1000 + "\n",
    "words": "Subject: " + "=?utf-8?q?a?= " * 80 + "\n",
    "report": "X-Spam-Report: " + "*  1.0 RULE_A text " * 60 + "\nX-Spam-Status: Yes, tests=A\n",
    "indented": " " * 100 + "\n",
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS.keys())
def test_a_flood_is_read_in_no_time(flood):
    """A megabyte of any field costs less than two seconds, and is told to be cut."""
    text = "From: a@b.example\n" + flood * (1_000_000 // len(flood))
    started = process_time()
    report = report_on_pasted(text)
    assert process_time() - started < 2
    assert "header_block" in report.cut
    assert len(text) > LONGEST_PASTED
