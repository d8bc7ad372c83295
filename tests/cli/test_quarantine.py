"""`clawback quarantine`."""

from __future__ import annotations

import json

import pytest
from tests.making.deliveries import make_delivery
from tests.quarantine.conftest import ADA, BOB, mail
from tests.servers.letterbox import Letterbox

from clawback.cli.exit_code import ExitCode
from clawback.identity.role import Role
from clawback.quarantine.smtp import SmtpOutlet
from clawback.store.port import Batch

MAIL = mail(1, ADA, BOB)


@pytest.fixture
def held(served):
    """Two rows of one mail; the ids by recipient."""
    served.quarantine.hold(MAIL)
    row = make_delivery(0, network_message_id=MAIL.network_message_id, recipient=ADA)
    served.store.append(Batch(messages=(), deliveries=(row,)))
    with served.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT recipient, id FROM quarantined")
        return dict(tuple(row) for row in rows)


@pytest.fixture
def outlet(served, monkeypatch):
    """Where released mail goes."""
    with Letterbox.open() as box:
        monkeypatch.setattr(served.quarantine, "_outlet", SmtpOutlet("127.0.0.1", box.port))
        yield box


def test_held_mail_is_listed_and_told(clawback, held):
    """As a table and as objects, narrowed by state and words; one with its others."""
    listed = clawback("quarantine", "list", "--threat", "phish")
    assert held[ADA] in listed.out
    assert "secret-canary" in listed.out
    found = json.loads(clawback("quarantine", "list", "--text", "BOB@", "--format", "json").out)
    assert [one["id"] for one in found] == [held[BOB]]
    assert clawback("quarantine", "list", "--state", "released").out.count("Q-") == 0
    shown = clawback("quarantine", "show", held[ADA])
    assert "bounce@bad.example" in shown.out
    assert held[BOB] in shown.out
    assert "no such mail" in clawback("quarantine", "show", "Q-1").err


def test_released_to_all(clawback, held, outlet):
    """Nobody can be asked here, so it takes --yes; exit code 3 where one stays."""
    assert clawback("quarantine", "release", held[ADA]).code is ExitCode.USAGE
    assert clawback("quarantine", "release").code is ExitCode.USAGE
    done = clawback("quarantine", "release", held[ADA], "--all-recipients", "--yes")
    assert (done.code, "2 of 2 released" in done.err) == (ExitCode.DONE, True), done.err
    assert sorted(one.rcpt_to for one in outlet.mails) == [
        (f"<{ADA}>".encode(),),
        (f"<{BOB}>".encode(),),
    ]
    again = clawback("quarantine", "release", held[ADA], "--yes", "--format", "json")
    assert again.code is ExitCode.FINISHED_WITH_FAILURES
    assert json.loads(again.out)[0]["outcome"] == "not_held"


def test_nothing_is_released_where_nothing_is_set_up(clawback, held):
    """The sentence names the setting."""
    refused = clawback("quarantine", "release", held[ADA], "--yes")
    assert refused.code is ExitCode.ERROR
    assert "quarantine.release_smtp" in refused.err


def test_taken_away_and_deleted(clawback, served, held, tmp_path, monkeypatch):
    """By who may read bodies, for a reason, as it is; by who may delete, for good."""
    gone = clawback("quarantine", "delete", held[BOB], "Q-1", "--yes")
    assert gone.code is ExitCode.FINISHED_WITH_FAILURES
    assert "1 of 2 deleted" in gone.err
    assert "unknown" in gone.out
    reader = served.tokens.create(name="reader", role=Role.CONTENT_READER, by="a test")
    monkeypatch.setenv("CLAWBACK_TOKEN", reader.secret.text)
    file = tmp_path / "held.eml"
    how = ("--reason", "case 7", "--form", "eml", "--output", str(file))
    taken = clawback("quarantine", "download", held[ADA], *how)
    assert taken.code is ExitCode.DONE, taken.err
    assert file.read_bytes() == MAIL.raw
