"""Lists read from uploaded bytes."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.filters import list_file
from clawback.filters.entry_kind import EntryKind
from clawback.filters.list_file import Fault, read_list
from clawback.filters.lists import BadListError

_VALUES = ("evil.example", "a@b.example", "192.0.2.1", "ab" * 32, "https://x.example/y", "<m@x>")


def test_values_of_all_kinds_are_mixed():
    """Byte order mark, line ends, quotes, comments, defanged forms; each kind is counted."""
    content = (
        "\ufeff# from the sharing group\r\n"
        "hxxps://evil[.]example/login\r\n"
        '"evil.example"\n'
        "EVIL.example # again\r"
        "billing[at]evil[.]example\n\n"
        "<1@phish.example>\n192.0.2.7\n" + "AB" * 32 + "\n"
    )
    found = read_list(content.encode())
    assert list(found.entries) == [
        *("https://evil.example/login", "evil.example", "billing@evil.example"),
        *("<1@phish.example>", "192.0.2.7", "AB" * 32),
    ]
    assert found.duplicates == 1
    assert (found.not_understood, found.column) == (0, "")
    assert set(found.kinds) == set(EntryKind) - {EntryKind.NETWORK_MESSAGE_ID}


def test_what_is_no_entry_is_told_by_line():
    """And left out; the others are kept."""
    found = read_list(b"evil.example\nfoo\n\n192.0.2.0/24\n" + b"\xff.example\n")
    assert list(found.entries) == ["evil.example"]
    assert [(one.line, one.text) for one in found.faults] == [
        (2, "foo"),
        (4, "192.0.2.0/24"),
        (5, "\ufffd.example"),
    ]
    assert "a network" in found.faults[1].reason


def test_a_file_without_an_entry_is_refused():
    """So that a mistake does not empty a list; an empty file is an empty list."""
    with pytest.raises(BadListError, match=r"No line of this file is an entry\. Line 2: It is no"):
        read_list(b"# x\nfoo\nbar\n")
    assert dict(read_list(b"\n# nothing yet\n").entries) == {}


def test_a_column_is_found_or_named():
    """Cells may hold several values; what has nothing there is counted apart."""
    content = (
        b"time_received,sender_address,url\n"
        b'2026-11-01T09:00:00Z,a@b.example,"https://x.example/1; https://x.example/2"\n'
        b"2026-11-01T09:00:01Z,c@d.example,\n"
    )
    found = read_list(content)
    assert (list(found.entries), found.column) == (["a@b.example", "c@d.example"], "sender_address")
    named = read_list(content, "url")
    assert list(named.entries) == ["https://x.example/1", "https://x.example/2"]
    assert (named.empty, named.column, named.not_understood) == (1, "url", 0)


def test_what_our_own_export_guards_is_read_back():
    """An apostrophe before what a spreadsheet takes for a formula is not part of the value."""
    found = read_list(b"entry,kind\n'+1@evil.example,Address\n")
    assert list(found.entries) == ["+1@evil.example"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_spreadsheets_text_is_read(encoding):
    """In UTF-16 with its mark, tabs between cells."""
    text = "Absender\tBetreff\r\na@b.example\tGrüße\r\nc@d.example\tx\r\n"
    assert list(read_list(text.encode(encoding)).entries) == ["a@b.example", "c@d.example"]


def test_a_quote_that_is_not_closed_hides_nothing():
    """The lines that it takes in are told."""
    content = b'who,what\na@b.example,x\n"c@d.example,y\ne@f.example,z\n'
    found = read_list(content, "who")
    (fault,) = found.faults
    assert (fault.line, list(found.entries)) == (3, ["a@b.example"])
    assert fault.reason.endswith("It goes on to line 4.")


def test_lists_have_limits(monkeypatch):
    """More entries than one can have are refused; more faults than one reads are counted."""
    monkeypatch.setattr(list_file, "MOST_ENTRIES", 2)
    with pytest.raises(BadListError, match="can have 2 entries"):
        read_list(b"a.example\nb.example\nc.example\n")
    monkeypatch.setattr(list_file, "MOST_FAULTS", 1)
    found = read_list(b"a.example\nx\ny\n" + b"z" * 9000 + b"\n")
    assert (len(found.faults), found.not_understood) == (1, 3)
    assert found.faults[0] == Fault(line=2, text="x", reason=found.faults[0].reason)


@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.lists(st.sampled_from([*_VALUES, "x", '"', ",", ";", "\t", "#", "\r", "'"])).map(
        lambda parts: "\n".join(parts).encode()
    ),
    st.sampled_from(["", "1", "2", "who"]),
)
def test_any_bytes_are_read_or_refused_in_words(content, column):
    """Never a traceback, and every kept entry is one that a list can hold."""
    with suppress(BadListError):
        found = read_list(content, column)
        assert found.not_understood >= len(found.faults)
        assert all(value.isprintable() and value.strip() == value for value in found.entries)


@given(st.lists(st.sampled_from([*_VALUES, "foo", "bar baz", "", "# note", "10.0.0.0/8"])))
def test_no_line_is_lost(given_lines):
    """Each is an entry, came again, is told, or says nothing."""
    content = "\n".join(given_lines).encode()
    said = [line for line in given_lines if line and not line.startswith("#")]
    try:
        found = read_list(content)
    except BadListError:
        assert said
        assert not set(said) & set(_VALUES)
        return
    assert len(found.entries) + found.duplicates + found.not_understood == len(said)


@given(
    st.lists(
        st.tuples(st.sampled_from([*_VALUES, "", "foo"]), st.text("ab\n\",; é'", max_size=8)),
        min_size=1,
    ),
    st.sampled_from([",", ";", "\t"]),
)
def test_no_record_of_a_table_is_lost(rows, separator):
    """Whatever stands in the other cells, as long as it is CSV."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator)
    writer.writerow(["value", "note"])
    writer.writerows(rows)
    try:
        found = read_list(buffer.getvalue().encode(), "value")
    except BadListError:
        assert not {value for value, _ in rows} & set(_VALUES)
        return
    told = len(found.entries) + found.duplicates + found.not_understood + found.empty
    kept = [row for row in rows if row[0] or row[1].strip()]
    assert told == len(kept)
