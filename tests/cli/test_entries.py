"""`clawback entry`: the allow/block list from the command line."""

from __future__ import annotations

import json

import pytest

from clawback.cli.exit_code import ExitCode

pytestmark = pytest.mark.usefixtures("served")


def test_entries_are_added_listed_changed_and_removed(clawback):
    """Said in text that is no link; mistakes are sentences."""
    assert "There is no such entry" in clawback("entry", "list").err
    said = clawback("entry", "add", "block", "https://evil.example/a", "--note", "fake shop")
    assert said.err.startswith("E-1: evil[.]example/a is blocked at the click and in mail until ")
    made = json.loads(
        clawback(
            "entry", "add", "allow", "partner.example", "--expiry", "never", "--format", "json"
        ).out
    )
    assert (made["kind"], made["expires_at"], made["places"]) == ("domain", None, ["mail"])
    listed = clawback("entry", "list", "--action", "block").out
    assert "fake shop" in listed
    assert "partner" not in listed
    said = clawback("entry", "change", made["id"], "--note", "ours", "--format", "json")
    assert json.loads(said.out)["note"] == "ours"
    assert "2 entries are gone." in clawback("entry", "remove", "E-1", made["id"]).err
    again = clawback("entry", "remove", "E-1")
    assert (again.code, "no such entry" in again.err) == (ExitCode.ERROR, True)


@pytest.mark.parametrize(
    "words",
    [
        ("change", "E-1"),
        ("remove",),
        ("add", "block", "x.example", "--expiry", "date"),
        ("add", "block", "x.example", "--until", "2030-01-01T00:00:00Z"),
        ("add", "perhaps", "x.example"),
        ("import", "no-such-file.csv"),
    ],
)
def test_what_cannot_be_meant_is_refused(clawback, words):
    """Before the server is asked."""
    assert clawback("entry", *words).code is ExitCode.USAGE


def test_a_file_is_imported_and_exported(clawback, tmp_path):
    """Nothing by halves unless it is wanted; what is exported can be imported."""
    file, out = tmp_path / "in.csv", tmp_path / "out.csv"
    file.write_text("a.example\nno value\nb.example\n", encoding="utf-8")
    said = clawback("entry", "import", str(file))
    assert (said.code, "Nothing was kept" in said.err) == (ExitCode.ERROR, True)
    assert "line 2" in said.out
    said = clawback("entry", "import", str(file), "--partial")
    assert (said.code, "2 entries were added" in said.err) == (ExitCode.DONE, True)
    assert clawback("entry", "export", "--output", str(out)).code is ExitCode.DONE
    found = json.loads(clawback("entry", "import", str(out), "--format", "json").out)
    assert (found["kept"], found["known"]) == (True, 2)


def test_feeds_are_told(clawback):
    """Where the settings have none, in words."""
    assert "The settings have no feed." in clawback("entry", "feed", "list").err
    assert clawback("entry", "feed", "list", "--format", "json").out.strip() == "[]"
    said = clawback("entry", "feed", "pull", "osint")
    assert (said.code, "no feed of this name" in said.err) == (ExitCode.ERROR, True)
