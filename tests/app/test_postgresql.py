"""The whole server with its state on PostgreSQL, by the commands of docs/guides/postgresql.md."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from tests.app.conftest import SETTINGS
from tests.servers.clawback import Server, free_port

pytestmark = [pytest.mark.server, pytest.mark.slow]

_GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "postgresql.md"


def test_a_server_by_the_guide(postgresql, maildirs, tmp_path):
    """The guide's SQL makes what is needed; import, search and remediate work; a restart too."""
    for statement in re.findall(r"^(?:CREATE|ALTER) .*;$", _GUIDE.read_text(), re.MULTILINE):
        postgresql.sql(statement)
    try:
        url = f"postgresql://clawback_state:change-me@127.0.0.1:{postgresql.port}/clawback_state"
        text = SETTINGS.format(root=maildirs) + f'\n[state]\nurl = "{url}"\n'
        with Server(tmp_path / "data", settings=text) as server:
            mail = str(maildirs / "anna" / "Maildir")
            server.cli("import", mail, "--recipient", "anna@example.org")
            arguments = ("remediate", "soft_delete", "subject~mail", "--name", "n", "--yes")
            done = server.json(*arguments, "--wait")
            assert done["counts"]["outcomes"] == {"success": 3}
            server.stop()
            assert "ok    state database: PostgreSQL 1" in server.cli("doctor", codes=(0, 1))
            server.start()
            assert [one["id"] for one in server.json("remediation", "list")] == [done["id"]]
            assert server.json("versions")["database"].startswith("PostgreSQL 1")
            assert not (tmp_path / "data" / "state.sqlite").exists()
    finally:
        postgresql.sql("DROP DATABASE IF EXISTS clawback_state WITH (FORCE)")
        postgresql.sql("DROP ROLE IF EXISTS clawback_state")


def test_a_database_that_is_away_is_told_and_found_again(own_postgresql, tmp_path):
    """While it is away the server says so and goes on when it is back."""
    with own_postgresql.database() as name:
        text = f'[state]\nurl = "{own_postgresql.url(name)}"\n'
        with Server(tmp_path / "data", settings=text) as server:
            own_postgresql.crash()
            status, problem = _ready(server)
            assert status == 503
            assert "The state database does not answer" in json.dumps(problem)
            own_postgresql.launch()
            _until_ready(server)
            assert server.cli("search", "", "--count") == "0\n"


@pytest.mark.parametrize("command", ["serve", "migrate", "doctor"])
def test_a_start_without_its_database_is_one_sentence(tmp_path, command):
    """Exit code 1, what is wrong in words, no traceback and no password."""
    (tmp_path / "clawback.toml").write_text(
        f'[state]\nurl = "postgresql://u:hunter2@127.0.0.1:{free_port()}/n"\n'
    )
    ended = subprocess.run(
        [sys.executable, "-m", "clawback", command, "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CLAWBACK_HTTP__LISTEN": "127.0.0.1:0"},
    )
    said = ended.stdout + ended.stderr
    assert ended.returncode == 1
    assert "The state database does not answer" in said
    assert "Traceback" not in said
    assert "hunter2" not in said


def _ready(server):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/readyz") as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def _until_ready(server):
    limit = time.monotonic() + 30
    while _ready(server)[0] != 200:
        assert time.monotonic() < limit, "not ready again"
        time.sleep(0.05)
