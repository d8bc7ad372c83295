"""The whole server, as its administrator meets it."""

from __future__ import annotations

import json
import os
import smtplib
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from tests.making.journal_reports import JOURNAL, journal_report
from tests.making.mails import mail
from tests.servers.clawback import Server
from tests.servers.lmtp import LmtpClient

from clawback.app import checks, open_application, readings, web_application
from clawback.settings import Settings
from clawback.worker.data_folder import DataFolder

pytestmark = pytest.mark.slow


INBOX = "anna/Maildir/cur"


def test_mail_is_found_pulled_back_and_put_back(server, maildirs):
    """The main story through the command line, on real files."""
    server.cli("import", str(maildirs / "anna" / "Maildir"), "--recipient", "anna@example.org")
    assert server.cli("search", "recipient:anna@example.org", "--count") == "3\n"
    before = sorted(path.name for path in (maildirs / INBOX).iterdir())
    done = server.json(
        "remediate", "soft_delete", "subject~mail", "--name", "wave", "--yes", "--wait"
    )
    assert done["counts"]["outcomes"] == {"success": 3}
    assert not list((maildirs / INBOX).iterdir())
    assert server.cli("search", "latest_delivery_location:soft_deleted", "--count") == "3\n"
    server.cli("remediation", "undo", done["id"], "--wait")
    assert sorted(path.name for path in (maildirs / INBOX).iterdir()) == before
    assert server.cli("search", "latest_delivery_location:soft_deleted", "--count") == "0\n"


def test_journal_copies_come_in_by_lmtp(shared):
    """A mail that was answered 250 is searchable shortly after."""
    with LmtpClient("127.0.0.1", shared.lmtp_port) as client:
        (reply,) = client.send("paul@sender.example", ["anna@example.org"], mail(1))
    assert reply.startswith(b"250")
    shared.await_count(1, "recipient:anna@example.org connector:lmtp")


def test_journal_reports_come_in_by_smtp(shared):
    """Over the standard library's client: opened, searchable by list and by forwarding, told."""
    recipients = [
        "To: dora@example.org, Expanded: board@example.org",
        "To: emil@example.org, Forwarded: dora@example.org",
    ]
    with smtplib.SMTP("127.0.0.1", shared.smtp_port) as client:
        client.sendmail("ndr@example.org", [JOURNAL], journal_report(mail(7), recipients))
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail("eve@elsewhere.example", ["anna@elsewhere.example"], mail(8))
    shared.await_count(2, "source:smtp connector:smtp parse:complete")
    assert shared.cli("search", "distribution_list:board@example.org", "--count") == "1\n"
    assert shared.cli("search", "recipient:emil@example.org forwarded:true", "--count") == "1\n"
    told = {one["source"]: one for one in shared.json("sources")["items"]}
    assert (told["smtp"]["accepted"], told["smtp"]["error"]) == (1, "")


def test_a_certificate_that_cannot_be_used_stops_the_start(tmp_path):
    """The sentence names the files and the settings."""
    (tmp_path / "clawback.toml").write_text(
        f'[ingest]\nsmtp = "127.0.0.1:0"\nsmtp_certificate = "{tmp_path}/no.pem"\n'
        f'smtp_key = "{tmp_path}/no.key"\n'
    )
    said = _cli("serve", "--data", str(tmp_path), "--http", "127.0.0.1:0")
    assert said.returncode == 1
    assert "ingest.smtp_certificate" in said.stderr
    assert "Traceback" not in said.stderr + said.stdout


def test_tokens_open_what_their_role_may(shared, monkeypatch):
    """A reader's token searches over the network and may not remediate."""
    secret = shared.json("token", "create", "r", "--role", "reader")["secret"]
    monkeypatch.setenv("CLAWBACK_URL", f"http://127.0.0.1:{shared.port}")
    monkeypatch.setenv("CLAWBACK_TOKEN", secret)
    assert _cli("search", "subject:nothing", "--count").stdout == "0\n"
    refused = _cli("remediate", "soft_delete", "x", "--name", "n", "--yes")
    assert refused.returncode == 1
    assert "remediate.draft" in refused.stderr


def test_errors_are_problems_and_health_is_told(shared):
    """Over plain HTTP: problem documents, the schema, health."""
    status, problem = _get(shared, "/api/v1/deliveries")
    assert (status, problem["code"]) == (401, "unauthenticated")
    assert _get(shared, "/readyz")[1]["checks"] == [
        "database",
        "store",
        "ingest",
        "spool",
        "audit",
        "worker",
    ]
    assert _get(shared, "/api/v1/openapi.json")[1]["info"]["title"] == "Clawback"


def test_a_second_server_is_refused(shared):
    """One folder, one server; the first goes on."""
    second = _cli("serve", "--data", str(shared.data), "--http", "127.0.0.1:0")
    assert second.returncode == 1
    assert "Another Clawback server already works in this data folder" in second.stderr
    assert _get(shared, "/readyz")[0] == 200


def test_it_stops_in_good_order(server):
    """SIGTERM ends it with code 0, and the folder says that none runs."""
    server.stop()
    assert server.process.returncode == 0
    assert not (server.data / "http.address").exists()
    said = _cli("search", "--data", str(server.data))
    assert said.returncode == 1
    assert "clawback serve --data" in said.stderr


def test_it_comes_back_after_a_power_cut(server, maildirs):
    """What was accepted is there after a kill, and the same token still opens the door."""
    server.cli("import", str(maildirs / "anna"), "--recipient", "anna@example.org", "--no-wait")
    server.kill()
    server.start()
    server.await_count(3)


def test_what_it_keeps_is_private(shared):
    """No other account of the machine can read anything in the data folder."""
    shared.cli(
        "import", "--recipient", "a@example.org", str(shared.data / "clawback.toml"), codes=(0, 3)
    )
    open_to_others = [
        path.name
        for path in shared.data.rglob("*")
        if path.stat().st_mode & 0o077 and path.name not in {"clawback.toml", "serve.log"}
    ]
    assert open_to_others == []


def test_logs_say_nothing_of_mail(server, maildirs):
    """Neither subjects nor addresses nor paths nor tokens reach the log."""
    server.cli("import", str(maildirs / "anna"), "--recipient", "anna@example.org")
    server.cli("search", "subject~secret")
    server.cli("remediate", "move_to_junk", "subject~mail", "--name", "n", "--yes", "--wait")
    server.stop()
    lines = [
        line for line in (server.data / "serve.log").read_text().splitlines() if line[0] == "{"
    ]
    assert any(json.loads(line)["event"] == "request" for line in lines)
    text = "\n".join(lines)
    for private in ("anna", "secret", "Mail number", "cb_", str(maildirs)):
        assert private not in text


@pytest.mark.parametrize("taken", ["http", "lmtp", "smtp"])
def test_an_address_that_is_taken(shared, tmp_path, taken):
    """The sentence names the address and what to do; nothing is left running."""
    other = tmp_path / "other"
    other.mkdir()
    ports = {"http": shared.port, "lmtp": shared.lmtp_port, "smtp": shared.smtp_port}
    if taken != "http":
        (other / "clawback.toml").write_text(f'[ingest]\n{taken} = "127.0.0.1:{ports[taken]}"')
    port = shared.port if taken == "http" else 0
    said = _cli("serve", "--data", str(other), "--http", f"127.0.0.1:{port}")
    assert said.returncode == 1
    assert str(ports[taken]) in said.stderr
    assert "Traceback" not in said.stderr + said.stdout


def test_every_part_is_joined(tmp_path):
    """The parts can be built without being started; checks and figures can be asked."""
    with open_application(Settings(), DataFolder(tmp_path)) as parts:
        web_application(parts)
        failing = {check.name for check in checks(parts) if check.look()}
        assert failing == {"ingest"}  # nothing was started
        assert {one.name: one.read() for one in readings(parts)}["clawback_spool_mails"] == {"": 0}


def _cli(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "clawback", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=dict(os.environ), timeout=60
    )


def _get(server: Server, path: str):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)
