"""`clawback remediation review` and `export`."""

from __future__ import annotations

import csv
import json

import pytest

from clawback.cli.exit_code import ExitCode
from clawback.cli.review import show_review
from clawback.client.review import Review


@pytest.fixture
def done(imported, clawback):  # noqa: ARG001 - its mails are needed, not the value
    """A finished remediation's id."""
    asked = ("remediate", "soft_delete", "subject~invoice", "--name", "n", "--yes", "--wait")
    return json.loads(clawback(*asked, "--format", "json").out)["id"]


def test_a_plan_is_shown(done, clawback):
    """The number that matters stands alone on the first line; the object holds all."""
    lines = clawback("remediation", "review", done).out.splitlines()
    assert lines[0].split() == ["3", "soft", "delete"]
    assert lines[1] == ""
    assert "It needs nobody's approval." in lines
    found = json.loads(clawback("remediation", "review", done, "--format", "json").out)
    assert (found["actionable"], found["effects"]) == (3, {"exactly": 3})


def test_what_has_changed_since_is_told(done, clawback):
    """What was moved lies elsewhere; nothing is new. In words and as an object."""
    said = clawback("remediation", "drift", done).out.splitlines()
    assert [line.split(maxsplit=1)[0] for line in said] == ["0", "3", "0", "0"]
    found = json.loads(clawback("remediation", "drift", done, "--format", "json").out)
    assert (found["moved"], found["new"]) == (3, 0)


def test_users_and_items_are_taken_away(done, clawback, tmp_path):
    """Each file holds its lines; users are no NDJSON, which is said."""
    asked = ("remediation", "export", done)
    users = list(csv.DictReader(clawback(*asked).out.splitlines()))
    assert [(one["recipient"], one["deliveries"]) for one in users] == [("bob@example.org", "3")]
    items = clawback(*asked, "--what", "items", "--format", "ndjson").out.splitlines()
    assert [json.loads(line)["outcome"] for line in items] == ["success"] * 3
    book = tmp_path / "users.xlsx"
    assert clawback(*asked, "--format", "xlsx", "--output", str(book)).code is ExitCode.DONE
    assert book.read_bytes()[:2] == b"PK"
    assert clawback(*asked, "--format", "ndjson").code is ExitCode.USAGE


REVIEW: Review = {
    "operation": "hard_delete",
    "deliveries": 5,
    "messages": 5,
    "recipients": 2,
    "actionable": 4,
    "already_there": 0,
    "not_actionable": {"quarantined": 1},
    "effects": {"never": 4},
    "by_location": {"inbox_folder": 4, "quarantine": 1},
    "folders": {"top": [{"name": "\x1b[31m", "deliveries": 4}], "others": 1, "number": 2},
    "mailboxes": {"top": [{"name": "ada (main)", "deliveries": 4}], "others": 0, "number": 1},
    "largest_mailbox_share": 1.0,
    "servers": [{"name": "main", "deliveries": 4, "mailboxes": 1, "notes": ["It lacks MOVE."]}],
    "by_tag": {"vip": 4},
    "untagged": 1,
    "actions": [],
    "consent": {
        "quorum": 2,
        "reasons": ["A recipient is tagged vip."],
        "refused": "Not you.",
        "vote_refused": "",
        "glass_refused": "",
    },
    "chosen": {"sentence": "Everything.", "only": None, "without": None, "every_location": False},
    "escrow_days": 0,
    "warnings": ["4 deliveries are deleted for good: this cannot be undone."],
    "seconds": 7200,
}


def test_what_is_final_stands_out(capsys):
    """What cannot be undone and what cannot be acted on come first; nothing steers a terminal."""
    show_review(REVIEW, as_json=False)
    said = capsys.readouterr().out
    large, quiet = said.split("\n\n")
    assert [line.split()[0] for line in large.splitlines()] == ["4", "4", "1"]
    assert "cannot be undone" in large
    assert "It needs the approval of 2 others. A recipient is tagged vip." in quiet
    assert "You may not start it: Not you." in quiet
    assert "about 2.0 h" in quiet
    assert "\x1b" not in said


def test_what_was_asked_for_needs_no_other_reason(capsys):
    """A proposal that the policy did not ask for says so; no mailbox has no largest one."""
    nobody = REVIEW["mailboxes"] | {"top": [], "others": 0, "number": 0}
    consent = REVIEW["consent"] | {"quorum": 1, "reasons": []}
    show_review({**REVIEW, "mailboxes": nobody, "consent": consent}, as_json=False)
    said = capsys.readouterr().out
    assert "It needs the approval of another person. Somebody asked for it.\n" in said
    assert "largest mailbox" not in said
