"""What reaches a terminal."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.cli.terminal import bold, cut, harmless, terminal_width, width


class Screen(io.StringIO):
    """A terminal, as far as anybody asks."""

    def isatty(self) -> bool:
        return True


@given(st.text())
def test_nothing_that_steers_is_left(text):
    """No control, format or unassigned character of any text survives."""
    left = {unicodedata.category(character) for character in harmless(text)}
    assert not left & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Grüße 世界", "Grüße 世界"),
        ("\x1b[2J\x1b]0;owned\x07", "\\x1b[2J\\x1b]0;owned\\x07"),
        ("\x9b31mred", "\\x9b31mred"),
        ("invoice\u202efdp.exe", "invoice\\u202efdp.exe"),
        ("two\r\nlines\there", "two  lines here"),
        ("\U000e0001tag", "\\ue0001tag"),
    ],
)
def test_hostile_subjects_are_written_out(text, shown):
    """Ordinary text stays; escape sequences and reordering are shown, not obeyed."""
    assert harmless(text) == shown


@given(st.text(), st.integers(1, 40))
def test_cut_text_fits(text, columns):
    """Cut text is never wider than asked, and whole when it fits."""
    shown = harmless(text)
    assert width(cut(shown, columns)) <= columns
    assert width(shown) > columns or cut(shown, columns) == shown


def test_wide_characters_take_two_columns():
    """East Asian wide characters and combining marks are counted as they are drawn."""
    assert width("世界") == 4
    assert width("e\u0301") == 1


def test_colour_only_where_it_is_wanted(monkeypatch):
    """Bold on a terminal; plain in a pipe, with NO_COLOR and on a dumb terminal."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert bold("x", Screen()) == "\x1b[1mx\x1b[0m"
    assert bold("x", io.StringIO()) == "x"
    monkeypatch.setenv("TERM", "dumb")
    assert bold("x", Screen()) == "x"
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert bold("x", Screen()) == "x"


def test_only_a_terminal_has_a_width(monkeypatch):
    """A pipe takes lines of any length."""
    monkeypatch.setenv("COLUMNS", "72")
    assert terminal_width(Screen()) == 72
    assert terminal_width(io.StringIO()) is None
