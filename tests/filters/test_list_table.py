"""Where values stand in a file."""

from __future__ import annotations

import pytest

from clawback.filters.list_table import find_column, records_of
from clawback.filters.lists import BadListError


def fits(cell):
    return "@" in cell and not set(cell) & set(",;\t| ")


def lines(text, separator=""):
    return [(one.line, one.last, one.cells) for one in records_of(text, separator)]


def test_lines_without_comments():
    """A `#` begins one at the start of a line and after a blank; in a value it is part of it."""
    text = "# head\na@b #note\n\n  \nx.example/#top\n\t# tail"
    assert lines(text) == [(2, 2, ("a@b",)), (5, 5, ("x.example/#top",))]


def test_records_of_a_table_know_their_lines():
    """Quotes hold separators and line breaks; empty records and comments are passed over."""
    text = 'a,"b, ""c"""\n\n#note,x\n"two\nlines",d\n,\n'
    assert lines(text, ",") == [
        (1, 1, ("a", 'b, "c"')),
        (4, 5, ("two\nlines", "d")),
    ]


def test_a_cell_that_is_too_large_is_told():
    """By its line."""
    with pytest.raises(BadListError, match="Line 2 cannot be read as CSV"):
        lines(f"a,b\n{'x' * 200_000},c\n", ",")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator):
    """It makes equally many cells of each record; the column with the most values is taken."""
    rows = [["when", "who"], ["1", "a@b"], ["2", ""], ["3", "c@d"]]
    found = find_column("\n".join(separator.join(row) for row in rows), "", fits)
    assert (found.separator, found.place, found.headed, found.name) == (separator, 1, True, "who")


def test_lines_that_are_values_are_no_table():
    """Nor are those that are no table."""
    assert find_column("a@b\nc@d\n1,2\n", "", fits).separator == ""
    assert find_column("", "", fits).name == ""
    assert find_column("one\ntwo\n", "", fits).separator == ""


@pytest.mark.parametrize(
    ("wanted", "place", "headed"), [("WHO ", 1, True), ("2", 1, True), ("when", 0, True)]
)
def test_a_column_is_named_or_numbered(wanted, place, headed):
    """Case does not matter; numbers begin at 1."""
    found = find_column("When,Who\n1,a@b\n", wanted, fits)
    assert (found.place, found.headed) == (place, headed)


def test_a_table_without_a_heading():
    """Then the first record is a value like any other."""
    found = find_column("1,a@b\n2,c@d\n", "2", fits)
    assert (found.place, found.headed, found.name) == (1, False, "column 2")


@pytest.mark.parametrize("wanted", ["whom", "3", "0", "-1"])
def test_a_column_that_is_not_there_is_told(wanted):
    """With those that are."""
    with pytest.raises(BadListError, match="The first line has: when, who"):
        find_column("when,who\n1,a@b\n", wanted, fits)


def test_one_column_can_be_named_too():
    """A heading over values, one a line."""
    found = find_column("who\na@b\nc@d\n", "who", fits)
    assert (found.separator, found.place, found.headed) == (",", 0, True)
