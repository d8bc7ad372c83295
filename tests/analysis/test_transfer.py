"""Transfer encodings are undone as mail programs do it."""

from __future__ import annotations

import base64 as standard
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.transfer import Decoded, base64, undo


@pytest.mark.parametrize(
    ("encoded", "encoding", "content", "complete"),
    [
        (b"plain", "7bit", b"plain", True),
        (b"plain", "x-unknown", b"plain", False),
        (b"a=3Db=\nc", "quoted-printable", b"a=bc", True),
        (b"aGVs\r\nbG8=", "base64", b"hello", True),
        (b"aGVs!bG8=", "base64", b"hello", False),
        (b"aGVsbG8", "base64", b"hello", False),
        (b"aGVsbG8=\n-- \nfooter", "base64", b"hello", False),
        (b"a", "base64", b"", False),
        (b"begin 644 x\n#86)C\n`\nend\n", "x-uuencode", b"abc", True),
        (b"nothing here", "uuencode", b"nothing here", False),
        (b"begin 644 x\n#86)C\n`\nend\n<a>", "uue", b"abc", False),
    ],
)
def test_encodings_are_undone(encoded: bytes, encoding: str, content: bytes, complete: bool):
    """What can be read is read, and what is broken is said to be."""
    assert undo(encoded, encoding) == Decoded(content=content, complete=complete)


@given(st.binary(max_size=300))
def test_proper_base64_is_complete(content: bytes):
    """Whatever was encoded comes back, and is called complete."""
    assert base64(standard.encodebytes(content)) == Decoded(content=content)


@given(st.binary(max_size=90), st.integers(0, 120), st.sampled_from(b"!*-_ \0\xff"))
def test_one_stray_byte_hides_nothing(content: bytes, at: int, stray: int):
    """A byte outside the alphabet changes nothing of what is read."""
    encoded = standard.b64encode(content)
    broken = encoded[:at] + bytes([stray]) + encoded[at:]
    assert base64(broken).content == content


@given(st.binary(max_size=300), st.sampled_from(["base64", "quoted-printable", "x-uuencode", "?"]))
def test_no_bytes_make_it_raise(encoded: bytes, encoding: str):
    """Any bytes in any encoding are some content."""
    assert isinstance(undo(encoded, encoding), Decoded)
    assert binascii.hexlify(undo(encoded, "7bit").content) == binascii.hexlify(encoded)
