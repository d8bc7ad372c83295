"""Questions to the person at the terminal."""

from __future__ import annotations

import io

import pytest

from clawback.cli import asking


def test_lines_of_standard_input_are_the_answers(monkeypatch):
    """In their order; where they end, the error says what was asked for."""
    monkeypatch.setattr("sys.stdin", io.StringIO("one\ntwo\n"))
    assert asking.secret("New password") == "one"
    assert asking.answer("Code") == "two"
    with pytest.raises(asking.NobodyToAskError, match="asked for: The same again"):
        asking.secret("The same again")
