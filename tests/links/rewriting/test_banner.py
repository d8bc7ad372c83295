"""What stands above a mail that cannot be rewritten, and what it leaves alone."""

from __future__ import annotations

import re
import subprocess
from email import message_from_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.links.rewriting.mails import nodes
from tests.making.certificates import write_certificate

from clawback.links.rewriting.banner import below_banner
from clawback.links.rewriting.parts import layout

WORDS = "Signiert: Links sind hier nicht geschützt <&>."
HEAD = b"From: a@example.org\nSubject: =?utf-8?q?x?=\n folded\nMIME-Version: 1.0\n"
TAIL = b"X-Last: yes\nContent-Description: what\n its author said\nContent-ID: <1@x>\n"
SEALED = st.sampled_from(
    [
        b'Content-Type: multipart/signed;\n\tboundary="b"; micalg="sha-256"\n',
        b"content-type: multipart/encrypted; boundary=b\n",
        b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n",
        b"Content-Type: application/x-pkcs7-mime; smime-type=signed-data\n",
    ]
)
ENDS = st.sampled_from([b"\r\n", b"\n"])


def parts(raw: bytes) -> list[bytes]:
    """The parts of the outermost multipart, byte for byte."""
    (boundary,) = re.findall(rb'multipart/mixed; boundary="(=_banner_\w+)"', raw)
    _, *found, end = re.split(rb"\r?\n--" + boundary + rb"(?:--)?\r?\n", raw)
    assert end == b""
    return found


def texts(raw: bytes) -> list[str]:
    """What a mail program shows of each part."""
    leaves = [one for one in message_from_bytes(raw).walk() if not one.is_multipart()]
    return [bytes(one.get_payload(decode=True)).decode() for one in leaves]


@settings(max_examples=60)
@given(SEALED, ENDS, st.binary() | ENDS.flatmap(nodes), st.sampled_from([b"", b"8bit", b"base64"]))
def test_what_is_sealed_is_a_part_byte_for_byte(kind, end, content, encoding):
    """Its content and its fields are as they were; the words are text and HTML before it."""
    more = b"Content-Transfer-Encoding: " + encoding + b"\n" if encoding else b""
    head = (HEAD + kind + TAIL + more).replace(b"\n", end)
    raw = head + end + content.replace(b"\r", b"").replace(b"\n", end)
    done = below_banner(raw, WORDS)
    assert done is not None
    words, sealed = parts(done)
    own = (kind + TAIL.partition(b"\n")[2] + more).replace(b"\n", end)
    assert sealed == own + end + raw[len(head + end) :]
    assert layout(sealed).sealings == layout(raw).sealings
    plain, page = texts(words)
    assert plain == f"{WORDS}\n"
    assert "Signiert: Links sind hier nicht geschützt &lt;&amp;&gt;." in page
    before = message_from_bytes(raw)
    after = message_from_bytes(done)
    for name in ("From", "Subject", "MIME-Version", "X-Last"):
        assert after.get_all(name) == before.get_all(name)
    assert after.get_all("Content-ID") is None
    assert after.get("Content-Transfer-Encoding") == ("8bit" if encoding == b"8bit" else None)
    assert below_banner(raw, WORDS) == done
    assert below_banner(done, WORDS) is None


@settings(max_examples=30)
@given(st.binary() | nodes(b"\r\n"))
def test_all_other_mail_is_left(raw):
    """Also what is only in part signed, and what is no mail."""
    mixed = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + raw + b"\r\n--b--\r\n"
    assert below_banner(mixed, WORDS) is None
    assert below_banner(b"\r\n" + raw, WORDS) is None


def test_a_header_that_does_not_end_is_left():
    """There is nothing that could be a part."""
    assert below_banner(b"Content-Type: application/pkcs7-mime\r\n", WORDS) is None


@pytest.mark.parametrize("form", ["detached", "opaque"])
@pytest.mark.parametrize("ends", ["crlf", "lf"])
def test_the_signature_still_holds(tmp_path, form, ends):
    """OpenSSL signs a mail; with the banner above, it verifies the part that was signed."""
    write_certificate(tmp_path, "anna.example.org")
    content = b'Content-Type: text/html\r\n\r\n<a href="https://shop.example/">x</a>\r\n'
    content = content if ends == "crlf" else content.replace(b"\r\n", b"\n")
    (tmp_path / "content").write_bytes(content)
    how = [*(["-nodetach"] if form == "opaque" else []), *(["-crlfeol"] if ends == "crlf" else [])]
    openssl(
        tmp_path,
        *("-sign", "-in", "content", "-signer", "certificate.pem", "-inkey", "key.pem"),
        *("-out", "signed", "-from", "a@example.org", "-subject", "x", *how),
    )
    raw = (tmp_path / "signed").read_bytes()
    done = below_banner(raw, WORDS)
    assert done is not None
    (tmp_path / "part").write_bytes(parts(done)[1])
    openssl(
        tmp_path,
        *("-verify", "-in", "part", "-CAfile", "certificate.pem", "-purpose", "any"),
        *("-out", "verified"),
    )
    assert b'<a href="https://shop.example/">' in (tmp_path / "verified").read_bytes()


def openssl(folder, *arguments: str) -> None:
    ended = subprocess.run(
        ["openssl", "smime", *arguments], cwd=folder, capture_output=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
