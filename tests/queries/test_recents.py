"""What people ran, on both engines of the state database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from tests.making.house import START
from tests.queries.conftest import ADA, BOB, LAPTOP, SERVICE


def ran(room, actor):
    return [one.filter for one in room.recents.of(actor)]


def test_the_last_ones_newest_first(room):
    """Each filter once, however it is written, as many as are kept; for oneself alone."""
    for words in ("subject:a", "subject:b", "SUBJECT:a", "subject:c", "subject:d"):
        room.clock.turn(seconds=1)
        room.recents.note(ADA, words, since="-7d")
    assert ran(room, ADA) == ["subject:d", "subject:c", "SUBJECT:a"]
    (newest, *_) = room.recents.of(LAPTOP)
    assert (newest.since, newest.until) == ("-7d", "")
    assert newest.ran_at == START + timedelta(seconds=5)
    assert ran(room, BOB) == []


def test_a_service_has_none(here):
    """Nobody stands behind it who would look for them."""
    here.recents.note(SERVICE, "subject:a")
    assert ran(here, SERVICE) == []
    assert here.recents.clear(SERVICE) == 0


@pytest.mark.parametrize("words", ["", "  ", "x" * 10_001, "a\0b"])
def test_some_are_not_worth_it(here, words):
    """What finds everything, what was pasted, and what no database keeps."""
    here.recents.note(ADA, words)
    here.recents.note(ADA, "subject:a")
    assert ran(here, ADA) == ["subject:a"]


def test_a_search_writes_nothing(here, monkeypatch):
    """Only the flush does, all in one transaction, and only when there is something."""
    writes, write = [], here.database.write

    def counted():
        writes.append(1)
        return write()

    monkeypatch.setattr(here.database, "write", counted)
    for number in range(100):
        here.recents.note(ADA, f"subject:{number}")
    assert writes == []
    here.recents.flush()
    here.recents.flush()
    assert writes == [1]


def test_what_could_not_be_written_is_written_later(here, monkeypatch):
    """A database that is away costs nothing that was noted."""
    here.recents.note(ADA, "subject:a")
    with monkeypatch.context() as patched:
        patched.setattr(here.recents, "_write", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            here.recents.flush()
    here.clock.turn(seconds=1)
    here.recents.note(ADA, "subject:b")
    assert ran(here, ADA) == ["subject:b", "subject:a"]


def test_clearing_forgets_and_is_told(room):
    """What was noted a moment ago too; others keep theirs; no filter stands in the trail."""
    room.recents.note(ADA, "subject:a")
    room.recents.flush()
    room.recents.note(LAPTOP, "subject:b")
    room.recents.note(BOB, "subject:c")
    assert room.recents.clear(ADA) == 2
    assert (ran(room, ADA), ran(room, BOB)) == ([], ["subject:c"])
    assert room.told() == [("query.forget", "person:ada")]


def test_where_none_are_kept_earlier_ones_go(room):
    """Turned off in the settings, nothing is noted and what was kept is forgotten."""
    room.recents.note(ADA, "subject:a")
    room.recents.flush()
    off = room.recents_that_keep(0)
    off.note(ADA, "subject:b")
    assert off.of(ADA) == []
    off.flush()
    with room.database.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM recent_query")) == 0
    off.flush()


def test_fewer_are_kept_when_the_setting_says_so(here):
    """From the next search on."""
    for words in ("subject:a", "subject:b", "subject:c"):
        here.clock.turn(seconds=1)
        here.recents.note(ADA, words)
    here.recents.flush()
    fewer = here.recents_that_keep(1)
    assert [one.filter for one in fewer.of(ADA)] == ["subject:c"]


def test_a_view_is_part_of_what_was_asked(here):
    """The same words in another view are another search; where they say nothing, they are none."""
    for view in ("url_clicks", "phish", "all_email", "phish"):
        here.clock.turn(seconds=1)
        here.recents.note(ADA, "subject:a", view=view)
    here.clock.turn(seconds=1)
    here.recents.note(ADA, "verdict:blocked", view="url_clicks")
    assert [(one.view, one.filter) for one in here.recents.of(ADA)] == [
        ("url_clicks", "verdict:blocked"),
        ("phish", "subject:a"),
        ("all_email", "subject:a"),
    ]
