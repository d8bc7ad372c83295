"""Seals hold for whoever checks them, and none is put on a chain that does not hold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from tests.links.sealing import rsa_key, sealed

from clawback.analysis.guard import fields_of
from clawback.links.arc import Sealer, SealKeyError, arc_set, key_of

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
RESULTS = (
    b"Authentication-Results: MX.example.org; spf=pass smtp.mailfrom=a@b.example;\r\n"
    b"\tdkim=pass  header.d=b.example; arc=pass\r\n"
)
MAIL = (
    b"From: A  B <a@b.example>\r\nTo: x@example.org\r\nTo: y@example.org\r\n"
    b"Subject: h\xc3\xa4 lo\r\n world\r\nDate: Mon, 30 Nov 2026 12:00:00 +0000\r\n"
    b"Message-ID: <1@b>\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n"
    b"<p>x  y \r\n \r\nz\t\r\n\r\n\r\n"
)


@pytest.fixture(scope="module")
def sealer() -> Sealer:
    return Sealer(domain="example.org", selector="s1", authserv_id="mx.example.org", key=rsa_key())


def with_seal(raw: bytes, sealer: Sealer) -> bytes:
    head, _, body = raw.partition(b"\r\n\r\n")
    fields, _ = fields_of(head.decode("ascii", "surrogateescape").replace("\r\n", "\n"))
    found = arc_set(fields, body, sealer, NOW)
    return b"".join(one.name.encode() + b": " + one.value + b"\r\n" for one in found) + raw


def test_another_program_finds_the_chain_whole(sealer):
    """Once sealed, and sealed again by the next server; with the results that were found."""
    raw = RESULTS + MAIL
    for count in (1, 2, 3):
        raw = with_seal(raw, sealer)
        found, sets = sealed(raw, sealer.key)
        assert (found, len(sets)) == (b"pass", count)
    assert b"ARC-Authentication-Results: i=3; MX.example.org; spf=pass" in raw
    assert max(map(len, raw.split(b"\r\n"))) < 100


def test_a_mail_that_nobody_verified_is_sealed_as_such(sealer):
    """Results of others are not taken for ours."""
    forged = RESULTS.replace(b"MX.example.org", b"mx.example.org.evil.example")
    for raw in (MAIL, forged + MAIL, b"Authentication-Results: \r\n" + MAIL):
        done = with_seal(raw, sealer)
        assert b"ARC-Authentication-Results: i=1; mx.example.org; none\r\n" in done
        assert sealed(done, sealer.key)[0] == b"pass"


@pytest.mark.parametrize("body", [b"", b"\r\n\r\n", b"x", b" \t\r\n"])
def test_bodies_of_nothing(sealer, body):
    """Are hashed as RFC 6376 §3.4.4 says."""
    raw = MAIL.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + body
    assert sealed(with_seal(raw, sealer), sealer.key)[0] == b"pass"


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"<p>x", b"<p>q"), (b"spf=pass", b"spf=fail"), (b"<1@b>", b"<2@b>"), (b"i=1", b"i=2")],
)
def test_a_seal_is_broken_by_any_change(sealer, old, new):
    """Of the body, of what was found, of a field that is signed, of the set itself."""
    done = with_seal(RESULTS + MAIL, sealer)
    assert sealed(done.replace(old, new, 1), sealer.key)[0] != b"pass"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"arc=pass", b"arc=fail"),
        (b"; arc=pass", b""),
        (b"ARC-Seal", b"X-Seal"),
        (b"ARC-Seal: i=1", b"ARC-Seal: i=0"),
        (b"ARC-Seal: i=1", b"ARC-Seal: j=1"),
        (b"ARC-Message", b"ARC-Seal: i=1; x\r\nARC-Message"),
    ],
)
def test_a_chain_that_does_not_hold_gets_no_seal(sealer, old, new):
    """One that our verifier did not find whole, or that is not whole to see."""
    done = with_seal(RESULTS + MAIL, sealer).replace(old, new)
    assert with_seal(done, sealer) == done


def test_a_key_is_read(tmp_path):
    """An RSA key in PEM; all else is told in a sentence."""
    file = tmp_path / "seal.pem"
    wanted = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(rsa_key().private_bytes(*wanted))
    assert key_of(file).key_size == 2048
    for content in (b"", b"x", Ed25519PrivateKey.generate().private_bytes(*wanted)):
        file.write_bytes(content)
        with pytest.raises(SealKeyError, match="RSA key in PEM"):
            key_of(file)
    file.unlink()
    with pytest.raises(SealKeyError):
        key_of(file)
