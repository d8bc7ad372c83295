"""The byte guard cuts to its limits, says what it cut, and touches nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.ambiguity import Ambiguity
from clawback.analysis.guard import fields_line_by_line, fields_of, guard
from clawback.analysis.limits import DEFAULT_LIMITS, Limit

SMALL = replace(DEFAULT_LIMITS, header_field_bytes=20, header_block_bytes=100, header_lines=5)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_fields_and_body_are_parted_at_the_empty_line(end: bytes):
    """Whatever the line end, header and body are told apart and folded lines are one."""
    guarded = guard(b"A: 1\nB: 2\n 3\n\nbody\n\nmore".replace(b"\n", end), DEFAULT_LIMITS)
    assert guarded.fields == (("A", "1"), ("B", "2 3"))
    assert guarded.body.startswith(b"body")
    assert guarded.cuts == ()


def test_a_long_field_is_cut():
    """One field is cut to the limit and the others stay."""
    guarded = guard(b"A: " + b"x" * 50 + b"\nB: 2\n\n", SMALL)
    assert guarded.fields == (("A", "x" * 19), ("B", "2"))
    assert guarded.cuts == (Limit.HEADER_FIELD,)


def test_a_long_block_and_many_lines_are_cut():
    """Block and lines have their own limits, each named."""
    guarded = guard(b"A: b\n" * 50 + b"\nbody", SMALL)
    assert len(guarded.fields) == 5
    assert guarded.cuts == (Limit.HEADER_BLOCK, Limit.HEADER_LINES)
    assert guarded.body == b"body"


@pytest.mark.parametrize(
    ("raw", "ambiguity"),
    [
        (b"A: \0\n\n", Ambiguity.NUL),
        (b"A: b\r\rB: c\n\n", Ambiguity.BARE_CR),
        (b"A: b\rB: c\r\r", Ambiguity.BARE_CR),
        (b"A: \xfc\n\n", Ambiguity.EIGHT_BIT_HEADER),
        (b"A: b\nno field\nB: c\n\n", Ambiguity.BROKEN_HEADER),
    ],
)
def test_doubtful_bytes_are_named(raw: bytes, ambiguity: Ambiguity):
    """Bytes that readers treat differently have a code."""
    assert ambiguity in guard(raw, DEFAULT_LIMITS).ambiguities


def test_lines_that_are_no_field_are_kept_apart():
    """A broken line ends no header, and is not lost."""
    guarded = guard(b"A: b\nhttps//x no field\nB: c\n\nbody", DEFAULT_LIMITS)
    assert [name for name, _ in guarded.fields] == ["A", "B"]
    assert guarded.rest == b"https//x no field"


def test_the_line_of_an_mbox_is_no_header():
    """`From ` before the header, and empty lines before that, are passed over."""
    raw = b"\n\nFrom eve@evil Mon Jan 1\nA: b\n\nbody"
    guarded = guard(raw, DEFAULT_LIMITS)
    assert (guarded.fields, guarded.rest) == ((("A", "b"),), b"")


_HEADER_PIECES = (
    *("a", "Bc", "x-y", ":", ": ", " :", "\t:", " ", "\t", "\n", "\n ", "\n\t", "\n\n", "\n:"),
    *("\x0b", "\x0c", "\x1f", "\x7f", "\r", "\udc80", "(", "/"),
)


@given(st.lists(st.sampled_from(_HEADER_PIECES), max_size=40).map("".join))
def test_the_quick_way_reads_the_same_fields(text: str):
    """However a header is broken, folded or blank, both ways find the same in it."""
    assert fields_of(text) == fields_line_by_line(text)


def test_a_header_without_fields_is_read_in_linear_time():
    """A long line without a colon, or a thousand of them, is looked at once."""
    for text in ("x" * 200_000, ("x" * 200 + "\n") * 1_000, "a:" + "\n " * 100_000):
        assert fields_of(text) == fields_line_by_line(text)


@given(st.binary(max_size=2_000))
def test_no_bytes_break_the_limits(raw: bytes):
    """Whatever comes in, what comes out is within the limits."""
    guarded = guard(raw, SMALL)
    assert all(len(name) + len(value) <= 20 for name, value in guarded.fields)
    assert len(guarded.fields) <= 5
    assert raw.endswith(guarded.body) or b"\r" in raw
