"""`clawback export`, and what `clawback search` leaves to it."""

from __future__ import annotations

import csv
import json

import pytest

from clawback.cli import search
from clawback.cli.exit_code import ExitCode

pytestmark = pytest.mark.usefixtures("imported")


def started(clawback, *arguments):
    done = clawback("export", "start", *arguments)
    assert done.code is ExitCode.DONE, done.err
    return done.out.strip()


def test_an_export_is_made_and_downloaded(clawback, tmp_path):
    """In one go with --output, and in steps by its id."""
    file = tmp_path / "top.csv"
    done = clawback(
        *("export", "start", "subject~invoice", "--what", "top"),
        *("--field", "recipient", "--output", str(file)),
    )
    assert done.code is ExitCode.DONE, done.err
    assert list(csv.reader(file.read_text().splitlines())) == [
        ["recipient", "deliveries"],
        ["bob@example.org", "3"],
    ]
    name = started(clawback, "--columns", "subject", "--columns", "recipient", "--wait")
    rows = tmp_path / "rows.csv"
    assert clawback("export", "download", name, "--output", str(rows)).code is ExitCode.DONE
    assert len(list(csv.reader(rows.read_text().splitlines()))) == 4
    assert not list(tmp_path.glob("*.part"))


def test_exports_are_listed_and_shown(clawback):
    """As a table, and as objects; everybody's for who looks after the server."""
    name = started(clawback, "subject~invoice", "--wait")
    listed = clawback("export", "list")
    assert name in listed.out
    assert "done" in listed.out
    (shown,) = json.loads(clawback("export", "list", "--everybody", "--format", "json").out)
    assert shown == json.loads(clawback("export", "show", name, "--format", "json").out)
    assert (shown["written"], shown["state"]) == (3, "done")
    assert name in clawback("export", "show", name).out


def test_exports_are_cancelled_and_deleted(clawback):
    """One that is over stays as it is; a deleted one is not there."""
    name = started(clawback, "--wait")
    assert "is done" in clawback("export", "cancel", name).err
    assert json.loads(clawback("export", "cancel", name, "--format", "json").out)["id"] == name
    assert "is gone" in clawback("export", "delete", name).err
    missing = clawback("export", "show", name)
    assert missing.code is ExitCode.ERROR
    assert "no such export of yours" in missing.err
    name = started(clawback, "--wait")
    assert json.loads(clawback("export", "delete", name, "--format", "json").out)["deleted"]


def test_mistakes_in_the_filter_are_pointed_at(clawback):
    """As in a search."""
    wrong = clawback("export", "start", "subjct:x")
    assert wrong.code is ExitCode.USAGE
    assert "^^^^" in wrong.err


def test_a_large_search_is_made_on_the_server_first(clawback, tmp_path, monkeypatch):
    """The file is the same, and nothing is left on the server."""
    file = tmp_path / "rows.csv"
    assert clawback("search", "--format", "csv", "--output", str(file)).code is ExitCode.DONE
    small = file.read_bytes()
    chosen = ("--view", "phish", "--sort", "-to", "--columns", "to,subject")
    assert clawback("search", *chosen, "--format", "csv", "--output", str(file)).err == ""
    narrow = file.read_bytes()
    monkeypatch.setattr(search, "_LARGE", 0)
    done = clawback("search", "--format", "csv", "--output", str(file))
    assert done.code is ExitCode.DONE, done.err
    assert file.read_bytes() == small
    done = clawback("search", *chosen, "--format", "csv", "--output", str(file))
    assert done.code is ExitCode.DONE, done.err
    assert file.read_bytes() == narrow
    assert json.loads(clawback("export", "list", "--format", "json").out) == []
