"""`clawback query`."""

from __future__ import annotations

import json

import pytest

from clawback.cli.exit_code import ExitCode
from clawback.identity.role import Role
from clawback.queries.query import View


@pytest.mark.usefixtures("imported")
def test_a_query_goes_through_its_life(clawback):
    """Saved, listed, shown, run, changed, copied, deleted: by its name."""
    saved = clawback(
        *("query", "save", "Invoices", "subject~invoice", "-subject~2"),
        *("--since", "-3650d", "--sort", "-time_received", "--columns", "subject", "recipient"),
    )
    assert saved.code is ExitCode.DONE, saved.err
    assert "subject~invoice -subject~2" in saved.out
    listed = json.loads(clawback("query", "list", "--format", "json").out)
    assert [(one["name"], one["columns"]) for one in listed] == [
        ("Invoices", ["subject", "recipient"])
    ]
    assert "Invoices" in clawback("query", "list", "--contains", "voice").out
    assert clawback("query", "run", "invoices", "--count").out == "2\n"
    assert len(clawback("query", "run", listed[0]["id"], "--format", "ndjson").out.split("\n")) == 3
    changed = clawback("query", "edit", "invoices", "--name", "Bills", "--filter", "-subject~1")
    assert "-subject~1" in changed.out
    assert clawback("query", "run", "Bills", "--count").out == "2\n"
    assert clawback("query", "copy", "bills", "Old bills", "--until", "-3d").code is ExitCode.DONE
    assert "to -3d" in clawback("query", "show", "old bills").out
    assert "is gone" in clawback("query", "delete", "bills").err
    gone = clawback("query", "run", "bills")
    assert (gone.code, "no saved query" in gone.err) == (ExitCode.USAGE, True)


@pytest.mark.usefixtures("served")
def test_mistakes_are_pointed_at(clawback):
    """In a filter with carets; an edit of nothing is told."""
    wrong = clawback("query", "save", "x", "sendr:a")
    assert (wrong.code, "^^^^^" in wrong.err) == (ExitCode.USAGE, True)
    assert clawback("query", "save", "x").code is ExitCode.DONE
    assert "what to change" in clawback("query", "edit", "x").err
    shared = clawback("query", "edit", "x", "--shared", "--format", "json")
    assert json.loads(shared.out)["shared"] is True
    assert json.loads(clawback("query", "edit", "x", "--no-shared", "--format", "json").out)


@pytest.mark.slow  # the API's tests say the same
def test_two_people_share_the_same_name(served, clawback, monkeypatch):
    """Then the id says which."""
    for name in ("one", "two"):
        token = served.tokens.create(name=name, role=Role.ANALYST, by="a test").secret.text
        monkeypatch.setenv("CLAWBACK_TOKEN", token)
        clawback("query", "save", "wave", "--shared")
    token = served.tokens.create(name="three", role=Role.ANALYST, by="a test").secret.text
    monkeypatch.setenv("CLAWBACK_TOKEN", token)
    told = clawback("query", "show", "wave")
    assert told.code is ExitCode.USAGE
    assert "(one)" in told.err
    assert "(two)" in told.err


@pytest.mark.slow  # the API's tests say the same
def test_a_query_that_lost_its_list_is_told(served, clawback, tmp_path):
    """In the list of queries, and where it is shown; running it says what is missing."""
    del served
    file = tmp_path / "bad.txt"
    file.write_text("evil.example\n")
    clawback("list", "put", "bad", str(file))
    clawback("query", "save", "wave", "list:bad")
    clawback("list", "delete", "bad")
    assert "Cannot be read any more: wave" in clawback("query", "list").err
    assert "There is no list" in clawback("query", "show", "wave").out
    ran = clawback("query", "run", "wave")
    assert (ran.code, "There is no list" in ran.err) == (ExitCode.USAGE, True)


@pytest.mark.usefixtures("served")
def test_a_services_token_has_no_recent_queries(clawback):
    """Which is said, rather than an empty table."""
    clawback("search", "subject:x")
    assert "None are kept" in clawback("query", "recent").err
    assert json.loads(clawback("query", "recent", "--format", "json").out)["items"] == []
    assert "0 filters" in clawback("query", "recent", "--clear").err
    assert json.loads(clawback("query", "recent", "--clear", "--format", "json").out) == {
        "forgotten": 0
    }


def test_a_query_is_tracked(imported, clawback):
    """Turned on, listed with its counts and a bar a day, shown by day, turned off."""
    clawback("query", "save", "Invoices", "subject~invoice")
    assert "from now on" in clawback("query", "track", "invoices").err
    assert clawback("query", "track").out.count("Invoices") == 1
    imported.counting.turn()
    listed = clawback("query", "track")
    assert "▅" in listed.out
    assert json.loads(clawback("query", "track", "--format", "json").out)[0]["withheld"] is False
    days = clawback("query", "track", "invoices", "--days", "3").out.splitlines()
    assert (len(days), days[-1].split()[0]) == (4, "2026-11-23")
    one = json.loads(clawback("query", "track", "invoices", "--days", "3", "--format", "json").out)
    assert len(one["series"]) == 3
    off = clawback("query", "track", "invoices", "--off", "--format", "json")
    assert json.loads(off.out)["query"]["tracking"] == "off"
    assert clawback("query", "track", "--off").code is ExitCode.USAGE


@pytest.mark.slow  # the API's tests say the same
def test_what_is_wrong_with_a_tracked_query_is_said(served, clawback, tmp_path):
    """Below the table, in sentences."""
    file = tmp_path / "bad.txt"
    file.write_text("evil.example\n")
    clawback("list", "put", "bad", str(file))
    clawback("query", "save", "wave", "list:bad")
    clawback("query", "track", "wave")
    clawback("list", "delete", "bad")
    served.counting.turn()
    assert "wave could not be counted: There is no list" in clawback("query", "track").err


def test_the_views_of_the_command_line_are_those_there_are():
    """Each can be named."""
    from typing import get_args  # noqa: PLC0415 - for this one question

    from clawback.cli.viewing import ViewName  # noqa: PLC0415 - as above

    assert get_args(ViewName) == tuple(view.value for view in View)
