"""Hostile text is shown, not obeyed."""

from __future__ import annotations

from clawback.analysis.visible import plain_name, visible, visible_lines


def test_controls_are_shown_as_pictures():
    """Nothing in a header value can act on a terminal or start a line."""
    assert visible("a\r\n\x1b[2J\x00\x7f\tb") == "a␍␊␛[2J␀␡\tb"


def test_lines_stay_lines_in_a_body():
    """Line ends become LF, other controls are shown."""
    assert visible_lines("a\r\nb\rc\x00") == "a\nb\nc␀"


def test_a_name_hides_nothing():
    """Bidi marks and zero widths in a file name are written out."""
    assert plain_name("a\u202efdp.exe\u200b") == "a⟨U+202E⟩fdp.exe⟨U+200B⟩"
