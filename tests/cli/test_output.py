"""Answers on standard output."""

from __future__ import annotations

import json
import time

import pytest

from clawback.cli.output import local_time, print_json, print_json_lines, print_json_stream, text


@pytest.mark.parametrize("objects", [[], [{"a": 1}], [{"a": "\x9b\u202e"}, {"b": None}]])
def test_an_array_is_written_as_it_comes(capsys, objects):
    """It reads back the same, and holds nothing but ASCII."""
    print_json_stream(iter(objects))
    out = capsys.readouterr().out
    assert json.loads(out) == objects
    assert out.isascii()


def test_documents_and_lines(capsys):
    """Both read back the same."""
    print_json({"a": ["ü"]})
    assert json.loads(capsys.readouterr().out) == {"a": ["ü"]}
    print_json_lines([{"a": 1}, {"a": 2}])
    assert capsys.readouterr().out == '{"a": 1}\n{"a": 2}\n'


def test_times_are_local(monkeypatch):
    """Shown in this machine's zone, which is named."""
    monkeypatch.setenv("TZ", "UTC-2")
    time.tzset()
    try:
        assert local_time("2026-11-23T12:00:00.000000Z").startswith("2026-11-23 14:00:00")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert local_time(None) == "-"


def test_cells():
    """Lists with commas, nothing as a dash."""
    assert text(["a", "b"]) == "a, b"
    assert text(None) == text("") == text([]) == "-"
    assert text(0) == "0"
