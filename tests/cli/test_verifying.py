"""`clawback audit verify`, without a server and beside one."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from tests.audit.conftest import House

from clawback.cli.exit_code import ExitCode
from clawback.database.lock import only_one


@pytest.fixture
def folder(tmp_path):
    """A data folder with 20 sealed entries."""
    house = House(tmp_path)
    house.seal(10)
    house.seal(10, first=10)
    house.database.close()
    return tmp_path


def _forge(folder):
    with closing(sqlite3.connect(folder / "state.sqlite", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER audit_entry_update")
        connection.execute("UPDATE audit_entry SET result = 'denied' WHERE leaf = 4")


def test_a_whole_trail_ends_with_zero(folder, clawback):
    """And says how much was looked at."""
    done = clawback("audit", "verify", "--data", str(folder))
    assert done.code is ExitCode.DONE, done.err
    assert "The audit trail is whole: 20 sealed entries and 2 kept checkpoints" in done.out


def test_a_changed_trail_ends_with_three(folder, clawback):
    """Naming what was changed, for people and for programs."""
    _forge(folder)
    done = clawback("audit", "verify", "--data", str(folder))
    assert done.code is ExitCode.FINISHED_WITH_FAILURES
    assert "CHANGED     Entry 5 is not what was sealed" in done.out
    said = json.loads(clawback("audit", "verify", "--data", str(folder), "--format", "json").out)
    assert said["whole"] is False
    assert [finding["fault"] for finding in said["findings"]] == ["changed"]


def test_it_can_be_looked_at_beside_a_server(folder, clawback):
    """The folder is held; the database is opened so that it cannot be written."""
    with only_one(folder):
        done = clawback("audit", "verify", "--data", str(folder))
    assert done.code is ExitCode.DONE, done.err


def test_a_kept_checkpoint_counts(folder, clawback, tmp_path):
    """One from elsewhere, of a longer log."""
    kept = tmp_path / "kept"
    kept.write_bytes((folder / "audit" / "checkpoints").read_bytes())
    (folder / "audit" / "checkpoints").unlink()
    with closing(sqlite3.connect(folder / "state.sqlite", isolation_level=None)) as connection:
        for table in ("audit_entry", "audit_checkpoint"):
            connection.execute(f"DROP TRIGGER {table}_delete")
        connection.execute("DELETE FROM audit_entry WHERE leaf >= 10")
        connection.execute("DELETE FROM audit_checkpoint WHERE size > 10")
    plain = clawback("audit", "verify", "--data", str(folder))
    assert plain.code is ExitCode.DONE
    done = clawback("audit", "verify", "--data", str(folder), "--checkpoint", str(kept))
    assert done.code is ExitCode.FINISHED_WITH_FAILURES
    assert "the last 10 are gone" in done.out


def test_what_cannot_be_looked_at_ends_with_one(tmp_path, clawback, folder):
    """A folder without a trail, and files that are not there."""
    empty = tmp_path / "empty"
    empty.mkdir()
    assert clawback("audit", "verify", "--data", str(empty)).code is ExitCode.ERROR
    missing = clawback(
        "audit", "verify", "--data", str(folder), "--checkpoint", str(tmp_path / "none")
    )
    assert missing.code is ExitCode.ERROR
    assert "cannot be read" in missing.err


@pytest.mark.parametrize("text", ["", "garbage\n"])
def test_a_file_without_checkpoints_proves_nothing(folder, clawback, tmp_path, text):
    """A wrong file beside a whole trail is an error, not another proof."""
    kept = tmp_path / "kept"
    kept.write_text(text)
    done = clawback("audit", "verify", "--data", str(folder), "--checkpoint", str(kept))
    assert done.code is ExitCode.ERROR
    assert f"There is no checkpoint in {kept}" in done.err
