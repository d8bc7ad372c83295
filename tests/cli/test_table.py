"""Rows under headings."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from clawback.cli.table import Column, fit, print_table
from clawback.cli.terminal import harmless, width

COLUMNS = [Column("time"), Column("subject", shrinks=True), Column("count", right=True)]


def test_columns_line_up():
    """Text stands left, numbers right, and no line ends in blanks."""
    out = io.StringIO()
    print_table(COLUMNS, [["12:00", "世界", "5"], ["12:01", "hello", "12345678"]], out)
    assert out.getvalue().splitlines() == [
        "time   subject     count",
        "12:00  世界            5",
        "12:01  hello    12345678",
    ]


def test_a_subject_cannot_break_its_line():
    """Whatever a stranger wrote, a row is one line."""
    out = io.StringIO()
    print_table(COLUMNS, [["1", "a\nb\x1b[2K\u2028c", "2"]], out)
    assert out.getvalue().count("\n") == 2
    assert "\x1b" not in out.getvalue()


@given(st.lists(st.tuples(st.just("12:00:00"), st.text(), st.just("7"))), st.integers(30, 200))
def test_a_table_fits_its_terminal(rows, available):
    """Columns that may shrink give way until the lines fit."""
    cells = [[harmless(cell) for cell in row] for row in rows]
    assert sum(fit(COLUMNS, cells, available)) + 4 <= available


def test_an_empty_table_says_so(capsys):
    """To the person; what a program reads is the heading alone."""
    print_table(COLUMNS, [])
    said = capsys.readouterr()
    assert said.out == "time  subject  count\n"
    assert said.err == "There is nothing to show.\n"


def test_a_pipe_gets_everything():
    """Without a terminal nothing is cut."""
    out = io.StringIO()
    print_table([Column("subject", shrinks=True)], [["x" * 5000]], out)
    assert width(out.getvalue().splitlines()[1]) == 5000
