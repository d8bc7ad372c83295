"""Bytes become text in the order that gave no replacement characters on real mail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.charsets import codec_of, decode, without_surrogates


@pytest.mark.parametrize(
    ("data", "label", "text"),
    [
        (b"abc", "", "abc"),
        (b"\xc3\xbc", "utf-8", "ü"),
        (b"\xfc", "utf-8", "ü"),
        (b"\xc3\xbc", "us-ascii", "ü"),
        (b"\xc3\xbc", "x-invented", "ü"),
        (b"\x80", "iso-8859-1", "€"),
        (b"\x81", "", "\x81"),
        ("漢字".encode("gb18030"), "gb2312", "漢字"),
        ("漢字".encode("iso2022_jp"), "ISO-2022-JP", "漢字"),
        ("a€".encode("utf-16"), "utf-16", "a€"),
        (b"<a href=x>", "utf-16", "<a href=x>"),
        (b"a-", "punycode", "a-"),
        (b"+2ADcAA-", "utf-7", "\U00010000"),
    ],
)
def test_text_is_decoded(data: bytes, label: str, text: str):
    """Declared, then UTF-8, cp1252 and latin-1; labels are read as browsers read them."""
    assert decode(data, label) == text


@pytest.mark.parametrize(
    "label", ["idna", "unicode_escape", "zlib", "rot13", "x" * 500, "", "../x"]
)
def test_codecs_that_are_no_charsets_are_refused(label: str):
    """A name from a mail reaches only codecs that mail uses."""
    assert codec_of(label) == ""


def test_a_character_cut_in_two_is_left_off():
    """Text cut at a limit keeps its charset."""
    assert decode("aü".encode()[:-1], "utf-8", cut=True) == "a"


def test_lone_surrogates_are_replaced():
    """No text leaves that could not be written as UTF-8."""
    assert without_surrogates("a\ud800b") == "a\ufffdb"


@given(st.binary(max_size=200), st.sampled_from(["utf-7", "utf-16", "hz", "big5", "iso-2022-kr"]))
def test_any_bytes_are_some_text(data: bytes, label: str):
    """Decoding never fails, and the result can be written."""
    assert decode(data, label).encode("utf-8") is not None
