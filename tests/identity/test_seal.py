"""Secrets at rest."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest

from clawback.identity.seal import Seal, SealError, ensure_key


def test_a_sealed_text_opens_again():
    """With the same key and about the same thing; it looks different each time."""
    seal = Seal(b"k" * 32)
    closed = seal.close("JBSWY3DP", about="p1")
    assert "JBSWY3DP" not in closed
    assert closed != seal.close("JBSWY3DP", about="p1")
    assert Seal(b"k" * 32).open(closed, about="p1") == "JBSWY3DP"


def test_it_opens_nowhere_else():
    """Not with another key, not moved to another person, not changed by a bit."""
    closed = Seal(b"k" * 32).close("secret", about="p1")
    bent = bytearray(b64decode(closed))
    bent[-1] ^= 1
    for key, about, text in (
        (b"j" * 32, "p1", closed),
        (b"k" * 32, "p2", closed),
        (b"k" * 32, "p1", b64encode(bytes(bent)).decode()),
    ):
        with pytest.raises(SealError):
            Seal(key).open(text, about=about)


def test_the_key_is_made_once(tmp_path):
    """The file is for its owner alone, and stays."""
    key = ensure_key(tmp_path)
    assert len(key) == 32
    assert ensure_key(tmp_path) == key
    assert (tmp_path / "identity.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"short", b"\xff\xfe", b"AAAA"])
def test_a_damaged_key_is_not_replaced(tmp_path, content):
    """What it sealed would be lost in silence; the sentence names the file."""
    (tmp_path / "identity.key").write_bytes(content)
    with pytest.raises(SealError, match=r"identity\.key"):
        ensure_key(tmp_path)
    assert (tmp_path / "identity.key").read_bytes() == content
