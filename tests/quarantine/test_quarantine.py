"""What people do with held mail: look, let go to some or all, delete; with an entry for each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.making.house import START
from tests.quarantine.conftest import ADA, BOB, RESPONDER, House, house_on, mail

from clawback.model.scope import Scope
from clawback.model.tags import Tags
from clawback.quarantine.held import Ending, HeldState
from clawback.quarantine.outlet import Answer, Verdict
from clawback.quarantine.quarantine import Quarantine, ReleaseNotSetUpError, UnknownHeldMailError
from clawback.quarantine.wanted import BadQuarantineCursorError, Mark, Wanted

pytestmark = pytest.mark.slow


def test_released_to_one_of_two(any_house: House):
    """One letter with its envelope; the other recipient's stays, and so does the file."""
    one = mail(1, ADA, BOB)
    any_house.hold(one)
    rows = {row.recipient: row for row in any_house.page().items}
    (ended,) = any_house.room.release(RESPONDER, [rows[ADA].id])
    assert (ended.outcome, ended.reason) == (Ending.DONE, "")
    (letter,) = any_house.outlet.letters
    assert (letter.mail_from, letter.rcpt_to, letter.raw) == ("bounce@bad.example", ADA, one.raw)
    assert letter.id == rows[ADA].id
    assert [any_house.state(rows[name].id) for name in (ADA, BOB)] == ["released", "held"]
    assert len(any_house.files()) == 1
    held, (other,) = any_house.room.show(RESPONDER, rows[BOB].id)
    assert (held.state, other.state, other.changed_by_name) == (
        HeldState.HELD,
        HeldState.RELEASED,
        "Rita",
    )
    (event,) = any_house.events(one)
    assert event.additional_action.value == "quarantine_release"
    assert (event.location.value, event.actor) == ("inbox_folder", "Rita")
    any_house.room.release(RESPONDER, [rows[BOB].id])
    assert any_house.files() == []
    assert any_house.entries() == [("quarantine.release", "done", "Rita")] * 2


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [(Verdict.REFUSED, Ending.FAILED), (Verdict.UNSURE, Ending.UNSURE)],
)
def test_what_the_mail_server_does_not_take_stays_held(house, verdict, outcome):
    """With the mail server's words, an entry that says failed, and nothing on the timeline."""
    (held,) = house.hold(mail())
    house.outlet.answer = lambda _: Answer(verdict=verdict, said="It said no.")
    (ended,) = house.room.release(RESPONDER, [held])
    assert (ended.outcome, ended.reason) == (outcome, "It said no.")
    row, _ = house.room.show(RESPONDER, held)
    assert (row.state, row.note, row.attempt) == (HeldState.HELD, "It said no.", 1)
    assert house.entries() == [("quarantine.release", "failed", "Rita")]
    assert house.events(mail()) == []


def test_each_of_several_has_its_own_end(house):
    """One released, one gone before, one that nobody knows, one named twice."""
    gone, held = house.hold(mail(1), mail(2))
    house.room.delete(RESPONDER, [gone])
    ended = house.room.release(RESPONDER, [held, gone, "Q-NONE", held])
    assert [(one.id, one.outcome.value) for one in ended] == [
        (held, "done"),
        (gone, "not_held"),
        ("Q-NONE", "unknown"),
    ]
    assert ended[1].reason == "It is not held: deleted."
    assert len(house.outlet.letters) == 1


def test_a_deleted_mail_is_gone_for_good(any_house: House):
    """Its file, too; the explorer and the trail know who did it."""
    one = mail()
    (held,) = any_house.hold(one)
    (ended,) = any_house.room.delete(RESPONDER, [held])
    assert ended.outcome is Ending.DONE
    assert any_house.files() == []
    assert any_house.entries() == [("quarantine.delete", "done", "Rita")]
    (event,) = any_house.events(one)
    assert (event.location.value, event.actor) == ("hard_deleted", "Rita")
    assert any_house.room.delete(RESPONDER, [held])[0].outcome is Ending.NOT_HELD


def test_without_a_mail_server_nothing_is_released(house):
    """The error names the setting."""
    (held,) = house.hold(mail())
    room = Quarantine(house.ground, None)
    assert not room.releases
    with pytest.raises(ReleaseNotSetUpError, match="release_smtp"):
        room.release(RESPONDER, [held])
    assert house.state(held) == "held"


def test_a_store_that_is_away_hears_of_it_later(house, monkeypatch):
    """The act is done; the event comes when the store takes it, and once."""
    one = mail()
    (held,) = house.hold(one)
    with monkeypatch.context() as patched:
        patched.setattr(house.store, "amend", lambda _: 1 / 0)
        assert house.room.release(RESPONDER, [held])[0].outcome is Ending.DONE
    assert house.events(one) == []
    house.room.telling.tell()
    house.room.telling.tell()
    assert len(house.events(one)) == 1


def test_nobody_sees_or_touches_what_lies_outside_their_scope(any_house, tmp_path):
    """By domain and by tag: not listed, not counted, not shown, not released, not deleted."""
    tags = Tags.read({"board": ["ceo@example.org", "b_b%@example.org", "x-*@example.org"]})
    house = house_on(any_house.ground.database, tmp_path, tags=tags)
    names = ["ceo@example.org", "x-1@example.org", "bxb1@example.org", "eve@sub.example.com"]
    house.hold(mail(1, *names))
    rows = {row.recipient: row.id for row in house.page().items}
    scoped = replace(RESPONDER, scope=Scope(frozenset({"sub.example.com"}), frozenset({"board"})))
    found = house.page(scoped)
    assert {row.recipient for row in found.items} == {names[0], names[1], names[3]}
    assert found.counts == {HeldState.HELD: 3}
    outside = rows["bxb1@example.org"]
    with pytest.raises(UnknownHeldMailError):
        house.room.show(scoped, outside)
    _, others = house.room.show(scoped, rows[names[0]])
    assert {row.recipient for row in others} == {names[1], names[3]}
    for act in (house.room.release, house.room.delete):
        assert act(scoped, [outside])[0].outcome is Ending.UNKNOWN
    assert house.state(outside) == "held"
    nobody = replace(RESPONDER, scope=Scope(tags=frozenset({"gone"})))
    assert house.page(nobody).items == ()


def test_filters_that_must_all_fit(any_house: House):
    """Parts of addresses and words in any case; kinds, times and states exactly."""
    any_house.hold(
        mail(1, ADA, BOB),
        mail(2, BOB, threat_type="spam", received_at=START - timedelta(days=2)),
        mail(3, ADA, raw="Subject: Grüße 100%_x\r\n\r\n".encode(), mail_from=""),
    )
    for count, asked in (
        (2, {"recipient": "ADA@"}),
        (2, {"recipient": "bob", "sender": "mallory@BAD"}),
        (1, {"threat_type": "spam"}),
        (1, {"text": "GRÜßE 100%_"}),
        (0, {"text": "100%%x"}),
        (3, {"since": START}),
        (1, {"until": START}),
        (2, {"message": mail(1).network_message_id}),
        (4, {"states": (HeldState.HELD, HeldState.LOST)}),
        (0, {"states": (HeldState.RELEASED,)}),
    ):
        assert len(any_house.page(**asked).items) == count, asked
    assert any_house.page(states=(HeldState.RELEASED,)).counts == {HeldState.HELD: 4}


def test_pages_follow_each_other_without_gap_or_double(any_house: House):
    """Newest first, also where several came at the same moment and one comes in between."""
    any_house.hold(*(mail(n, received_at=START - timedelta(seconds=n // 3)) for n in range(10)))
    seen, after = [], None
    while True:
        found = any_house.page(limit=3, after=after)
        seen += [one.id for one in found.items]
        any_house.room.hold(mail(100, received_at=START + timedelta(days=1)))
        if found.next is None:
            break
        after = Mark.read(found.next.text)
    assert len(seen) == len(set(seen)) == 10
    whole = [one.id for one in any_house.page(until=START + timedelta(hours=1)).items]
    assert whole == seen
    with pytest.raises(BadQuarantineCursorError):
        Mark.read("1.x'; --")


def test_a_thousand_at_once(house):
    """Each ends, each leaves an entry, and the bytes are gone."""
    house.hold(mail(1, *(f"user{n}@example.org" for n in range(1000))))
    ids = [one.id for one in house.room.page(RESPONDER, Wanted(), limit=1000).items]
    ended = house.room.delete(RESPONDER, ids)
    assert [one.id for one in ended] == ids
    assert {one.outcome for one in ended} == {Ending.DONE}
    assert house.room.totals() == {HeldState.DELETED: (1000, len(mail(1).raw) * 1000)}
    assert house.files() == []
