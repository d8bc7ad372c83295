"""`clawback message`."""

from __future__ import annotations

import io
import json

import pytest
import pyzipper
from tests.making.deliveries import make_message
from tests.preview.looked_at import row_of

from clawback.cli.exit_code import ExitCode
from clawback.identity.role import Role
from clawback.store.port import Batch

BOB = "bob@example.org"
MAIL = (
    b"Received: from mx.evil.example ([203.0.113.9])\r\n"
    b" by mail.example.org with ESMTPS id 1; Mon, 23 Nov 2026 12:00:05 +0000\r\n"
    b"From: =?utf-8?q?Eve=1B[2J?= <eve@evil.example>\r\nTo: bob@example.org\r\n"
    b"Subject: =?utf-8?q?Pay_=E2=80=AEwon?= www.evil.example\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    b"Pay \x1b]0;owned\x07 at https://evil.example/a \xc2\x9b31m \xe2\x80\xae\r\n"
    b"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<script>x()</script><a href='https://evil.example/a.b'>here \x1b[31m</a>\r\n"
    b"--b\r\nContent-Type: application/pdf\r\n"
    b"Content-Disposition: attachment; filename*=utf-8''a%1B[2J%E2%80%AEfdp.exe\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQ=\r\n--b--\r\n"
)
ID = row_of(MAIL).delivery.network_message_id
WHY = ("--recipient", BOB, "--reason", "case 4711")


@pytest.fixture
def mailed(served, mailboxes, monkeypatch):
    """A hostile mail in bob's mailbox, and a token that may read content."""
    delivery = row_of(MAIL, mailboxes.deliver(BOB, MAIL), BOB).delivery
    message = make_message(network_message_id=ID)
    served.store.append(Batch(messages=(message,), deliveries=(delivery,)))
    issued = served.tokens.create(name="reader", role=Role.CONTENT_READER, by="a test")
    monkeypatch.setenv("CLAWBACK_TOKEN", issued.secret.text)
    return served


@pytest.mark.slow
@pytest.mark.usefixtures("mailed")
def test_a_hostile_mail_is_shown_and_steers_no_terminal(clawback):
    """All that matters stands there, and nothing of it but text and line ends."""
    said = clawback("message", "preview", ID, *WHY)
    assert said.code is ExitCode.DONE, said.err
    for shown in (
        "<eve@evil.example>",
        "SPF not checked, DKIM not checked, DMARC not checked; all in all not checked.",
        "INBOX",
        "203.0.113.9",
        "ESMTPS",
        "at hxxps://evil.example/a",
        "hxxps://evil[.]example/a.b",
        "application/pdf",
        "\\u202e",
    ):
        assert shown in said.out, shown
    assert all(character == "\n" or character.isprintable() for character in said.out)
    assert "https://" not in said.out
    assert "www.evil" not in said.out


@pytest.mark.slow
@pytest.mark.usefixtures("mailed")
def test_programs_get_all_of_it(clawback):
    """As the API says it, in ASCII."""
    said = clawback("message", "preview", ID, *WHY, "--format", "json")
    seen = json.loads(said.out)
    assert said.out.isascii()
    assert seen["html"].strip() == "<a>here \x1b[31m</a>"
    assert [hop["from_ip"] for hop in seen["hops"]] == ["203.0.113.9"]
    assert len(seen["attachments"]) == 1


@pytest.mark.usefixtures("mailed")
def test_a_mail_is_taken_away_as_a_file(clawback, tmp_path):
    """Plain byte for byte; in an archive with its password said."""
    plain, sealed = tmp_path / "mail.eml", tmp_path / "mail.zip"
    done = clawback("message", "download", ID, *WHY, "--form", "eml", "--output", str(plain))
    assert done.code is ExitCode.DONE, done.err
    assert plain.read_bytes() == MAIL
    done = clawback("message", "download", ID, *WHY, "--output", str(sealed))
    password = done.err.strip().rpartition(" ")[2].encode()
    with pyzipper.AESZipFile(io.BytesIO(sealed.read_bytes())) as archive:
        assert archive.read(f"{ID}.eml", pwd=password) == MAIL


@pytest.mark.slow
@pytest.mark.usefixtures("mailed")
def test_an_attachment_is_taken_away(clawback, tmp_path):
    """By its number; one that is not there is a sentence."""
    sealed = tmp_path / "attachment.zip"
    done = clawback("message", "attachment", ID, "0", *WHY, "--output", str(sealed))
    password = done.err.strip().rpartition(" ")[2].encode()
    with pyzipper.AESZipFile(io.BytesIO(sealed.read_bytes())) as archive:
        (name,) = archive.namelist()
        assert archive.read(name, pwd=password) == b"%PDF-1.4"
    missing = clawback("message", "attachment", ID, "9", *WHY)
    assert (missing.code, missing.out) == (ExitCode.ERROR, "")
    assert "no attachment with this number" in missing.err


@pytest.mark.usefixtures("served")
def test_an_administrator_is_told_what_it_takes(clawback):
    """The token of a data folder opens no mail."""
    said = clawback("message", "preview", ID, *WHY)
    assert (said.code, said.out) == (ExitCode.ERROR, "")
    assert "content.read" in said.err


def test_nobody_looks_without_a_reason(mailed, clawback):
    """Left out, it is a mistake of the command; blank, the server says so."""
    assert clawback("message", "preview", ID, "--recipient", BOB).code is ExitCode.USAGE
    said = clawback("message", "preview", ID, "--recipient", BOB, "--reason", " ")
    assert said.code is ExitCode.ERROR
    assert "why you need to see this mail" in said.err
    assert mailed.store.rows([row_of(MAIL, recipient=BOB).delivery.key])
