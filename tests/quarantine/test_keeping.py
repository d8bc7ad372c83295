"""Mail that is held is on the disk, sealed, once; and files and rows agree whatever happens."""

from __future__ import annotations

import os
from dataclasses import replace
from unittest.mock import patch

import pytest
from tests.quarantine.conftest import ADA, BOB, RAW, RESPONDER, house_on, mail

from clawback.model.delivery import DeliveryKey
from clawback.model.errors import UnavailableError
from clawback.quarantine.ground import KEY_FILE
from clawback.quarantine.held import HeldState
from clawback.quarantine.outlet import TAKEN, MemoryOutlet


def test_a_held_mail_is_sealed_and_comes_back(any_house):
    """Neither disk nor database holds a word of its body in the clear; the bytes come back."""
    house, one = any_house, mail(1, ADA, BOB)
    house.hold(one)
    (file,) = house.files()
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"Pay now" not in b"".join(
        path.read_bytes() for path in house.folder.rglob("*") if path.is_file()
    )
    key = DeliveryKey(network_message_id=one.network_message_id, recipient=BOB)
    assert house.room.kept(key) == one.raw
    assert house.room.kept(replace(key, recipient="eve@example.org")) is None
    assert house.room.messages() == {one.network_message_id}


def test_one_row_for_each_recipient_as_deliveries_name_them(any_house):
    """Folded as intake folds it; the envelope stays as it was said, and twice is once."""
    any_house.hold(mail(1, "Ada@Example.ORG", BOB, "ada@example.org."), mail(1, BOB))
    rows = {one.recipient: one for one in any_house.page().items}
    assert sorted(rows) == [ADA, BOB]
    assert rows[BOB].rcpt_to == BOB
    assert rows[ADA].subject == "Your secret-canary invoice"
    assert rows[ADA].sender == "mallory@bad.example"
    assert rows[ADA].mail_from == "bounce@bad.example"


def test_holding_again_changes_nothing(any_house):
    """The same row, the same file, the same end of its days."""
    any_house.hold(mail())
    before = any_house.page().items
    any_house.clock.turn(days=3)
    any_house.hold(mail())
    assert any_house.page().items == before
    assert len(any_house.files()) == 1


def test_a_later_recipient_shares_the_file(any_house):
    """The bytes lie there once a message."""
    any_house.hold(mail(1, ADA))
    any_house.hold(mail(1, ADA, BOB))
    assert len(any_house.files()) == 1
    assert len({one.file for one in any_house.page().items}) == 1


def test_what_was_released_and_comes_again_is_held_again(any_house):
    """No mail is let through because of its past; the timeline says so."""
    (held,) = any_house.hold(mail())
    any_house.room.release(RESPONDER, [held])
    any_house.clock.turn(minutes=1)
    assert any_house.hold(mail()) == [held]
    (row,) = any_house.page().items
    assert (row.state, row.turn, row.attempt) == (HeldState.HELD, 2, 1)
    any_house.room.telling.tell()
    assert [one.location.value for one in any_house.events(mail())] == [
        "inbox_folder",
        "quarantine",
    ]
    any_house.room.release(RESPONDER, [held])
    assert len(any_house.outlet.letters) == 2


@pytest.mark.parametrize("minutes", [0, -5])
def test_the_last_change_is_the_last_on_the_timeline_whatever_the_clock_says(house, minutes):
    """Deleted, come again and deleted again while the clock stands still or is put back."""
    (held,) = house.hold(mail())
    for turn in (1, 2):
        house.room.delete(RESPONDER, [held])
        house.room.telling.tell()
        assert house.events(mail())[-1].id == f"{held}:{turn}:deleted"
        house.clock.turn(minutes=minutes)
        house.hold(mail())
        house.room.telling.tell()
        assert house.events(mail())[-1].id == f"{held}:{turn + 1}:held"


def test_the_gate_learns_that_nothing_was_held(house):
    """A disk that takes nothing is an error, and no row says otherwise."""
    (house.folder / "quarantine").write_text("in the way")
    with pytest.raises(UnavailableError, match="cannot be written"):
        house.room.hold(mail())
    assert house.page().items == ()


def test_a_lost_key_opens_nothing_and_says_what_to_restore(house):
    """The release fails with a sentence; the mail stays held."""
    (held,) = house.hold(mail())
    (house.folder / KEY_FILE).unlink()
    again = house_on(house.ground.database, house.folder)
    (ended,) = again.room.release(RESPONDER, [held])
    assert (ended.outcome, "from a backup" in ended.reason) == ("failed", True)
    assert again.state(held) == "held"
    assert again.room.kept(key_of(mail())) is None


def test_the_start_removes_a_file_that_belongs_to_nothing(any_house):
    """A crash between file and row: nobody was told that it is held, so it comes again."""
    house = any_house
    house.hold(mail(1))
    with (
        patch("clawback.quarantine.keeping.records.add", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        house.room.hold(mail(2))
    assert len(house.files()) == 2
    house.room.keeping.mend()
    assert len(house.files()) == 1
    assert house.room.kept(key_of(mail(1))) == mail(1).raw


def test_the_start_tells_of_a_row_whose_file_is_gone(any_house):
    """It is lost: shown, told to the explorer, in the trail, and neither released nor deleted."""
    house = any_house
    (held,) = house.hold(mail())
    house.files()[0].unlink()
    house.room.keeping.mend()
    assert house.state(held) == "lost"
    house.room.telling.tell()
    assert [one.location.value for one in house.events(mail())] == ["unknown"]
    assert house.entries() == [("quarantine.mend", "failed", "Clawback")]
    assert house.room.release(RESPONDER, [held])[0].outcome == "not_held"


def test_a_file_that_goes_missing_meanwhile_is_lost_at_the_first_look(house):
    """Nobody waits for the next start to learn of it."""
    (held,) = house.hold(mail())
    house.files()[0].unlink()
    assert house.room.release(RESPONDER, [held])[0].outcome == "failed"
    assert house.state(held) == "lost"
    assert house.outlet.letters == []


def test_a_release_that_was_broken_off_is_held_again(any_house):
    """Between the talk and its record: the note says that it may have been delivered."""
    house = any_house
    (held,) = house.hold(mail())

    def die(_):
        raise KeyboardInterrupt

    house.outlet.answer = die
    with pytest.raises(KeyboardInterrupt):
        house.room.release(RESPONDER, [held])
    assert house.state(held) == "releasing"
    assert house.room.delete(RESPONDER, [held])[0].outcome == "not_held"
    house.room.keeping.expire()
    assert house.state(held) == "releasing"  # it may be under way
    house.room.keeping.mend()
    row, _ = house.room.show(RESPONDER, held)
    assert (row.state, "Look into the mailbox" in row.note) == (HeldState.HELD, True)
    assert house.entries() == [("quarantine.mend", "failed", "Clawback")]
    house.outlet.answer = lambda _: TAKEN
    assert house.room.release(RESPONDER, [held])[0].outcome == "done"


def test_one_that_hangs_for_ten_minutes_is_held_again_without_a_start(house):
    """Where its end could not be written down."""
    (held,) = house.hold(mail())
    house.outlet.answer = lambda _: 1 / 0
    with pytest.raises(ZeroDivisionError):
        house.room.release(RESPONDER, [held])
    house.clock.turn(minutes=10)
    house.room.keeping.expire()
    assert house.state(held) == "held"


def test_after_its_days_it_is_forgotten(any_house):
    """File gone, row expired, the explorer told, an entry left; one on hold stays."""
    house = any_house
    first, second, released = mail(1), mail(2), mail(3)
    house.hold(first, second, released)
    by_message = {one.network_message_id: one.id for one in house.page().items}
    house.room.release(RESPONDER, [by_message[released.network_message_id]])
    house.held_back.add(second.network_message_id)
    house.clock.turn(days=29)
    assert house.room.keeping.expire() == 0
    house.clock.turn(days=1)
    assert house.room.keeping.expire() == 1
    assert house.page().counts == {HeldState.EXPIRED: 1, HeldState.HELD: 1, HeldState.RELEASED: 1}
    assert house.room.kept(key_of(first)) is None
    assert house.room.kept(key_of(second)) == second.raw
    house.room.telling.tell()
    (event,) = house.events(first)
    assert (event.location.value, event.result) == ("hard_deleted", "expired")
    assert house.entries()[-1] == ("quarantine.expire", "done", "Clawback")
    assert house.room.keeping.expire() == 0


def test_the_sweep_removes_what_a_day_old_crash_left(house):
    """A younger file may be about to get its row."""
    house.hold(mail())
    (file,) = house.files()
    old, young = file.with_name("0" * 64), file.with_name("1" * 64)
    now = house.clock.now().timestamp()
    for orphan, at in ((old, now - 90_000), (young, now)):
        orphan.write_bytes(b"x")
        os.utime(orphan, (at, at))
    os.utime(file, (now - 90_000, now - 90_000))
    house.room.keeping.expire()
    assert (old.exists(), young.exists(), file.exists()) == (False, True, True)


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (b"Subject: " + b"x" * 100_000 + b"\r\n\r\n", "x" * 1000),
        (b"Subject: =?utf-8?q?a=00b=0D=0AX-Evil:_1?=\r\n\r\n", None),
        (b"Subject: \xff\xfe\xed\xa0\x80\r\n\r\n", None),
        (b"\x00" * 50, ""),
        (b"", ""),
    ],
)
def test_hostile_mail_is_held_like_any(any_house, raw, subject):
    """Huge, undecodable, without a header: it is held, shown on one line, and comes back whole."""
    (held,) = any_house.hold(mail(raw=raw, mail_from="a\r\nb\udc80\x00"))
    row, _ = any_house.room.show(RESPONDER, held)
    assert row.subject.isprintable()
    assert subject is None or row.subject == subject
    assert row.mail_from == "a\\x0d\\x0ab\\xdc80\\x00"
    assert any_house.room.kept(key_of(mail(raw=raw))) == raw


def test_servers_that_share_a_database_keep_to_their_own(any_house, tmp_path):
    """The same mail on two servers is two rows, and neither mends the other's."""
    other = house_on(
        any_house.ground.database, tmp_path / "other", node="there", outlet=MemoryOutlet()
    )
    other.folder.mkdir()
    (ours,) = any_house.hold(mail())
    (theirs,) = other.hold(mail())
    assert ours != theirs
    other.room.keeping.mend()
    any_house.room.keeping.mend()
    assert (any_house.state(ours), other.state(theirs)) == ("held", "held")


def key_of(one):
    """The delivery to Ada."""
    return DeliveryKey(network_message_id=one.network_message_id, recipient=ADA)


def test_the_canary_is_one():
    """What the other tests look for stands in the mail."""
    assert b"Pay now" in RAW
