"""`clawback remediate`."""

from __future__ import annotations

import io
import json

import pytest

from clawback.cli.exit_code import ExitCode
from clawback.cli.main import run
from clawback.cli.remediate import takes_back
from clawback.mailboxes.port import LoginRefusedError


class Person(io.StringIO):
    """Somebody at a terminal, who types this."""

    def isatty(self) -> bool:
        return True


def _folders(mailboxes):
    folders = mailboxes.folders("bob@example.org")
    return {name: len(folder.mails) for name, folder in folders.items() if folder.mails}


@pytest.mark.usefixtures("imported")
def test_mail_is_pulled_back(mailboxes, clawback):
    """What was found is no longer where its owner looks."""
    done = clawback(
        "remediate", "soft_delete", "subject~invoice", "--name", "wave", "--yes", "--wait"
    )
    assert done.code is ExitCode.DONE, done.err
    assert "3 success" in done.out
    assert "INBOX" not in _folders(mailboxes)
    assert sum(_folders(mailboxes).values()) == 3


@pytest.mark.usefixtures("imported")
def test_a_dry_run_only_counts(mailboxes, clawback):
    """A review as text and as an object, and no remediation afterwards."""
    asked = ("remediate", "move_to_junk", "subject~invoice", "--name", "n", "--dry-run")
    lines = clawback(*asked).out.splitlines()
    assert lines[0].split() == ["3", "move", "to", "junk"]
    assert "3 deliveries of 3 messages in 1 mailbox, to 1 recipient." in lines
    found = json.loads(clawback(*asked, "--format", "json").out)
    assert [(one["name"], one["deliveries"]) for one in found["servers"]] == [("memory", 3)]
    assert _folders(mailboxes) == {"INBOX": 3}
    assert json.loads(clawback("remediation", "list", "--format", "json").out) == []


@pytest.mark.usefixtures("imported")
def test_ids_and_exclusions_from_files(mailboxes, clawback, tmp_path):
    """Of what the filter finds only the named are touched, and of those not the excluded."""
    rows = json.loads(clawback("search", "subject~invoice", "--format", "json").out)
    first, second, _ = sorted(row["network_message_id"] for row in rows)
    wanted, left = tmp_path / "ids.txt", tmp_path / "exclude.csv"
    wanted.write_text(f"{first.upper()}\n{second}\nnobody@x\n")
    left.write_text(f"subject,network_message_id,recipient\nx,{second},bob@example.org\n")
    asked = ("remediate", "soft_delete", "subject~invoice", "--name", "n")
    names = ("--ids", str(wanted), "--exclude", str(left))
    shown = clawback(*asked, *names, "--dry-run").out
    assert "1 of 3 names found nothing: nobody@x." in shown
    done = clawback(*asked, *names, "--yes", "--wait")
    assert done.code is ExitCode.DONE, done.err
    assert _folders(mailboxes) == {"INBOX": 2, "Recoverable": 1}


@pytest.mark.usefixtures("served")
def test_files_of_ids_that_cannot_be_read(clawback, tmp_path):
    """A missing file and one that is no text are said to be so."""
    odd = tmp_path / "odd.bin"
    odd.write_bytes(b"\xff\xfe\x00")
    asked = ("remediate", "soft_delete", "x", "--name", "n", "--dry-run", "--ids")
    assert "cannot be read" in clawback(*asked, str(tmp_path / "none")).err
    assert "is not text in UTF-8" in clawback(*asked, str(odd)).err


@pytest.mark.parametrize(("answer", "left"), [("y\n", 0), ("n\n", 3), ("", 3)])
@pytest.mark.usefixtures("imported")
def test_a_person_is_asked(mailboxes, clawback, monkeypatch, answer, left):
    """Only a yes acts; anything else leaves the mail and cancels the draft."""
    monkeypatch.setattr("sys.stdin", Person(answer))
    done = clawback("remediate", "move_to_junk", "subject~invoice", "--name", "n", "--wait")
    assert "Go ahead?" in done.err
    assert "can be undone" in done.err
    assert _folders(mailboxes).get("INBOX", 0) == left
    assert done.code is (ExitCode.ERROR if left else ExitCode.DONE)


@pytest.mark.usefixtures("imported")
def test_nobody_to_ask(mailboxes, clawback, monkeypatch):
    """A script must say --yes."""
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    done = clawback("remediate", "move_to_junk", "subject~invoice", "--name", "n")
    assert done.code is ExitCode.USAGE
    assert "--yes" in done.err
    assert _folders(mailboxes) == {"INBOX": 3}


@pytest.mark.usefixtures("imported")
def test_failures_have_their_exit_code(mailboxes, clawback):
    """A mailbox server that refuses ends with 3 and says how many failed."""
    mailboxes.outage = LoginRefusedError()
    done = clawback("remediate", "move_to_junk", "subject~1", "--name", "n", "--yes", "--wait")
    assert done.code is ExitCode.FINISHED_WITH_FAILURES
    assert "1 failed" in done.out


@pytest.mark.usefixtures("served")
def test_a_mistake_in_the_filter(clawback):
    """It is pointed at, and nothing is drafted."""
    done = clawback("remediate", "move_to_junk", "sendr:x", "--name", "n", "--yes")
    assert done.code is ExitCode.USAGE
    assert "^^^^^" in done.err


def test_only_a_hard_delete_is_final():
    """What is said before the question is true."""
    assert "cannot be undone" in takes_back("hard_delete")
    assert "can be undone" in takes_back("soft_delete")


@pytest.mark.usefixtures("served")
def test_a_proposal_waits_for_nobody_here():
    """Waiting for an approval on a terminal makes no sense, and is said to make none."""
    for flag in ("--wait", "--dry-run"):
        asked = ["remediate", "hard_delete", "x", "--name", "n", "--propose", flag]
        assert run(asked) is ExitCode.USAGE
