"""Entries come out of files of others, and go into files, without harm and without loss."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.entries.bringing.brought import BadFileError
from clawback.entries.bringing.pattern import NotUnderstoodError, values_of
from clawback.entries.bringing.sheet import read_sheet, sheet
from clawback.entries.bringing.stix import read_bundle
from clawback.entries.entry import Direction, Entry, EntryAction, Lifetime, Place, Terms
from clawback.entries.expiry import Expiry
from clawback.entries.value import read_value
from clawback.entries.wish import EntryWish

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


def usual(text, kind):
    return EntryWish(value=read_value(text, kind), action=EntryAction.BLOCK)


def read(content):
    found = read_sheet(content, usual, NOW)
    wishes = [(one.value.text, one.action.value, one.note) for one in found.wishes]
    return wishes, [(one.place, one.text) for one in found.faults]


def test_lines_are_values_and_a_heading_makes_a_table():
    """With comments, blank lines, any line end, another separator, UTF-16; bad lines are told."""
    plain = b"\xef\xbb\xbfevil[.]example\r\n# a comment\r\n\r\nno value at all\r\nA@x.example # why"
    assert read(plain) == (
        [("evil.example", "block", ""), ("a@x.example", "block", "")],
        [("line 4", "no value at all")],
    )
    table = 'note;VALUE;action\n"a; b";x.example;ALLOW\n;y.example;\n;z.example;perhaps\nonly\n'
    assert read(b"\xff\xfe" + table.encode("utf-16-le")) == (
        [("x.example", "allow", "a; b"), ("y.example", "block", "")],
        [("line 4", "z.example")],
    )


def _entry(note, **life):
    terms = Terms(
        action=EntryAction.BLOCK,
        direction=Direction.BOTH,
        places=frozenset(Place),
        lifetime=Lifetime(**life),
        note=note,
    )
    return Entry(
        number=1,
        value=read_value("evil.example"),
        terms=terms,
        origin="person",
        at=NOW,
        by="ada",
        by_name="=Ada",
        changed_at=NOW,
        changed_by="Ada",
    )


@given(st.text(max_size=40))
def test_what_is_written_is_no_formula_and_reads_as_what_it_was(note):
    """Whatever somebody wrote as a note."""
    later = NOW.replace(year=2027)
    content = b"".join(sheet([_entry(note, expires_at=later), _entry(note)]))
    cells = content.decode().split("\r\n")[1].split(",")
    assert not any(cell.lstrip('"').startswith(tuple("=+-@")) for cell in cells)
    (first, second) = read_sheet(content, usual, NOW).wishes
    assert (first.value.text, first.places) == ("evil.example", frozenset(Place))
    assert (first.expiry.choice, first.expiry.at) == (Expiry.DATE, later)
    assert second.expiry.choice is Expiry.NEVER
    if note.isprintable() and note == note.strip() and not note.startswith("'") and ";" not in note:
        assert first.note == note


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    """A hostile file gives wishes, faults, or a sentence."""
    with suppress(BadFileError):
        read_sheet(content, usual, NOW)
    with pytest.raises(BadFileError):
        read_bundle(content, usual, NOW)


def test_patterns_that_name_single_values_are_understood():
    """Equality, several of one kind, networks, alternatives; with escapes and spaces."""
    found = values_of(
        r"[ email-addr:value = 'a\'b@x.example' OR domain-name:value IN ('x.example','y.example')]"
        " OR [ipv4-addr:value ISSUBSET '192.0.2.0/24'] or [file:hashes.'SHA-256' = 'AA']"
        "OR[url:value='https://x.example/']"
    )
    assert [text for _, text in found] == [
        *("a'b@x.example", "x.example", "y.example"),
        *("192.0.2.0/24", "AA", "https://x.example/"),
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        *("", "[", "[]", "domain-name:value = 'x'", "[domain-name:value = x]", "[" * 5000),
        *("[domain-name:value LIKE 'x%']", "[domain-name:value != 'x']", "[a:b = 'x']"),
        *("[domain-name:value = 'x' AND url:value = 'y']", "[file:hashes.MD5 = 'x']"),
        *("[url:value = 'x'] FOLLOWEDBY [url:value = 'y']", "[url:value = 'x'] WITHIN 5 SECONDS"),
        *("[url:value = 'x' OR]", "[url:value IN ('x'", "[url:value ISSUBSET 'x']", "['x']]"),
    ],
)
def test_a_pattern_that_says_more_is_told(pattern):
    """It is never imported as something wider or narrower than it says."""
    with pytest.raises(NotUnderstoodError):
        values_of(pattern)


@given(st.text(alphabet="[]()'=,: \\aORIN", max_size=40))
def test_any_pattern_ends(pattern):
    """In values or a sentence."""
    with suppress(NotUnderstoodError):
        values_of(pattern)


def test_a_bundle_brings_its_indicators():
    """Those that are valid; every other is told with its id and reason."""

    def made(number, pattern, **more):
        return {"type": "indicator", "id": f"indicator--{number}", "pattern": pattern, **more}

    bundle = {
        "type": "bundle",
        "objects": [
            made(1, "[domain-name:value = 'evil.example']", name="A kit", pattern_type="stix"),
            made(2, "[url:value = 'http://x.example/a']", valid_until="2027-01-01T00:00:00Z"),
            made(3, "[url:value = 'http://x.example/b']", valid_until="2026-01-01T00:00:00Z"),
            made(4, "[url:value = 'http://x.example/c']", revoked=True),
            made(5, "[ipv4-addr:value = 'somewhere']"),
            made(6, "[x-thing:value = 'x']"),
            made(7, "alert tcp any", pattern_type="snort"),
            {"type": "malware", "name": "x"},
            "nonsense",
            made(8, 8),
        ],
    }
    found = read_bundle(json.dumps(bundle).encode(), usual, NOW)
    assert [(one.value.text, one.note) for one in found.wishes] == [
        ("evil.example", "A kit"),
        ("x.example/a", ""),
    ]
    assert found.wishes[1].expiry.choice is Expiry.DATE
    told = {one.place.removeprefix("indicator--") for one in found.faults}
    assert told == {"3", "4", "5", "6", "7", "8"}
    for wrong in (b"{}", b"[]", b"[" * 100_000, b'{"type":"bundle","objects":[]}'):
        with pytest.raises(BadFileError):
            read_bundle(wrong, usual, NOW)
