"""What the room tells the audit trail."""

from __future__ import annotations

import json

from sqlalchemy import text
from tests.remediation.approval_api import ALAN, GRACE, WISH, work


def _told(office, action):
    """The details of every entry of an action, oldest first."""
    wanted = text("SELECT details FROM audit_entry WHERE action = :action ORDER BY id")
    with office.database.read() as connection:
        found = connection.scalars(wanted, {"action": f"remediation.{action}"})
        return [json.loads(details) for details in found]


def test_a_decision_is_told_with_its_reason(office, desk, proposed):
    """Why somebody said yes, no, or took it back is what an auditor asks first."""
    assert desk.approve(ALAN, proposed, reason="Seen the mail.").status_code == 200
    assert [one["reason"] for one in _told(office, "approve")] == ["Seen the mail."]
    for verb in ("reject", "withdraw"):
        made = desk.post(GRACE, "", **WISH, propose=True).json()["remediation"]
        answer = desk.post(ALAN, f"/{made['id']}/{verb}", reason=f"I {verb} it.")
        assert answer.status_code == 200, answer.text
        assert [one["reason"] for one in _told(office, verb)] == [f"I {verb} it."]


def test_an_undo_says_what_it_takes_back(office, desk):
    """The entries of an undo name the first remediation; those of others name none."""
    made = desk.post(GRACE, "", **WISH | {"action": "soft_delete"}, start=True)
    first = made.json()["remediation"]["id"]
    work(office)
    assert desk.post(GRACE, f"/{first}/undo").status_code in {200, 201}
    assert [one.get("undo_of") for one in _told(office, "start")] == [None, first]
