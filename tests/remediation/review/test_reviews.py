"""Reviews before and after a plan is kept, choices of every kind, and who may look."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text
from tests.making.deliveries import make_delivery
from tests.remediation.conftest import ANALYST, GRACE
from tests.remediation.people import person

from clawback.identity.role import Role
from clawback.mailboxes.port import Capabilities, ServerUnavailableError
from clawback.model.location import DeliveryLocation
from clawback.model.scope import Scope
from clawback.remediation import target
from clawback.remediation.action import Action
from clawback.remediation.choice import Choice, Names
from clawback.remediation.drafts import NothingFoundError
from clawback.remediation.outcome import Outcome
from clawback.remediation.plan import PlanMismatchError
from clawback.remediation.policy import Policy
from clawback.remediation.remediation import RemediationMissingError
from clawback.remediation.review.effect import Effect
from clawback.remediation.review.sense import Pointless
from clawback.remediation.selection import PlanTooLargeError, Reason


def key(number, recipient="ada@example.org"):
    return make_delivery(number).network_message_id, recipient


def keys(*every):
    return Names(keys=frozenset(every))


def fill(world):
    """Deliveries in every state that a review tells apart."""
    world.tags["ada@example.org"] = frozenset({"vip"})
    world.deliver(1, "ada@example.org")
    world.deliver(2, "ada@example.org", "Junk", original_delivery_location=DeliveryLocation.JUNK)
    world.deliver(3, "bob@example.org", original_delivery_location=DeliveryLocation.QUARANTINE)
    world.deliver(4, "bob@example.org", original_delivery_location=DeliveryLocation.SOFT_DELETED)
    world.deliver(5, "cyn@example.org", known=False)


@pytest.mark.parametrize("every_location", [False, True])
@pytest.mark.parametrize("action", list(Action))
def test_a_dry_run_says_what_the_review_of_the_plan_says(world, action, every_location):
    """The same choice gives the same review before the plan is kept, after, and when it is done."""
    fill(world)
    choice = Choice(without=keys(key(9)), every_location=every_location)
    wish = world.wish(action, choice=choice)
    before = world.remediations.reviews.preview(wish, GRACE)
    made = world.remediations.draft(wish, GRACE).remediation
    assert world.remediations.reviews.of(made.id, GRACE) == before
    assert (before.figures.deliveries, len(before.figures.mailboxes)) == (5, made.mailboxes)
    assert before.figures.not_actionable == world.remediations.preview(wish, GRACE).not_actionable
    assert sum(before.effects.values()) == before.figures.actionable
    assert sum(one.deliveries for one in before.servers) == before.figures.actionable
    world.remediations.start(made.id, GRACE)
    world.ended(made.id)
    assert replace(world.remediations.reviews.of(made.id, GRACE), seconds=None) == before


def test_what_a_review_tells(world):
    """Places, effects, tags, marks for every action, and the largest mailbox."""
    fill(world)
    found = world.remediations.reviews.preview(world.wish(Action.MOVE_TO_JUNK), GRACE)
    assert found.effects == {Effect.EXACTLY: 2, Effect.UNCHANGED: 1}
    assert found.already_there == 1
    assert found.figures.not_actionable == {Reason.QUARANTINED: 1, Reason.WOULD_SHOW_AGAIN: 1}
    assert found.folders.top == (("INBOX", 3), ("", 1), ("Junk", 1))
    assert found.mailboxes.top[0] == ("ada@example.org (main)", 2)
    assert found.figures.largest_share == pytest.approx(0.6667)
    assert (found.figures.tags, found.figures.untagged) == ({"vip": 2}, 3)
    junk = next(one for one in found.senses if one.action is Action.MOVE_TO_JUNK)
    assert junk.sensible == 2
    assert junk.pointless == {
        Pointless.ALREADY_THERE: 1,
        Pointless.QUARANTINED: 1,
        Pointless.WOULD_SHOW_AGAIN: 1,
    }


def test_the_override_acts_where_it_would_show_mail_again(world):
    """Soft-deleted mail is left alone by a move to Junk, unless somebody asks for it."""
    location = DeliveryLocation.SOFT_DELETED
    world.deliver(1, "ada@example.org", "Recoverable", original_delivery_location=location)
    wish = world.wish(Action.MOVE_TO_JUNK)
    made = world.remediations.draft(wish, GRACE).remediation
    (entry,) = world.entries(made.id)
    assert entry.outcome == Outcome.NOT_ACTIONABLE
    assert "see it again" in entry.evidence
    every = replace(wish, choice=Choice(every_location=True))
    made = world.remediations.draft(every, GRACE).remediation
    assert made.terms.choice.every_location
    world.remediations.start(made.id, GRACE)
    assert world.ended(made.id).counts.of(Outcome.SUCCESS) == 1
    assert "Junk" in world.server.lies_in("ada@example.org")


def test_ticked_rows_and_exclusions(world):
    """Only the ticked deliveries, without the excluded ones; unknown names are told, and kept."""
    for number in range(4):
        world.deliver(number, "ada@example.org")
        world.deliver(number, "bob@example.org")
    only = keys(key(0), key(1), key(2, "bob@example.org"), ("no-such-message", "ada@example.org"))
    without = Names(ids=frozenset({"1@sender.example", "nobody@x"}))
    wish = world.wish(choice=Choice(only=only, without=without))
    made = world.remediations.draft(wish, GRACE).remediation
    found = {(one.key.network_message_id, one.key.recipient) for one in _targets(world, made.id)}
    assert found == {key(0), key(2, "bob@example.org")}
    kept = world.remediations.get(made.id, GRACE).remediation.terms.choice
    assert (kept.only.given, kept.only.met, kept.only.shown_unmet) == (
        4,
        3,
        ("no-such-message ada@example.org",),
    )
    assert (kept.without.met, kept.without.shown_unmet) == (1, ("nobody@x",))
    warnings = world.remediations.reviews.of(made.id, GRACE).warnings
    assert "1 of 4 names found nothing: no-such-message ada@example.org." in warnings


def _targets(world, remediation_id):
    return [target.decode(entry.payload) for entry in world.entries(remediation_id)]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice(only=keys(("m", "x"))), "The entry m x names no delivery"),
        (Choice(only=Names(ids=frozenset({"x", "y"}))), "None of 2 entries"),
        (Choice(without=keys(key(1))), "left out"),
    ],
)
def test_nothing_is_left(world, choice, said):
    """A choice that comes to nothing is said to, and no draft is made."""
    world.deliver(1, "ada@example.org")
    wish = world.wish(choice=choice)
    for ask in (world.remediations.reviews.preview, world.remediations.draft):
        with pytest.raises(NothingFoundError, match=said):
            ask(wish, GRACE)
    assert world.remediations.newest(GRACE, limit=9) == []


def test_too_much_is_refused(world, monkeypatch):
    """More deliveries than a plan may hold are refused before anything is kept."""
    monkeypatch.setattr("clawback.remediation.selection.LARGEST_PLAN", 1)
    for number in range(2):
        world.deliver(number, "ada@example.org")
    with pytest.raises(PlanTooLargeError, match="more than 1 deliveries"):
        world.remediations.reviews.preview(world.wish(), GRACE)


def test_drift_knows_the_choice(world):
    """What was left out is not new; a delivery of a chosen message to somebody else is."""
    for number in range(3):
        world.deliver(number, "ada@example.org")
    without = world.remediations.draft(world.wish(choice=Choice(without=keys(key(0)))), GRACE)
    one = Names(ids=frozenset({key(1)[0]}))
    only = world.remediations.draft(world.wish(choice=Choice(only=one)), GRACE)
    world.deliver(1, "bob@example.org")
    drift = world.remediations.proposals.drift
    assert drift(without.remediation.id, GRACE).new == 1
    assert (drift(only.remediation.id, GRACE).new, drift(only.remediation.id, GRACE).gone) == (1, 0)


def test_an_edit_puts_another_choice_in_place(world):
    """The names of a draft are those of its last edit."""
    for number in range(3):
        world.deliver(number, "ada@example.org")
    wish = world.wish(choice=Choice(only=keys(key(0), key(1))))
    made = world.remediations.draft(wish, GRACE).remediation.id
    world.remediations.edit(made, replace(wish, choice=Choice(only=keys(key(2)))), GRACE)
    assert world.remediations.reviews.of(made, GRACE).chosen.only.given == 1
    assert world.remediations.proposals.drift(made, GRACE).unchanged == 1


def test_names_changed_on_disk_are_found(world):
    """The plan's digest holds the names together: a change of either is refused."""
    world.deliver(1, "ada@example.org")
    wish = world.wish(choice=Choice(only=keys(key(1))))
    made = world.remediations.draft(wish, GRACE).remediation.id
    with world.database.write() as connection:
        connection.execute(text("UPDATE remediation_choice SET names = '\"other\"'"))
    with pytest.raises(PlanMismatchError, match="names"):
        world.remediations.proposals.drift(made, GRACE)
    with world.database.write() as connection:
        connection.execute(text("UPDATE remediation SET choice = '[null,null,1]'"))
    with pytest.raises(PlanMismatchError):
        world.remediations.start(made, GRACE)


def test_who_must_agree(world):
    """The policy's reasons, and why somebody may not start it; a proposal's own once it is made."""
    world.policy = Policy(deliveries=0, quorum=2)
    world.connect()
    world.deliver(1, "ada@example.org")
    consent = world.remediations.reviews.preview(world.wish(), GRACE).consent
    assert (consent.quorum, consent.refused) == (2, "")
    assert "more than the 0" in consent.reasons[0]
    assert (
        "remediate.start"
        in world.remediations.reviews.preview(world.wish(), ANALYST).consent.refused
    )


def test_who_may_break_the_glass(world):
    """Told before they try, and only where somebody must agree; a fresh proof can be given then."""
    world.policy = Policy(deliveries=0)
    world.connect()
    world.deliver(1, "ada@example.org")

    def glass_refused(actor):
        return world.remediations.reviews.preview(world.wish(), actor).consent.glass_refused

    assert "switched off" in glass_refused(GRACE)
    world.policy = Policy(deliveries=0, break_glass=True)
    world.connect()
    assert "you may not" in glass_refused(person("rob", Role.RESPONDER))
    assert glass_refused(person("omar", proved_at=None)) == ""
    world.policy = Policy(break_glass=False)
    world.connect()
    assert glass_refused(GRACE) == ""


def test_who_may_decide(world):
    """Whoever had a hand in a plan is told so before they try; another person may, once."""
    world.deliver(1, "ada@example.org")
    maker, other = person("mia"), person("omar", proved_at=None)
    made = world.remediations.draft(world.wish(), maker).remediation.id
    world.remediations.proposals.propose(made, maker)

    def vote_refused(actor):
        return world.remediations.reviews.of(made, actor).consent.vote_refused

    assert "a hand in this plan" in vote_refused(maker)
    assert "remediate.approve" in vote_refused(ANALYST)
    assert vote_refused(other) == ""
    plan = world.remediations.get(made, other).remediation.plan_hash
    proved = replace(other, proved_at=world.clock.now())
    world.remediations.proposals.approve(made, proved, plan_hash=plan, reason="", start=False)
    assert "already decided" in vote_refused(other)


def test_another_scope_sees_nothing(world):
    """A review and its files are for those who may see the plan."""
    world.deliver(1, "ada@example.org")
    made = world.remediations.draft(world.wish(), GRACE).remediation.id
    outsider = replace(GRACE, scope=Scope(domains=frozenset({"other.example"})))
    for look in (world.remediations.reviews.of, world.remediations.reviews.entries):
        with pytest.raises(RemediationMissingError):
            look(made, outsider)


def test_a_server_that_does_not_answer(world, monkeypatch):
    """Its effects are unknown and said to be; the server is not asked again for a while."""
    world.deliver(1, "ada@example.org")
    asked = []

    def silent():
        asked.append(1)
        raise ServerUnavailableError

    monkeypatch.setattr(world.server, "capabilities", silent)
    found, again = (world.remediations.reviews.preview(world.wish(), GRACE) for _ in range(2))
    assert found == again
    assert found.effects == {Effect.UNKNOWN: 1}
    assert "main did not say" in found.warnings[0]
    assert asked == [1]


def test_a_server_whose_owners_see_soft_deleted_mail(world, monkeypatch):
    """What its folder cannot hide is said, and what its copies cannot keep."""
    world.deliver(1, "ada@example.org")
    plain = Capabilities(
        move=False, hidden_recoverable=False, stable_ids=False, notes=("It lacks MOVE.",)
    )
    monkeypatch.setattr(world.server, "capabilities", lambda: plain)
    found = world.remediations.reviews.preview(world.wish(), GRACE)
    assert found.effects == {Effect.NEW_COPY: 1}
    assert found.servers[0].notes == ("It lacks MOVE.",)
    assert any("owner may be able to see" in one for one in found.warnings)


def test_the_time_it_takes_is_told_from_what_ran(world, monkeypatch):
    """Nothing is said before anything ran; afterwards the median of the last ones counts."""
    world.deliver(1, "ada@example.org")
    look = world.remediations.reviews
    assert look.preview(world.wish(), GRACE).seconds is None
    monkeypatch.setattr("clawback.remediation.review.reviews._FEW", 1)
    world.remediate()
    monkeypatch.setattr(look, "_rate", lambda: 0.25)
    assert look.preview(world.wish(), GRACE).seconds == 4


def test_an_undo_is_reviewed_too(world):
    """It acts on what was moved, can itself be undone, and marks no actions."""
    world.deliver(1, "ada@example.org")
    undone = world.remediate().remediation.id
    made = world.remediations.draft_undo(undone, GRACE).remediation.id
    found = world.remediations.reviews.of(made, GRACE)
    assert (found.figures.actionable, found.effects) == (1, {Effect.EXACTLY: 1})
    assert found.senses == ()
