"""How far something is."""

from __future__ import annotations

import io

from clawback.cli import progress as module
from clawback.cli.progress import progress


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_lines_now_and_then(capsys, monkeypatch):
    """Without a terminal a line is said when some time has passed, and not for every step."""
    with progress() as told:
        told.tell("Sending", 1, 10)
        assert capsys.readouterr().err == ""
        monkeypatch.setattr(module, "_LINE_EVERY", 0.0)
        told.tell("Sending", 5, 10)
        assert capsys.readouterr().err == "Sending: 50 %\n"


def test_silence_when_asked(capsys):
    """Machine-readable output is not disturbed."""
    with progress(quiet=True) as told:
        told.tell("Sending", 1, 10)
    assert capsys.readouterr().err == ""


def test_a_bar_on_a_terminal(monkeypatch):
    """It names what is being done."""
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with progress() as told:
        told.tell("Sending", 5, 10)
    assert "Sending" in screen.getvalue()
