"""`clawback list`."""

from __future__ import annotations

import io
import json

import pytest

from clawback.cli.exit_code import ExitCode


@pytest.mark.usefixtures("imported")
def test_a_list_goes_through_its_life(clawback, tmp_path):
    """Kept, used in a filter, shown, forgotten."""
    file = tmp_path / "wave.txt"
    file.write_text("<1@phish.example>\n<2@phish.example>\n")
    assert "2 entries" in clawback("list", "put", "wave", str(file)).err
    assert clawback("list", "show").out == "wave\n"
    assert clawback("list", "show", "wave").out.splitlines() == file.read_text().splitlines()
    assert json.loads(clawback("list", "show", "--format", "json").out) == ["wave"]
    assert clawback("explain", "list:wave").code is ExitCode.DONE
    assert clawback("list", "delete", "wave").code is ExitCode.DONE
    assert clawback("explain", "list:wave").code is ExitCode.USAGE


@pytest.mark.usefixtures("served")
def test_a_list_comes_from_standard_input(clawback, monkeypatch):
    """A dash stands for it."""
    typed = io.TextIOWrapper(io.BytesIO(b"a\nb\n"))
    monkeypatch.setattr("sys.stdin", typed)
    kept = clawback("list", "put", "wave", "-", "--format", "json")
    assert not kept.err
    assert json.loads(kept.out) == {"name": "wave", "entries": 2}


@pytest.mark.usefixtures("served")
def test_a_missing_file_and_a_missing_list(clawback, tmp_path):
    """Each is told in a sentence."""
    gone = clawback("list", "put", "wave", str(tmp_path / "none"))
    assert (gone.code, "cannot be read" in gone.err) == (ExitCode.USAGE, True)
    assert clawback("list", "delete", "none").code is ExitCode.ERROR
