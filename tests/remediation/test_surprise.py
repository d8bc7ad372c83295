"""What stops a remediation, what does not, and what people are told."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from tests.remediation.conftest import GRACE, counts

from clawback.audit.trail import Trail
from clawback.jobs.caution import Seen
from clawback.jobs.executor import WORKERS
from clawback.mailboxes.port import RefusedError
from clawback.model.actor import SYSTEM
from clawback.remediation.action import Action
from clawback.remediation.remediation import KIND, State
from clawback.remediation.surprise import Surprises, Threshold, sentence, too_many

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("ended", "surprises", "stops"),
    [
        (20, 1, False),
        (20, 2, True),
        (19, 19, False),
        (100, 5, False),
        (100, 6, True),
        (20, 0, False),
    ],
)
def test_more_than_the_share_of_enough_deliveries_stops_it(ended, surprises, stops):
    """More than 5 % of at least 20."""
    assert too_many(Threshold(), Seen(ended=ended, surprises=surprises), canary=False) is stops


@pytest.mark.parametrize(
    ("ended", "surprises", "stops"), [(10, 0, False), (10, 1, False), (10, 2, True), (1, 1, True)]
)
def test_one_surprise_among_the_first_may_be_chance(ended, surprises, stops):
    """The canary stops it when two are surprises, or all are."""
    assert too_many(Threshold(), Seen(ended=ended, surprises=surprises), canary=True) is stops


def test_with_a_share_of_one_nothing_stops_it():
    """The setting that turns the breaker off does."""
    seen = Seen(ended=50, surprises=50)
    assert not too_many(Threshold(share=1), seen, canary=False)
    assert not too_many(Threshold(share=1), seen, canary=True)


def test_the_sentence_says_what_was_seen():
    """Numbers by outcome, and what to do."""
    assert sentence({"success": 7, "failed": 2, "drifted": 1}, canary=True) == (
        "It paused itself: of the 10 first deliveries, 1 drifted and 2 failed. Look at these, then "
        "resume it or cancel it."
    )


def watched(world, **changes):
    """The world's next start watches its remediations."""
    world.stop()
    world.cautions = {KIND: Surprises(Threshold(**changes), Trail(world.database, world.clock))}
    world.boot()


def refuse_moves(call, _account):
    if call == "move":
        raise RefusedError("No.")


def trail_of(world):
    with world.database.read() as connection:
        return [str(row) for row in connection.execute(text("SELECT * FROM audit_entry"))]


def test_a_plan_that_goes_wrong_stops_after_its_canary(world):
    """Ten of 60 are tried, in many mailboxes; it pauses, says why, and leaves an audit entry."""
    watched(world)
    for number in range(60):
        world.deliver(number, f"u{number % 12:02}@example.org")
    world.server.hook = refuse_moves
    made = world.remediations.draft(world.wish(), GRACE).remediation.id
    world.remediations.start(made, GRACE)
    world.until(lambda: world.remediations.get(made, SYSTEM).state is State.PAUSED)
    standing = world.remediations.get(made, SYSTEM)
    assert counts(standing) == {"failed": 10}
    assert standing.hold_up.startswith("It paused itself: of the 10 first deliveries, 10 failed.")
    tried = {e.payload.split(",")[1] for e in world.entries(made) if e.outcome}
    assert len(tried) >= WORKERS  # a shared ledger hands out no more at once
    assert sum("remediation.trip" in entry for entry in trail_of(world)) == 1
    assert sum(map(len, (folder["INBOX"] for folder in lying(world)))) == 60


def lying(world):
    return [world.server.lies_in(f"u{number:02}@example.org") for number in range(12)]


def test_who_resumes_it_lifts_the_threshold(world):
    """Resumed by a person, it goes on to its end, however many fail."""
    watched(world)
    for number in range(60):
        world.deliver(number, f"u{number % 12:02}@example.org")
    world.server.hook = refuse_moves
    made = world.remediations.draft(world.wish(), GRACE).remediation.id
    world.remediations.start(made, GRACE)
    world.until(lambda: world.remediations.get(made, SYSTEM).state is State.PAUSED)
    world.remediations.resume(made, GRACE)
    standing = world.ended(made)
    assert counts(standing) == {"failed": 60}
    assert standing.hold_up == ""


def test_a_plan_that_begins_to_go_wrong_later_stops(world):
    """The canary went well; the breaker opens when too many of the rest fail."""
    watched(world)
    for number in range(1200):
        world.deliver(number, f"u{number % 60:02}@example.org")

    def succeeded():
        return counts(world.remediations.get(made, SYSTEM)).get("success", 0)

    def refuse_later(call, account):
        if call == "move" and account >= "u20":
            world.until(lambda: succeeded() == 400)  # so that it is later, however threads run
            raise RefusedError("No.")

    world.server.hook = refuse_later
    made = world.remediations.draft(world.wish(), GRACE).remediation.id
    world.remediations.start(made, GRACE)
    world.until(lambda: world.remediations.get(made, SYSTEM).state is State.PAUSED)
    world.until(lambda: not world.leases())
    found = counts(world.remediations.get(made, SYSTEM))
    assert found["success"] == 400
    assert 20 <= found["failed"] < 600


def test_what_goes_well_is_not_held_up(world):
    """A canary that goes well ends by itself, and the rest follows, each mail once."""
    watched(world)
    for number in range(60):
        world.deliver(number, f"u{number % 4:02}@example.org")
    standing = world.remediate(Action.MOVE_TO_JUNK)
    assert counts(standing) == {"success": 60}
    lies = [world.server.lies_in(f"u{number:02}@example.org") for number in range(4)]
    assert [len(folders["Junk"]) for folders in lies] == [15] * 4


def test_a_small_plan_has_no_canary(world):
    """Ten deliveries that all fail end as failed; there is nothing left to spare."""
    watched(world)
    for number in range(10):
        world.deliver(number, f"u{number}@example.org")
    world.server.hook = refuse_moves
    assert counts(world.remediate()) == {"failed": 10}


def test_retry_looks_before_it_acts(world):
    """What failed and was moved by its owner meanwhile is found, and not moved again."""
    world.deliver(1, "ada@example.org")
    world.server.hook = refuse_moves
    made = world.remediate().remediation.id
    calls = []
    world.server.hook = lambda call, _: calls.append(call)
    (mail,) = (world.server.root / "ada@example.org" / "INBOX").iterdir()
    (world.server.root / "ada@example.org" / "Recoverable").mkdir()
    mail.rename(world.server.root / "ada@example.org" / "Recoverable" / mail.name)
    world.remediations.retry(made, GRACE)
    assert counts(world.ended(made)) == {"already_in_destination": 1}
    assert "find" in calls
    assert "move" not in calls
