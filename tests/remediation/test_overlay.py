"""What a remediation says on a delivery's timeline."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.remediation.made import terms
from tests.remediation.test_decision import frozen, ref

from clawback.jobs.block import Item, Result
from clawback.mailboxes.port import Place
from clawback.model.event import EventType
from clawback.model.location import DeliveryLocation
from clawback.remediation import evidence, target
from clawback.remediation.action import Action
from clawback.remediation.evidence import Evidence, Trace
from clawback.remediation.outcome import Outcome
from clawback.remediation.overlay import event
from clawback.remediation.remediation import Remediation

_NOW = datetime(2026, 11, 1, tzinfo=UTC)
_REMEDIATION = Remediation(
    id="R-1",
    job=1,
    terms=terms(),
    plan_hash="",
    deliveries=1,
    messages=1,
    mailboxes=1,
    created_at=_NOW,
    created_by="1",
    created_by_name="grace",
    started_by_name="grace",
)
_TRACE = Trace(
    before=ref("INBOX", 1),
    before_place=Place.INBOX,
    flags=frozenset(),
    internal_date=None,
    after=ref("Recoverable", 9),
    after_place=Place.RECOVERABLE,
    read_back=True,
)


def told(outcome, *traces, remediation=_REMEDIATION, attempt=1):
    proof = evidence.encode(Evidence(server="main", account="ada", traces=traces, note="Why."))
    item = Item(3, target.encode(frozen()), attempt, False)
    return event(remediation, item, Result(3, outcome.value, proof), _NOW)


def test_a_success_says_where_it_lies_now():
    """Location, mailbox, who did it, and a sentence."""
    said = told(Outcome.SUCCESS, _TRACE)
    assert (said.location, said.mailbox) == (DeliveryLocation.SOFT_DELETED, _TRACE.after)
    assert (said.type, said.actor, said.result) == (EventType.REMEDIATED, "grace", "success")
    assert said.details == "Soft delete: success. From INBOX to Recoverable. Why."


def test_the_same_attempt_has_the_same_id():
    """Said again it changes nothing; another attempt is another event."""
    assert told(Outcome.SUCCESS, _TRACE).id == told(Outcome.SUCCESS, _TRACE).id
    assert told(Outcome.SUCCESS, _TRACE, attempt=2).id != told(Outcome.SUCCESS, _TRACE).id


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.UNKNOWN, Outcome.NOT_ACTIONABLE])
def test_what_is_not_certain_moves_nothing(outcome):
    """Without proof the explorer keeps the location it had."""
    said = told(outcome, _TRACE)
    assert (said.location, said.mailbox, said.additional_action) == (None, None, None)


def test_what_is_gone_is_said_to_be_gone():
    """Not found, and deleted for good, are places of their own."""
    deleting = replace(_REMEDIATION, terms=replace(_REMEDIATION.terms, action=Action.HARD_DELETE))
    gone = replace(_TRACE, after=None, after_place=None)
    assert told(Outcome.NOT_FOUND).location is DeliveryLocation.NOT_IN_MAILBOX
    said = told(Outcome.SUCCESS, gone, remediation=deleting)
    assert (said.location, said.mailbox) == (DeliveryLocation.HARD_DELETED, None)


def test_an_undo_is_an_event_of_its_own():
    """It names what it takes back."""
    undo = replace(_REMEDIATION, terms=replace(_REMEDIATION.terms, undo_of="R-0"))
    said = told(Outcome.SUCCESS, _TRACE, remediation=undo)
    assert said.type is EventType.UNDONE
    assert said.details.startswith("Undo of R-0: success.")
