"""How a remediation's end becomes an exit code."""

from __future__ import annotations

import pytest

from clawback.cli.exit_code import ExitCode
from clawback.cli.standing import ended_as, print_servers, said


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
    print_servers({"imap": _counts(success=1200, not_found=1)})
    assert capsys.readouterr().out.splitlines()[1].split()[:3] == ["imap", "1,201", "0"]
    assert said(_counts(success=1200)) == "1,200 success"
