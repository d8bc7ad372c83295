"""From a filter to the proof: what people do with remediations."""

from __future__ import annotations

import pytest
from tests.remediation.conftest import ANALYST, GRACE, counts

from clawback.filters.errors import FilterError
from clawback.jobs.job import JobStateError
from clawback.model.actor import SYSTEM
from clawback.model.errors import ForbiddenError
from clawback.model.event import EventType
from clawback.model.location import AdditionalAction, DeliveryLocation
from clawback.remediation import evidence
from clawback.remediation.action import Action
from clawback.remediation.remediation import RemediationMissingError, State
from clawback.remediation.remediations import NothingFoundError


@pytest.mark.parametrize(
    ("action", "folder", "location"),
    [
        (Action.MOVE_TO_JUNK, "Junk", DeliveryLocation.JUNK),
        (Action.MOVE_TO_DELETED_ITEMS, "Trash", DeliveryLocation.DELETED_ITEMS),
        (Action.SOFT_DELETE, "Recoverable", DeliveryLocation.SOFT_DELETED),
    ],
)
def test_moving_actions(world, action, folder, location):
    """Each moving action puts the mail into its place, and the explorer knows where it lies."""
    ref = world.deliver(1, "ada@example.org")
    standing = world.remediate(action)
    assert (standing.state, counts(standing)) == (State.COMPLETED, {"success": 1})
    assert world.server.lies_in("ada@example.org") == {"INBOX": [], folder: [ref.guid]}
    row = world.row(1, "ada@example.org")
    assert row.latest.latest_delivery_location is location
    assert row.latest.mailbox.folder == folder
    assert row.latest.additional_action == (AdditionalAction.MANUAL_REMEDIATION,)
    assert row.latest.remediation_id == (standing.remediation.id,)


def test_hard_delete(world):
    """The mail is gone from the mailbox, and the explorer says so."""
    world.deliver(1, "ada@example.org")
    standing = world.remediate(Action.HARD_DELETE)
    assert counts(standing) == {"success": 1}
    assert world.server.lies_in("ada@example.org") == {"INBOX": []}
    latest = world.row(1, "ada@example.org").latest
    assert latest.latest_delivery_location is DeliveryLocation.HARD_DELETED


def test_back_to_the_inbox(world):
    """Mail in the Junk folder goes to the Inbox; mail the owner filed away is left there."""
    world.deliver(1, "ada@example.org", "Junk")
    filed = world.deliver(2, "ada@example.org", "Projects")
    standing = world.remediate(Action.MOVE_TO_INBOX)
    assert counts(standing) == {"success": 1, "already_in_destination": 1}
    assert world.server.lies_in("ada@example.org")["Projects"] == [filed.guid]


def test_many_mailboxes(world):
    """Every delivery of every account ends, the counts add up, and events tell of each."""
    for account in range(12):
        for number in range(15):
            world.deliver(100 * account + number, f"user{account}@example.org")
    standing = world.remediate(Action.SOFT_DELETE)
    assert counts(standing) == {"success": 180}
    assert standing.counts.total == standing.remediation.deliveries == 180
    assert (standing.remediation.mailboxes, standing.counts.pending) == (12, 0)
    events = [
        event
        for row in (world.row(100 * a + n, f"user{a}@example.org") for a in range(12) for n in (0,))
        for event in world.store.timeline(row.delivery.key)
    ]
    assert {event.type for event in events} == {EventType.REMEDIATED}
    assert len(events) == 12
    assert world.server.most_open == 1


def test_only_what_the_filter_finds(world):
    """Mail the filter does not find stays where it is."""
    world.deliver(1, "ada@example.org", sender_domain="evil.example")
    kept = world.deliver(2, "ada@example.org")
    standing = world.remediate(text="sender_domain:evil.example")
    assert standing.counts.total == 1
    assert world.server.lies_in("ada@example.org")["INBOX"] == [kept.guid]


def test_mail_that_arrives_later_is_not_touched(world):
    """A plan is frozen: what newly fits the filter is left alone."""
    world.deliver(1, "ada@example.org")
    made = world.remediations.draft(world.wish(), GRACE)
    late = world.deliver(2, "ada@example.org")
    world.remediations.start(made.remediation.id, GRACE)
    assert world.ended(made.remediation.id).counts.total == 1
    assert world.server.lies_in("ada@example.org")["INBOX"] == [late.guid]


def test_a_dry_run_counts_and_touches_nothing(world):
    """The preview tells what would be touched, what not and why, and keeps nothing."""
    world.deliver(1, "ada@example.org")
    world.deliver(2, "ada@example.org", "Junk", original_delivery_location=DeliveryLocation.JUNK)
    world.deliver(3, "bob@example.org", original_delivery_location=DeliveryLocation.QUARANTINE)
    numbers = world.remediations.preview(world.wish(Action.MOVE_TO_JUNK), GRACE)
    assert (numbers.deliveries, numbers.actionable, numbers.already_there) == (3, 2, 1)
    assert (numbers.mailboxes, numbers.by_server) == (1, {"main": 2})
    assert {reason.value: n for reason, n in numbers.not_actionable.items()} == {"quarantined": 1}
    assert world.remediations.newest(SYSTEM, limit=9) == []


def test_deliveries_nobody_can_act_on_end_with_a_reason(world):
    """Without a mail server of ours a delivery ends as not actionable, and the counts add up."""
    world.deliver(1, "ada@example.org")
    world.deliver(2, "bob@example.org", known=False)
    for file in (world.server.root / "bob@example.org" / "INBOX").iterdir():
        file.unlink()
    (world.server.root / "bob@example.org" / "INBOX").rmdir()
    (world.server.root / "bob@example.org").rmdir()
    standing = world.remediate()
    assert counts(standing) == {"success": 1, "not_actionable": 1}
    (entry,) = [e for e in world.entries(standing.remediation.id) if e.outcome != "success"]
    assert "No mail server of ours" in evidence.decode(entry.evidence).note


def test_a_second_remediation_finds_it_already_there(world):
    """Doing it again does nothing and says so; the explorer still knows where it lies."""
    world.deliver(1, "ada@example.org")
    world.remediate()
    standing = world.remediate()
    assert counts(standing) == {"already_in_destination": 1}
    latest = world.row(1, "ada@example.org").latest
    assert latest.latest_delivery_location is DeliveryLocation.SOFT_DELETED


def test_a_role_that_may_only_draft_cannot_start(world):
    """The choke point refuses, the draft is kept, and a colleague can start it."""
    world.deliver(1, "ada@example.org")
    made = world.remediations.draft(world.wish(), ANALYST)
    with pytest.raises(ForbiddenError, match=r"remediate\.start.*draft R-"):
        world.remediations.start(made.remediation.id, ANALYST)
    assert world.remediations.get(made.remediation.id, SYSTEM).state is State.DRAFT
    started = world.remediations.start(made.remediation.id, GRACE)
    assert (started.remediation.created_by_name, started.remediation.started_by_name) == (
        "alan",
        "grace",
    )


def test_a_plan_starts_once(world):
    """A second start is refused in words."""
    world.deliver(1, "ada@example.org")
    standing = world.remediate()
    with pytest.raises(JobStateError, match="It is finished"):
        world.remediations.start(standing.remediation.id, GRACE)


def test_a_cancelled_draft_is_over(world):
    """A draft can be thrown away; nothing was touched."""
    world.deliver(1, "ada@example.org")
    made = world.remediations.draft(world.wish(), GRACE)
    assert world.remediations.cancel(made.remediation.id, GRACE).state is State.CANCELLED


def test_bad_wishes_are_refused(world):
    """A filter that cannot be read, or finds nothing, is an error and keeps nothing."""
    with pytest.raises(FilterError):
        world.remediations.draft(world.wish(text="sender_adress:x"), GRACE)
    with pytest.raises(NothingFoundError):
        world.remediations.draft(world.wish(), GRACE)
    with pytest.raises(RemediationMissingError, match="R-NONE"):
        world.remediations.get("R-NONE", SYSTEM)
    assert world.remediations.newest(SYSTEM, limit=9) == []


def test_the_newest_come_first(world):
    """Lists are in order of time, and page by the last id."""
    world.deliver(1, "ada@example.org")
    made = [world.remediations.draft(world.wish(), GRACE).remediation.id for _ in range(3)]
    newest = [standing.remediation.id for standing in world.remediations.newest(SYSTEM, limit=2)]
    assert newest == sorted(made, reverse=True)[:2]
    rest = world.remediations.newest(SYSTEM, limit=2, before=newest[-1])
    assert [standing.remediation.id for standing in rest] == sorted(made)[:1]


def test_it_says_itself_in_a_sentence(world):
    """What was done to how many, and how it went, for a person."""
    world.deliver(1, "ada@example.org")
    world.deliver(2, "ada@example.org")
    standing = world.remediate()
    assert standing.sentence() == "Soft delete for 2 deliveries in 1 mailbox: 2 success."
    undone = world.undo(standing.remediation.id)
    assert undone.sentence().startswith(f"Undo of {standing.remediation.id} for 2 deliveries")
