"""Addresses as a mail program would show them, and whether the header keeps to the grammar."""

from __future__ import annotations

from email.utils import formataddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.addresses import bare_address, parse_addresses, parse_sender
from clawback.model.address import Address


def shown(raw: str) -> list[tuple[str, str, bool]]:
    return [(one.display_name, one.address, one.strict) for one in parse_addresses(raw, 100)]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("", []),
        ("a@b.c", [("", "a@b.c", True)]),
        ("A B <a@b.c>", [("A B", "a@b.c", True)]),
        ('"B, A" <a@b.c>', [("B, A", "a@b.c", True)]),
        ('"a\\"b" <a@b.c>', [('a"b', "a@b.c", True)]),
        ("a@b.c (A (the) B)", [("A (the) B", "a@b.c", True)]),
        ("John Q. Public <j@p.org>", [("John Q. Public", "j@p.org", True)]),
        ("a@b, c@d", [("", "a@b", True), ("", "c@d", True)]),
        ("undisclosed-recipients:;", []),
        ("T: a@b, X <c@d>; e@f", [("", "a@b", True), ("X", "c@d", True), ("", "e@f", True)]),
        ('"a b"@c.d', [("", '"a b"@c.d', True)]),
        ('<"a b"@c.d>', [("", '"a b"@c.d', True)]),
        ("a@[192.0.2.1]", [("", "a@[192.0.2.1]", True)]),
        ("jörg@b.example", [("", "jörg@b.example", True)]),
        ("=?utf-8?q?=C3=A4?= <a@b>", [("ä", "a@b", True)]),
        ("Doe, John <j@x>, k@y", [("Doe, John", "j@x", False), ("", "k@y", True)]),
        ("UPS, UPS, <x@y>", [("UPS, UPS", "x@y", False)]),
        ("ceo@corp <evil@x>", [("ceo@corp", "evil@x", False)]),
        ('"ceo@corp" <evil@x>', [("ceo@corp", "evil@x", True)]),
        ("<a@b", [("", "a@b", False)]),
        ('"open <a@b>', [('"open', "a@b", False)]),
        ("(open a@b", [("open", "a@b", False)]),
        ("name only", [("name only", "", False)]),
        ("a@b <>", [("a@b", "a@b", False)]),
        ("x <y> <z@a>", [("x", "z@a", False)]),
    ],
)
def test_addresses_are_read(raw: str, expected: list[tuple[str, str, bool]]):
    """Strict forms are strict, broken ones still give what is shown."""
    assert shown(raw) == expected


def test_a_broken_from_gives_its_last_address_in_brackets():
    """The sender of a From that breaks the grammar is the last `<…@…>`, and is not strict."""
    sender = parse_sender(["Support, x@good, Team <a@evil>, y@z"], 100)
    assert (sender.address, sender.strict) == ("a@evil", False)


def test_no_from_is_an_empty_sender():
    """Without the header there is nothing to say; with an unreadable one there is its text."""
    assert parse_sender([], 100) == Address()
    assert parse_sender(["nobody"], 100) == Address(display_name="nobody", strict=False)


def test_no_more_are_read_than_asked():
    """The number of addresses is bounded."""
    assert len(parse_addresses("a@b," * 500, 10)) == 10


@pytest.mark.parametrize(
    ("raw", "address"), [("<a@b>", "a@b"), ("a@b", "a@b"), ("<>", ""), ("", "")]
)
def test_a_bare_address_has_no_brackets(raw: str, address: str):
    """Return-Path and its like give the address alone."""
    assert bare_address(raw) == address


NAMES = st.text(st.characters(categories=("L", "N", "Zs", "P")), max_size=20)


@given(NAMES, st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.[a-z]{2,3}", fullmatch=True))
def test_what_the_grammar_allows_is_strict(name: str, address: str):
    """A header written by the book is read back exactly."""
    (found,) = parse_addresses(formataddr((" ".join(name.split()), address)), 10)
    assert (found.address, found.strict) == (address, True)
    assert " ".join(name.split()) == found.display_name


@given(st.text(alphabet='<>()",;:@\\ab. \n', max_size=300))
def test_no_text_makes_it_raise(raw: str):
    """Any mixture of the specials gives some addresses."""
    assert isinstance(parse_sender([raw], 50), Address)
