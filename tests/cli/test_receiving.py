"""Long answers into files and onto terminals."""

from __future__ import annotations

import io
import os
import stat

import pytest

from clawback.cli.failure import UsageError
from clawback.cli.receiving import receive
from clawback.model.errors import UnavailableError


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_bytes_that_are_no_text_do_not_reach_a_terminal(monkeypatch):
    """A spreadsheet needs a file."""
    monkeypatch.setattr("sys.stdout", Screen())
    with pytest.raises(UsageError, match="--output"):
        receive([b"PK"], None, is_text=False)


def test_text_on_a_terminal_is_made_harmless(monkeypatch):
    """Also where a character is cut in two by the blocks."""
    screen = Screen()
    monkeypatch.setattr("sys.stdout", screen)
    receive([b"a\x1b[2J,\xc3", b"\xbc\r\nlast"], None, is_text=True)
    assert screen.getvalue() == "a\\x1b[2J,ü\nlast\n"


def test_half_an_answer_is_no_file(tmp_path):
    """When the server goes away, the file that was there before stays."""
    path = tmp_path / "out.csv"
    path.write_text("before")

    def breaking():
        yield b"half"
        raise UnavailableError

    with pytest.raises(UnavailableError):
        receive(breaking(), path, is_text=True)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_pipe_is_written_to_and_stays_one(tmp_path):
    """What is no file, such as a pipe or `/dev/null`, is never replaced by one."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        receive([b"a,", b"b\n"], pipe, is_text=True)
        assert os.read(reader, 100) == b"a,b\n"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert [entry.name for entry in tmp_path.iterdir()] == ["pipe"]
