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
    file.write_text("<3@phish.example>\n")
    assert "3 entries" in clawback("list", "put", "wave", str(file), "--add").err
    assert clawback("list", "delete", "wave").code is ExitCode.DONE
    assert clawback("explain", "list:wave").code is ExitCode.USAGE


@pytest.mark.usefixtures("served")
def test_a_list_comes_from_standard_input(clawback, monkeypatch):
    """A dash stands for it."""
    typed = io.TextIOWrapper(io.BytesIO(b"a.example\nb.example\n"))
    monkeypatch.setattr("sys.stdin", typed)
    kept = clawback("list", "put", "wave", "-", "--format", "json")
    assert not kept.err
    assert json.loads(kept.out)["entries"] == 2


@pytest.mark.usefixtures("served")
def test_a_missing_file_and_a_missing_list(clawback, tmp_path):
    """Each is told in a sentence."""
    gone = clawback("list", "put", "wave", str(tmp_path / "none"))
    assert (gone.code, "cannot be read" in gone.err) == (ExitCode.USAGE, True)
    assert clawback("list", "delete", "none").code is ExitCode.ERROR


@pytest.mark.usefixtures("imported")
def test_a_report_tells_what_became_of_a_file(clawback, tmp_path):
    """Kinds, lines that are no entry, and which entries find no mail."""
    file = tmp_path / "wave.csv"
    file.write_text("sender,note\nbob@example.org,x\nBOB@example.org,y\nfoo,z\na@b.example,\n")
    put = ("list", "put", "wave", str(file), "--column", "sender")
    said = clawback(*put, "--report")
    assert "2 entries (column sender)" in said.err
    assert "1 came twice" in said.err
    assert "1 line is no entry and was left out: line 4" in said.err
    assert "1 of 2 entries find mail" in said.err
    assert ["a@b.example" in said.out, "foo" in said.out] == [True, True]
    told = json.loads(clawback(*put, "--report", "--format", "json").out)
    assert told["unmatched"] == [{"value": "a@b.example", "kind": "address"}]
    assert told["faults"][0]["line"] == 4
    assert clawback(*put, "--since", "-1d").code is ExitCode.USAGE


@pytest.mark.usefixtures("imported")
def test_entries_that_find_nothing(clawback, tmp_path):
    """As a table, as JSON, and as a file for spreadsheets; within a filter and a time."""
    file = tmp_path / "wave.txt"
    file.write_text("bob@example.org\n+2@phish.example\n")
    clawback("list", "put", "wave", str(file))
    assert "+2@phish.example" in clawback("list", "unmatched", "wave").out
    told = json.loads(clawback("list", "unmatched", "wave", "--format", "json").out)
    assert (told["entries"], told["matched"]) == (2, 1)
    other = clawback("list", "unmatched", "wave", "--filter", "subject:none")
    assert "0 of 2 entries" in other.err
    assert "0 of 2 entries" in clawback("list", "unmatched", "wave", "--until", "2020-01-01").err
    output = tmp_path / "unmatched.csv"
    clawback("list", "unmatched", "wave", "--format", "csv", "--output", str(output))
    assert output.read_bytes() == b"entry,kind\r\n'+2@phish.example,Address\r\n"
    assert clawback("list", "unmatched", "wave", "--output", "x").code is ExitCode.USAGE
    wrong = clawback("list", "unmatched", "wave", "--filter", "sendr:x")
    assert (wrong.code, "^^^^^" in wrong.err) == (ExitCode.USAGE, True)


@pytest.mark.usefixtures("served")
def test_a_long_report_is_cut(clawback, tmp_path):
    """And says where all of it is."""
    file = tmp_path / "wave.txt"
    file.write_text("".join(f"x{number}.example\n" for number in range(30)))
    said = clawback("list", "put", "wave", str(file), "--report")
    assert said.out.count("example") == 20
    assert "list unmatched wave --format csv" in said.err
