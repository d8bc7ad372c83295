"""Fields in order, unfolded, with their raw and their readable value."""

from __future__ import annotations

from clawback.analysis.guard import guard
from clawback.analysis.header import Header
from clawback.analysis.limits import DEFAULT_LIMITS

RAW = b"Subject: =?utf-8?q?a?=\n b\nX: 1\nx: 2\nY: gr\xfc\xdfe\nZ: gr\xc3\xbc\xc3\x9fe\n\n"
HEADER = Header(guard(RAW, DEFAULT_LIMITS).fields)


def test_fields_are_found_by_name():
    """Case does not matter, order does, and what is missing is empty."""
    assert HEADER.all("x") == ["1", "2"]
    assert HEADER.places("x") == [1, 2]
    assert HEADER.first("x") == "1"
    assert HEADER.repeated("x")
    assert (HEADER.first("none"), HEADER.all("none"), HEADER.repeated("subject")) == ("", [], False)


def test_raw_and_readable_values_are_two_things():
    """Structure is read from raw text, people read decoded text."""
    assert HEADER.first("subject") == "=?utf-8?q?a?= b"
    assert HEADER.readable("subject") == "a b"
    assert HEADER.all_readable()[0] == ("Subject", "a b")


def test_eight_bit_text_is_read_as_what_it_is():
    """UTF-8 and latin-1 in a header both come out as letters."""
    assert (HEADER.first("y"), HEADER.first("z")) == ("grüße", "grüße")


def test_a_fold_is_one_blank():
    """However a value was folded, it is one line."""
    folded = guard(b"A: a \r\n\t b\n c \n\n", DEFAULT_LIMITS).fields
    assert Header(folded).first("a") == "a b c"
