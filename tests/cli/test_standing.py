"""How a remediation's end becomes an exit code."""

from __future__ import annotations

from typing import cast

import pytest

from clawback.cli.exit_code import ExitCode
from clawback.cli.standing import ended_as, print_reasons, print_servers, said, show
from clawback.client.shapes import Reason, Remediation, ServerProgress


def _counts(**outcomes):
    return {"total": sum(outcomes.values()), "pending": 0, "outcomes": outcomes}


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ({"success": 3}, ExitCode.DONE),
        ({"success": 1, "already_in_destination": 1, "not_found": 1}, ExitCode.DONE),
        ({"success": 1, "failed": 1}, ExitCode.FINISHED_WITH_FAILURES),
        ({"unknown": 1}, ExitCode.FINISHED_WITH_FAILURES),
        ({"drifted": 1}, ExitCode.FINISHED_WITH_FAILURES),
        ({"on_hold": 1}, ExitCode.FINISHED_WITH_FAILURES),
        ({}, ExitCode.DONE),
    ],
)
def test_exit_codes(outcomes, code):
    """Whatever may need a person is a failure."""
    assert ended_as(_counts(**outcomes)) is code


def test_servers_are_told_one_by_one(capsys):
    """A line for each mail server, in words."""
    going = _counts(success=1200, not_found=1) | {"rate": 12.5, "seconds_left": 1100}
    print_servers({"imap": cast("ServerProgress", going)})
    line = capsys.readouterr().out.splitlines()[1].split()
    assert (line[:3], line[-3:]) == (["imap", "1,201", "0"], ["12.5", "1,100", "s"])
    assert said(_counts(success=1200)) == "1,200 success"


def test_reasons_are_told(capsys):
    """What did not succeed, with why and how often; nothing where all did."""
    print_reasons({"items": [], "others": 0})
    assert capsys.readouterr().out == ""
    reason = {
        "outcome": "not_found",
        "deliveries": 1200,
        "reason": "Its owner\x1b[2J did.",
    }
    print_reasons({"items": [cast("Reason", reason)], "others": 7})
    lines = capsys.readouterr().out.splitlines()
    assert ("not found" in lines[1], "1,200" in lines[1]) == (True, True)
    assert "\x1b" not in lines[1]
    assert lines[2].split() == ["7", "(other", "reasons)"]


def test_what_waits_for_approval_has_its_exit_code(capsys):
    """Whoever asked is told who must agree, why, and what was said so far."""
    vote = {"name": "bea", "choice": "approve", "reason": "Seen it.", "at": "", "proved_at": ""}
    waiting = {
        "id": "R-1",
        "state": "pending",
        "sentence": "Hard delete for 1 delivery in 1 mailbox: 1 still to do.",
        "hold_up": "",
        "counts": _counts(),
        "ground": None,
        "proposal": {
            "closed_by": "ann",
            "closed_reason": "Not needed.",
            "proposed_by": "ann\x1b[2J",
            "approvals": 1,
            "quorum": 2,
            "expires_at": "2026-11-25T12:00:00Z",
            "reasons": ["Hard delete always needs approval."],
            "votes": [vote],
        },
    }
    assert show(cast("Remediation", waiting), as_json=False) is ExitCode.WAITING_FOR_APPROVAL
    said = capsys.readouterr().out
    assert "Remediation R-1 is pending." in said
    assert "Proposed by ann\\x1b[2J; 1 of 2 approvals; valid until" in said
    assert "  bea approved. Seen it." in said
    assert show(cast("Remediation", waiting), as_json=True) is ExitCode.WAITING_FOR_APPROVAL
    rejected = cast("Remediation", waiting | {"state": "rejected"})
    assert show(rejected, as_json=True) is ExitCode.DONE

    approved = cast("Remediation", waiting | {"state": "approved"})
    assert show(approved, as_json=False) is ExitCode.DONE
    assert "is approved, and can be started." in capsys.readouterr().out
    show(cast("Remediation", waiting | {"state": "withdrawn"}), as_json=False)
    said = capsys.readouterr().out
    assert "ann withdrew it. Not needed." in said
    assert "valid until" not in said


def test_a_start_without_approval_is_told(capsys):
    """Whoever reads on sees that nobody had agreed."""
    started = {
        "id": "R-1",
        "state": "completed",
        "sentence": "Done.",
        "hold_up": "",
        "counts": _counts(success=1),
        "ground": "emergency",
        "started_by": "bea",
        "proposal": None,
    }
    assert show(cast("Remediation", started), as_json=False) is ExitCode.DONE
    assert "bea started it without the approval it needs" in capsys.readouterr().out
