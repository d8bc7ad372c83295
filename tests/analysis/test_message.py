"""A whole mail, read."""

from __future__ import annotations

import base64
import random
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.making import hostile

from clawback.analysis.limits import AnalysisLimits
from clawback.analysis.message import analyse
from clawback.model.codec import message_from_json, message_to_json
from clawback.model.fingerprint import header_fingerprint, network_message_id, split
from clawback.model.url import UrlSource

LINK = b'<a href="https://lure.example/x">Sign in</a>'
MAIL = (
    b"Return-Path: <bounce@news.example>\r\n"
    b"Delivered-To: bob@corp.example\r\n"
    b"X-Original-To: team@corp.example\r\n"
    b"Received: from mx.news.example (mx.news.example [203.0.113.9])\r\n"
    b"\tby mail.corp.example (Postfix) with ESMTPS id 4XyZ12abc\r\n"
    b"\tfor <bob@corp.example>; Mon, 2 Feb 2026 10:00:00 +0000\r\n"
    b"Date: Mon, 02 Feb 2026 11:00:00 +0100\r\n"
    b"From: =?utf-8?q?J=C3=B6rg?= <news@news.example>\r\n"
    b"Reply-To: answers@news.example\r\n"
    b'To: "Bob, B." <bob@corp.example>, team@corp.example\r\n'
    b"Cc: carol@corp.example\r\n"
    b"Subject: =?utf-8?b?R3LDvMOfZQ==?= https://subject.example/\r\n"
    b"Message-ID: <1@news.example>\r\n"
    b"List-Unsubscribe: <https://news.example/off>, <mailto:off@news.example>\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nGr\xfc\xdfe www.text.example/a\r\n"
    b"--b\r\nContent-Type: application/octet-stream; name=report.txt\r\n"
    b"Content-Disposition: attachment; filename=report.pdf\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--b--\r\n"
)


def domains(raw: bytes) -> set[str]:
    return {url.domain for url in analyse(raw).urls}


def test_an_ordinary_mail_is_read_in_full():
    """Ids, people, times, text, links and files of a mail come out as its sender meant them."""
    message = analyse(MAIL)
    assert message.parse == "complete"
    assert message.network_message_id == network_message_id(MAIL)
    assert message.header_fingerprint == header_fingerprint(split(MAIL)[0])
    assert message.raw_sha256 == sha256(MAIL).hexdigest()
    assert message.size == len(MAIL)
    assert message.internet_message_id == "<1@news.example>"
    assert message.subject == "Grüße https://subject.example/"
    assert (message.sender.address, message.sender.display_name) == ("news@news.example", "Jörg")
    assert [one.address for one in message.reply_to] == ["answers@news.example"]
    assert [one.address for one in message.to] == ["bob@corp.example", "team@corp.example"]
    assert message.to[0].display_name == "Bob, B."
    assert [one.address for one in message.cc] == ["carol@corp.example"]
    assert message.sent_at == datetime(2026, 2, 2, 10, tzinfo=UTC)
    assert message.return_path == "bounce@news.example"
    assert message.sender_ip == "203.0.113.9"
    assert message.delivered_to == ("bob@corp.example", "team@corp.example")
    assert message.text.startswith("Grüße www.text.example/a")
    assert {(url.domain, url.source) for url in message.urls} == {
        ("news.example", UrlSource.EMAIL_HEADER),
        ("subject.example", UrlSource.SUBJECT),
        ("www.text.example", UrlSource.EMAIL_BODY),
    }
    (file,) = message.attachments
    assert (file.name, file.declared_type, file.file_type, file.size) == (
        "report.pdf",
        "application/octet-stream",
        "pdf",
        9,
    )
    assert file.sha256 == sha256(b"%PDF-1.4\n").hexdigest()
    assert message.headers[0] == ("Return-Path", "<bounce@news.example>")
    assert len(message.headers) == 14
    assert message.ambiguities == ()


def test_html_is_read_when_there_is_no_plain_text():
    """The text is what a person sees of the page: no script, no style."""
    raw = b"Content-Type: text/html\n\n<style>x</style><script>y</script><p>Seen</p>" + LINK
    assert analyse(raw).text.split() == ["Seen", "Sign", "in"]


def test_plain_text_is_preferred():
    """Of two alternatives the plain one is the readable body, and links of both are found."""
    raw = (
        b"Content-Type: multipart/alternative; boundary=b\n\n--b\n\nplain https://plain.example/\n"
        b"--b\nContent-Type: text/html\n\n" + LINK + b"\n--b--\n"
    )
    assert analyse(raw).text.strip() == "plain https://plain.example/"
    assert domains(raw) == {"plain.example", "lure.example"}


# --- the seven defects of the fast parser -------------------------------------------------------


def test_a_from_that_strict_parsers_refuse_has_an_address():
    """Defect 1: an unquoted comma does not hide the sender, and is itself told."""
    sender = analyse(b"From: UPS, UPS, <x@evil.example>\n\n").sender
    assert (sender.address, sender.strict) == ("x@evil.example", False)


def test_an_encoded_word_cannot_smuggle_in_an_address():
    """Defect 2: structure is read before words are decoded."""
    sender = analyse(b"From: =?utf-8?q?=3Cceo=40corp.example=3E?= <x@evil.example>\n\n").sender
    assert (sender.address, sender.display_name) == ("x@evil.example", "<ceo@corp.example>")


def test_broken_base64_is_read_as_mail_programs_read_it():
    """Defect 3: one stray character hides neither text nor attachment."""
    encoded = base64.b64encode(LINK)
    raw = b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n" + encoded[:9] + b"!"
    message = analyse(raw + encoded[9:])
    assert "lure.example" in {url.domain for url in message.urls}
    assert "bad_base64" in message.ambiguities
    part = b"--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"
    raw = b"Content-Type: multipart/mixed; boundary=b\n\n" + part + b"JVBER*i0xLjQK\n--b--\n"
    (file,) = analyse(raw).attachments
    assert (file.file_type, file.size, file.complete) == ("pdf", 9, False)


def test_a_boundary_that_begins_another_hides_nothing():
    """Defect 4: outer `b` and inner `bb` leave all contents found."""
    assert "lure.example" in domains(hostile.shape("boundary_prefix"))


def test_old_mac_line_ends_are_line_ends():
    """Defect 5: a mail with CR alone has its header, and its body."""
    message = analyse(hostile.shape("bare_cr"))
    assert message.subject == "hello"
    assert [url.domain for url in message.urls] == ["lure.example"]


@pytest.mark.parametrize("name", ["boundary_missing", "content_type_twice", "boundary_twice"])
def test_what_the_parser_drops_is_swept(name: str):
    """Defect 6: without a boundary, or with two types, the bytes are searched all the same."""
    message = analyse(hostile.shape(name))
    assert "lure.example" in {url.domain for url in message.urls}
    assert "unread_bytes" in message.ambiguities


@pytest.mark.parametrize("name", ["depth_60", "depth_1000", "depth_10000", "messages_2000"])
def test_deep_nesting_is_cut_and_swept(name: str):
    """Defect 7: however deep, there is a message, and what lies below is swept for links."""
    message = analyse(hostile.shape(name))
    assert message.parse == "limited:depth"
    assert "lure.example" in {url.domain for url in message.urls}


# --- limits and failures ------------------------------------------------------------------------


def test_a_mail_that_is_too_large_keeps_header_and_hash():
    """Over the size limit only the header is read, and the state says so."""
    raw = MAIL + b"x" * 1000
    message = analyse(raw, AnalysisLimits(message_bytes=1000))
    assert message.parse == "limited:size"
    assert message.subject.startswith("Grüße")
    assert message.raw_sha256 == sha256(raw).hexdigest()
    assert message.attachments == ()


def test_a_fault_of_ours_is_not_raised(monkeypatch: pytest.MonkeyPatch):
    """An error in reading the body leaves a message with its header."""

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("clawback.analysis.message.read_parts", broken)
    message = analyse(MAIL)
    assert message.parse == "failed:error"
    assert message.sender.address == "news@news.example"


def test_memory_that_runs_out_is_said(monkeypatch: pytest.MonkeyPatch):
    """A MemoryError leaves a message that names the limit."""

    def broken(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("clawback.analysis.message.read_parts", broken)
    assert analyse(MAIL).parse == "limited:memory"


def test_attached_messages_and_files_are_searched_for_links():
    """Links of an attached message and of an attached page are links of its attachments."""
    inner = b"Subject: inner\nContent-Type: text/html\n\n" + LINK
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
        + inner
        + b"\n--b\nContent-Type: application/x; name=a.htm\n\n"
        + b"<html><a href=https://page.example/>x</a>\n--b--\n"
    )
    message = analyse(raw)
    assert {(url.domain, url.source) for url in message.urls} == {
        ("lure.example", UrlSource.ATTACHMENTS),
        ("page.example", UrlSource.ATTACHMENTS),
    }
    assert [(one.name, one.file_type) for one in message.attachments] == [
        ("", "eml"),
        ("a.htm", "html"),
    ]


# --- properties ---------------------------------------------------------------------------------


@given(st.binary(max_size=4_000))
@settings(max_examples=200, deadline=None)
def test_no_bytes_make_it_raise(raw: bytes):
    """Whatever the bytes, there is a message about exactly them, and it can be stored."""
    message = analyse(raw)
    assert not message.parse.startswith("failed")
    assert message.raw_sha256 == sha256(raw).hexdigest()
    assert message_from_json(message_to_json(message)) == message


SMALL_SHAPES = [raw for name, raw in hostile.shapes() if len(raw) < 5_000]


@given(st.sampled_from([MAIL, *SMALL_SHAPES]), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_no_mutation_makes_it_raise(raw: bytes, randomness: random.Random):
    """A real mail with bytes changed, cut out, doubled or swapped never fails."""
    data = bytearray(raw or b"x")
    for _ in range(randomness.randint(1, 12)):
        at, end = sorted(randomness.choices(range(len(data) + 1), k=2))
        change = randomness.randrange(4)
        if change == 0:
            data[at:end] = b""
        elif change == 1:
            data[at:at] = data[at : min(end, at + 200)]
        elif change == 2:
            data[at:at] = randomness.choice(
                [b"\n", b"\r", b"\0", b"=?", b"--b\n", b'"', b"(", b":"]
            )
        else:
            data[at : at + 1] = bytes([randomness.randrange(256)])
    message = analyse(bytes(data))
    assert not message.parse.startswith("failed")
    assert message_from_json(message_to_json(message)) == message


HOSTS = st.from_regex(r"[a-z]{3,10}\.(com|org|example\.net)", fullmatch=True)


@given(st.lists(HOSTS, max_size=5), st.lists(HOSTS, max_size=5), st.lists(HOSTS, max_size=5))
@settings(max_examples=60, deadline=None)
def test_the_urls_of_every_view_are_in_the_union(text: list[str], page: list[str], note: list[str]):
    """What stands in the plain view, in the HTML view or in a comment is found in all."""
    plain = "\n".join(f"see https://{host}/t." for host in text)
    html = "".join(f'<a href="http://{host}/h">x</a>' for host in page)
    html += "".join(f"<!--[if mso]><a href=http://{host}/c>x</a><![endif]-->" for host in note)
    raw = (
        "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n"
        f"{plain}\n--b\nContent-Type: text/html\n\n{html}\n--b--\n"
    )
    assert {*text, *page, *note} <= domains(raw.encode())
