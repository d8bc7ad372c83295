"""Delivered mail is judged again, its timeline says so, and it is pulled back by policy."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text
from tests.making.deliveries import make_delivery
from tests.remediation.conftest import GRACE, counts
from tests.remediation.people import person

from clawback.filters.errors import FilterError
from clawback.identity.role import Role
from clawback.model.actor import SYSTEM
from clawback.model.event import EventSource, EventType
from clawback.model.location import AdditionalAction, DeliveryLocation
from clawback.model.scope import Scope
from clawback.model.verdict import ThreatType
from clawback.purge import records
from clawback.purge.judgement import Answer, Cause, Judgement, State, Verdict, Wish
from clawback.purge.judgements import EmptyFilterError, JudgementMissingError, StoppingError
from clawback.remediation.policy import Policy
from clawback.remediation.remediation import Source

ADA, BOB = "ada@example.org", "bob@example.org"


def events(second, number, recipient=ADA):
    return second.world.store.timeline(make_delivery(number, recipient=recipient).key)


def location(second, number, recipient=ADA):
    return second.world.row(number, recipient).latest.latest_delivery_location


def test_phish_is_told_and_taken_away(second):
    """The timeline has the verdict, its reason and its link; the copies are soft-deleted."""
    second = second()
    for number, recipient in ((1, ADA), (2, BOB)):
        second.world.deliver(number, recipient)
    made = second.judge("phish", url="https://evil.example/x")
    assert (made.state, made.deliveries, made.answer) == (State.DONE, 2, Answer.STARTED)
    ended = second.world.ended(made.remediation)
    assert counts(ended) == {"success": 2}
    assert ended.remediation.source is Source.PURGE
    judged, purged = events(second, 1)
    assert (judged.type, judged.threat_type) == (EventType.JUDGED, (ThreatType.PHISH,))
    assert (judged.source, judged.actor, judged.details) == (
        EventSource.ADMIN,
        "grace",
        "A second look",
    )
    assert purged.additional_action is AdditionalAction.ZAP
    latest = second.world.row(1, ADA).latest
    assert latest.latest_threat_type == (ThreatType.PHISH,)
    assert latest.zap_url_signal == ("https://evil.example/x",)
    assert latest.latest_delivery_location is DeliveryLocation.SOFT_DELETED
    assert second.world.row(1, ADA).delivery.threat_type == ()
    assert made.sentence().startswith("2 deliveries judged phish. A remediation was started (R-")


def test_spam_that_has_been_read_stays(second):
    r"""Only unread copies go to Junk; where nobody knew that one was read, its flag tells."""
    second = second()
    second.world.deliver(1, ADA)
    second.world.deliver(2, ADA, "INBOX", "\\Seen")
    second.world.deliver(3, ADA, read=True)
    made = second.judge("spam")
    ended = second.world.ended(made.remediation)
    assert counts(ended) == {"success": 1, "not_actionable": 1}
    assert location(second, 1) is DeliveryLocation.JUNK
    assert location(second, 2) is DeliveryLocation.INBOX
    assert "It has been read" in events(second, 2)[-1].details
    assert [one.type for one in events(second, 3)] == [EventType.JUDGED]


def test_clean_mail_comes_back_where_the_settings_say_so(second):
    """What was held for spam is held for nothing, and leaves Junk."""
    second = second(clean="move_to_inbox")
    second.world.deliver(
        1,
        ADA,
        "Junk",
        threat_type=(ThreatType.SPAM,),
        original_delivery_location=DeliveryLocation.JUNK,
    )
    made = second.judge("clean")
    second.world.ended(made.remediation)
    latest = second.world.row(1, ADA).latest
    assert latest.latest_threat_type == ()
    assert latest.latest_delivery_location is DeliveryLocation.INBOX
    assert latest.additional_action == (AdditionalAction.REPROCESSED,)


def test_a_second_judgement_of_the_same_kind_adds_nothing(second):
    """What is held for it already is left alone, and nothing lies where it could be moved."""
    second = second()
    second.world.deliver(1, ADA)
    second.world.ended(second.judge("phish").remediation)
    again = second.judge("phish")
    assert (again.deliveries, again.answer) == (0, Answer.NOTHING_FOUND)
    assert len(events(second, 1)) == 2


def test_with_the_policy_to_propose_another_person_decides(second):
    """Nothing is moved until somebody else has approved it."""
    second = second(mode="propose")
    second.world.deliver(1, ADA)
    made = second.judge("malware", actor=person("grace"))
    assert made.answer is Answer.PROPOSED
    assert location(second, 1) is DeliveryLocation.INBOX
    second.world.remediations.proposals.approve(
        made.remediation,
        person("eve"),
        plan_hash=second.world.remediations.get(made.remediation, SYSTEM).remediation.plan_hash,
        start=True,
    )
    second.world.ended(made.remediation)
    assert location(second, 1) is DeliveryLocation.SOFT_DELETED


def test_what_needs_approval_or_a_permission_is_proposed(second):
    """A policy that asks for others, and an analyst who may not start, lead to a proposal."""
    strict = second(policy=Policy(deliveries=0))
    strict.world.deliver(1, ADA)
    made = strict.judge("phish", actor=person("grace"))
    assert made.answer is Answer.PROPOSED
    strict.world.deliver(2, ADA)
    made = strict.judge("phish", 'subject:"Invoice 2"', actor=person("ann", Role.ANALYST))
    assert made.answer is Answer.PROPOSED


def test_who_stands_behind_nobody_leaves_a_draft_and_reads_why(second):
    """A program's token cannot propose; the judgement stands, and says what is missing."""
    second = second(mode="propose")
    second.world.deliver(1, ADA)
    made = second.judge("phish", actor=GRACE)
    assert made.answer is Answer.DRAFTED
    assert "Nobody knows which person stands behind this token" in made.trouble


def test_the_house_acts_as_itself(second):
    """What it starts is told as the system's doing."""
    second = second()
    second.world.deliver(1, ADA)
    house = replace(SYSTEM, permissions=GRACE.permissions)
    made = second.judge("phish", actor=house, cause=Cause.LIST)
    second.world.ended(made.remediation)
    assert {one.source for one in events(second, 1)} == {EventSource.SYSTEM}


def test_switched_off_mail_is_only_judged(second):
    """Its timeline says so, and it stays where it is."""
    second = second(mode="off")
    second.world.deliver(1, ADA)
    made = second.judge("phish")
    assert (made.deliveries, made.answer, made.remediation) == (1, Answer.NONE, "")
    assert location(second, 1) is DeliveryLocation.INBOX


def test_older_mail_is_left_alone_unless_somebody_says_from_when(second):
    """The policy's look-back bounds what is judged."""
    second = second(look_back_hours=1)
    second.world.deliver(1, ADA)
    assert second.judge("phish").deliveries == 0
    since = make_delivery(1).time_received
    assert second.judge("phish", since=since).deliveries == 1


@pytest.mark.parametrize(("text_", "error"), [("  ", EmptyFilterError), ("nofield:x", FilterError)])
def test_what_cannot_be_judged_leaves_nothing(second, text_, error):
    """A filter that says nothing, or nothing that can be read, is refused at once."""
    second = second()
    wish = Wish(verdict=Verdict.PHISH, filter=text_, reason="x")
    with pytest.raises(error):
        second.judgements.begin(wish, GRACE)
    assert second.judgements.newest(GRACE, limit=10) == []


def test_each_leaves_an_entry_in_the_audit_trail(second):
    """Who, what, and why."""
    second = second()
    made = second.judge("phish")
    with second.world.database.read() as connection:
        entry = connection.execute(
            text("SELECT actor_name, subject FROM audit_entry WHERE action = 'delivery.judge'")
        ).one()
    assert tuple(entry) == ("grace", f"judgement:{made.id}")


def test_a_page_holds_what_somebody_may_see(second):
    """Newest first, page after page; what reaches beyond a scope does not exist for them."""
    second = second(mode="off")
    made = [second.judge("phish").id for _ in range(5)][::-1]
    page = second.judgements.newest(GRACE, limit=2)
    assert [one.id for one in page] == made[:2]
    rest = second.judgements.newest(GRACE, limit=9, before=page[-1].id)
    assert [one.id for one in rest] == made[2:]
    narrow = replace(GRACE, scope=Scope(domains=frozenset({"example.org"})))
    assert second.judgements.newest(narrow, limit=2) == []
    with pytest.raises(JudgementMissingError):
        second.judgements.get(made[0], narrow)


def test_what_the_servers_end_broke_off_says_so(second):
    """After a start it stands as failed, with what to do."""
    second = second()
    wish = Wish(verdict=Verdict.PHISH, filter="subject:*", reason="x")
    with second.world.database.write() as connection:
        at = second.world.clock.now()
        records.add(connection, Judgement(id="J-1", wish=wish, at=at, by="", by_name=""))
    second.judgements.recover()
    broken = second.judgements.get("J-1", GRACE)
    assert broken.state is State.FAILED
    assert "Judge again" in broken.trouble


def test_what_a_list_asked_for_begins_anew(second):
    """Nobody would ask again: at the next start it is judged, however the server ended."""
    second = second(mode="off")
    second.world.deliver(1, ADA)
    wish = Wish(
        verdict=Verdict.PHISH,
        filter="subject:*",
        reason="x",
        since=make_delivery(1).time_received,
        cause=Cause.LIST,
    )
    with second.world.database.write() as connection:
        at = second.world.clock.now()
        records.add(connection, Judgement(id="J-1", wish=wish, at=at, by="", by_name=""))
    second.judgements._break_off(Cause.PERSON)  # as a stop in good order does
    assert second.judgements.get("J-1", GRACE).state is State.JUDGING
    second.judgements.recover()
    second.world.until(lambda: second.judgements.newest(GRACE, limit=1)[0].state is State.DONE)
    assert second.judgements.newest(GRACE, limit=1)[0].deliveries == 1
    assert second.judgements.get("J-1", GRACE).state is State.FAILED


def test_what_was_judged_before_a_failure_stays_counted(second, monkeypatch):
    """The sentence tells how far it came."""
    second = second()
    for number in (1, 2):
        second.world.deliver(number, ADA)
    monkeypatch.setattr("clawback.purge.judgements._BLOCK", 1)
    calls, amend = [], second.world.store.amend

    def once(events):
        calls.append(events)
        if len(calls) > 1:
            raise StoppingError("The event store does not answer.")
        amend(events)

    with monkeypatch.context() as patch:
        patch.setattr(second.world.store, "amend", once)
        failed = second.judge("phish")
    assert failed.sentence() == (
        "1 delivery judged phish, then it failed. The event store does not answer."
    )


def test_a_store_that_is_away_fails_the_judgement_in_words(second, monkeypatch):
    """Whoever looks reads what was wrong; the next judgement is made as if nothing had been."""
    second = second()
    second.world.deliver(1, ADA)

    def away(*_, **__):
        raise StoppingError("The event store does not answer.")

    with monkeypatch.context() as patch:
        patch.setattr(second.world.store, "amend", away)
        failed = second.judge("phish")
    assert (failed.state, failed.trouble) == (State.FAILED, "The event store does not answer.")
    assert second.judge("phish").state is State.DONE


def test_while_it_stops_nothing_is_begun(second):
    """Whoever asks is told to come back."""
    second = second()
    second.judgements.stop()
    with pytest.raises(StoppingError):
        second.judge("phish")
