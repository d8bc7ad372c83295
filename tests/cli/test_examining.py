"""`clawback doctor`."""

from __future__ import annotations

import json

import pytest
from tests.servers import clickhouse

from clawback.cli.exit_code import ExitCode
from clawback.database.lock import only_one

SETTINGS = """
[[mailboxes]]
name = "{name}"
kind = "{kind}"
domains = ["*"]
{more}
"""


def test_a_fresh_folder_is_well(clawback, tmp_path):
    """Versions, folder, settings, database, spool and mail servers are looked at."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    (data / "clawback.toml").write_text(SETTINGS.format(name="mem", kind="memory", more=""))
    done = clawback("doctor", "--data", str(data))
    assert done.code is ExitCode.DONE, done.out
    for subject in ("versions", "data folder", "settings", "state database", "spool", "mem"):
        assert f"  {subject}: " in done.out


def test_what_is_bad_is_said_and_counts(clawback, tmp_path):
    """A mail server that does not answer ends with exit code 1, by its name."""
    more = 'host = "127.0.0.1"\nport = 1\ntls = "none"\nmaster_user = "m"\nmaster_password = "p"'
    tmp_path.chmod(0o700)
    (tmp_path / "clawback.toml").write_text(SETTINGS.format(name="office", kind="imap", more=more))
    done = clawback("doctor", "--data", str(tmp_path), "--format", "json")
    assert done.code is ExitCode.ERROR
    (office,) = [one for one in json.loads(done.out) if one["subject"] == "office"]
    assert office["mark"] == "bad"


def test_settings_that_cannot_be_used(clawback, tmp_path):
    """The mistake is a finding, not the end."""
    (tmp_path / "clawback.toml").write_text("[htpp]")
    done = clawback("doctor", "--data", str(tmp_path))
    assert done.code is ExitCode.ERROR
    assert "Did you mean `http`?" in done.out


def test_a_running_server_keeps_its_database(clawback, tmp_path):
    """The doctor does not open what another process writes."""
    with only_one(tmp_path):
        done = clawback("doctor", "--data", str(tmp_path))
    assert "One runs on this folder" in done.out
    assert not (tmp_path / "state.sqlite").exists()


def test_a_clickhouse_that_is_not_there_is_bad(clawback, tmp_path):
    """It is the event store, so nothing can be searched."""
    store = '[store]\nkind = "clickhouse"\nurl = "http://127.0.0.1:1"\n'
    (tmp_path / "clawback.toml").write_text(store)
    done = clawback("doctor", "--data", str(tmp_path))
    assert done.code is ExitCode.ERROR
    assert "event store: ClickHouse does not answer" in done.out


@pytest.mark.slow
def test_a_clickhouse_that_answers_is_well(clawback, tmp_path):
    """With its version; nothing is made there."""
    store = f'[store]\nkind = "clickhouse"\nchdb = "{clickhouse.engine_folder()}"\n'
    (tmp_path / "clawback.toml").write_text(store)
    done = clawback("doctor", "--data", str(tmp_path))
    assert "event store: ClickHouse 26." in done.out
