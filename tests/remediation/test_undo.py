"""Taking a remediation back."""

from __future__ import annotations

import pytest
from tests.remediation.conftest import GRACE, counts

from clawback.jobs.job import JobStateError
from clawback.model.actor import SYSTEM
from clawback.model.event import EventType
from clawback.model.location import DeliveryLocation
from clawback.remediation import evidence
from clawback.remediation.action import Action
from clawback.remediation.remediation import State
from clawback.remediation.undo import NothingToUndoError


def test_undo_brings_back_folder_flags_and_date(world):
    """What was moved is where it was, with its flags and date; the explorer follows."""
    ref = world.deliver(1, "ada@example.org", "Projects", "\\Seen", "$Phishing")
    standing = world.remediate()
    undone = world.undo(standing.remediation.id)
    assert (undone.state, counts(undone)) == (State.COMPLETED, {"success": 1})
    assert undone.remediation.terms.undo_of == standing.remediation.id
    assert world.remediations.get(standing.remediation.id, SYSTEM).undone_by == (
        undone.remediation.id,
    )
    assert world.server.lies_in("ada@example.org") == {"Projects": [ref.guid], "Recoverable": []}
    (entry,) = world.entries(undone.remediation.id)
    (trace,) = evidence.decode(entry.evidence).traces
    assert (trace.flags, trace.flags_kept, trace.read_back) == (
        frozenset({"\\Seen", "$Phishing"}),
        True,
        True,
    )
    row = world.row(1, "ada@example.org")
    assert row.latest.latest_delivery_location is DeliveryLocation.INBOX
    assert world.store.timeline(row.delivery.key)[-1].type is EventType.UNDONE


def test_an_undo_can_be_undone(world):
    """Undoing an undo puts the mail back into the hidden folder."""
    ref = world.deliver(1, "ada@example.org")
    first = world.undo(world.remediate().remediation.id)
    second = world.undo(first.remediation.id)
    assert counts(second) == {"success": 1}
    assert world.server.lies_in("ada@example.org")["Recoverable"] == [ref.guid]


def test_an_undo_says_when_flags_differ(world):
    """A flag changed meanwhile is kept, and the evidence tells of it."""
    world.deliver(1, "ada@example.org")
    standing = world.remediate()
    (file,) = (world.server.root / "ada@example.org" / "Recoverable").iterdir()
    file.write_text(file.read_text().replace('"flags": []', '"flags": ["\\\\Seen"]'))
    undone = world.undo(standing.remediation.id)
    (entry,) = world.entries(undone.remediation.id)
    assert not evidence.decode(entry.evidence).traces[0].flags_kept


def test_an_undo_leaves_what_somebody_moved_since(world):
    """A mail its owner has taken elsewhere is not fetched back from there."""
    ref = world.deliver(1, "ada@example.org")
    standing = world.remediate(Action.MOVE_TO_JUNK)
    home = world.server.root / "ada@example.org"
    (home / "Archive").mkdir()
    (file,) = (home / "Junk").iterdir()
    file.rename(home / "Archive" / f"1.{ref.guid}")
    undone = world.undo(standing.remediation.id)
    assert counts(undone) == {"drifted": 1}
    assert world.server.lies_in("ada@example.org")["Archive"] == [ref.guid]


def test_an_undo_into_a_folder_that_is_gone(world):
    """The mail comes back into the Inbox, and the evidence says why."""
    ref = world.deliver(1, "ada@example.org", "Projects")
    standing = world.remediate()
    (world.server.root / "ada@example.org" / "Projects").rmdir()
    undone = world.undo(standing.remediation.id)
    assert counts(undone) == {"success": 1}
    assert world.server.lies_in("ada@example.org")["INBOX"] == [ref.guid]
    (entry,) = world.entries(undone.remediation.id)
    note = "Its former folder Projects is gone; it was put into the Inbox."
    assert evidence.decode(entry.evidence).note == note


def test_a_hard_delete_cannot_be_undone(world):
    """Undo says why there is nothing to put back."""
    world.deliver(1, "ada@example.org")
    standing = world.remediate(Action.HARD_DELETE)
    with pytest.raises(NothingToUndoError, match="deleted for good"):
        world.remediations.undo(standing.remediation.id, GRACE)


def test_nothing_is_undone_while_it_runs(world):
    """A draft, or one under way, has nothing to undo yet."""
    world.deliver(1, "ada@example.org")
    made = world.remediations.draft(world.wish(), GRACE)
    with pytest.raises(JobStateError, match="It is a draft"):
        world.remediations.undo(made.remediation.id, GRACE)
