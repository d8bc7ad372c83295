"""Encoded words become text, in linear time, and harm nothing around them."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.words import decode_words, readable


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("plain", "plain"),
        ("=?utf-8?q?J=C3=B6rg?=", "Jörg"),
        ("=?UTF-8?B?SsO2cmc=?= x", "Jörg x"),
        ("a =?iso-8859-1?q?=FC_b?= c", "a ü b c"),
        ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        ("=?utf-8?q?a?= x =?utf-8?q?b?=", "a x b"),
        ("=?utf-8?q?=E2=82?=\n =?utf-8?q?=AC?=", "€"),
        ("=?utf-8*en?q?a?=", "a"),
        ("=?utf-8?q?two words?=", "two words"),
        ("=?unknown?q?=C3=BC?=", "ü"),
        ("=?utf-8?x?a?=", "=?utf-8?x?a?="),
        ("=?utf-8?q?a", "=?utf-8?q?a"),
        ("=?utf-8?b?!!!?=", ""),
    ],
)
def test_words_are_decoded(raw: str, text: str):
    """Each form that mail programs accept is read, and what is no word stays."""
    assert decode_words(raw) == text


def test_control_characters_are_shown():
    """A line break out of an encoded word cannot become a header line."""
    assert readable("=?utf-8?q?a=0D=0AB:_c?=") == "a␍␊B: c"


@given(st.text(max_size=60))
def test_what_was_encoded_comes_back(text: str):
    """Base64 of UTF-8 is undone, whatever the text."""
    encodable = text.encode("utf-8", "replace").decode()
    word = f"=?utf-8?b?{base64.b64encode(encodable.encode()).decode()}?="
    assert decode_words(word) == encodable


@given(st.text(alphabet="=?utf-8qb_AZ \n*'", max_size=200))
def test_no_text_makes_it_raise(text: str):
    """Any mixture of the marks is some text."""
    assert isinstance(readable(text), str)
