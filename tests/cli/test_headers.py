"""`clawback message headers`."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace

import pytest

from clawback.cli.exit_code import ExitCode

HEADER = (
    b"Received: from evil (x.example [203.0.113.9]) by mx.corp.example with ESMTPS id Q1;"
    b" Mon, 23 Nov 2026 12:00:00 +0000\r\n"
    b"Received: from y ([192.0.2.1]) by evil; Mon, 23 Nov 2026 13:00:00 +0000\r\n"
    b"Authentication-Results: mx.corp.example; spf=pass smtp.mailfrom=a@evil.example;"
    b" arc=fail\r\n"
    b"DKIM-Signature: a=rsa-sha1; d=evil.example; s=k\r\nARC-Seal: i=1; cv=none; d=evil.example\r\n"
    b"X-Forefront-Antispam-Report: SCL:9;CAT:PHSH\r\n"
    b'From: "boss@corp.example \x1b[31m" <eve@evil.example>\r\nReply-To: x@other.test\r\n'
    b"Subject: =?utf-8?q?Pay_=E2=80=AEwon?= https://evil.example\r\n"
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "header.eml"
    path.write_bytes(HEADER + b"\r\nSecret body\r\n")
    return path


@pytest.mark.usefixtures("library")
def test_a_header_is_explained_and_steers_no_terminal(clawback, file):
    """Oddities, hops, results and filters, in text that can neither be clicked nor obeyed."""
    said = clawback("message", "headers", str(file))
    assert said.code is ExitCode.DONE, said.err
    for shown in (
        "! The sender's name shows the address boss@corp.example",
        "! Answers go to x@other.test, not to eve@evil.example.",
        "2 hops; -3600 s in all; hop 2 took it from outside; hop 1 and what stands before it",
        "Hop 2: The clock of mx.corp.example and that of the hop before are 3600 s apart.",
        "RFC 7208",
        "DMARC counts it",
        "ARC fail (RFC 8617",
        "Its hash is SHA-1",
        "ARC seal 1 by evil.example, chain none: nothing.",
        "Spam with high confidence",
        "hxxps://evil.example",
    ):
        assert shown in said.out, shown
    assert all(character == "\n" or character.isprintable() for character in said.out)
    assert "Secret" not in said.out


@pytest.mark.usefixtures("library")
def test_only_the_header_leaves_this_machine(clawback, file, monkeypatch):
    """From standard input too; programs get the report as the API says it."""
    monkeypatch.setattr(
        "sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"\r\n" + file.read_bytes()))
    )
    said = clawback("message", "headers", "-", "--format", "json")
    report = json.loads(said.out)
    assert report["sender"]["address"] == "eve@evil.example"
    assert "Secret" not in said.out


@pytest.mark.usefixtures("library")
def test_a_stored_header_is_explained(clawback):
    """By the id that a search prints."""
    rows = json.loads(clawback("search", "--format", "json").out)
    said = clawback("message", "headers", "--message", rows[0]["network_message_id"])
    assert said.code is ExitCode.DONE, said.err
    assert "Who vouches for the sender" in said.out


@pytest.mark.usefixtures("library")
def test_what_cannot_be_read_is_told(clawback, tmp_path):
    """Nothing named, two things named, no file, no header."""
    plain = tmp_path / "plain.txt"
    plain.write_text("hello")
    for arguments in ((), (str(plain), "--message", "x"), (str(tmp_path / "none"),)):
        assert clawback("message", "headers", *arguments).code is ExitCode.USAGE
    stored = clawback("message", "headers", "8c792b05-e10f-83ac-baea-420a4543497b")
    assert (stored.code, "--message" in stored.err) == (ExitCode.USAGE, True)
    said = clawback("message", "headers", str(plain))
    assert (said.code, "no header field" in said.err) == (ExitCode.ERROR, True)
