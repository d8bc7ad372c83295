"""Counting tracked queries, on both engines of the state database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.making.clicks import make_click
from tests.making.house import START
from tests.queries.conftest import ADA, BOB, LAPTOP, ROOT, SERVICE, person

from clawback.filters.discretion import BodyForbiddenError
from clawback.filters.errors import FilterError
from clawback.identity.role import Permission
from clawback.model.scope import Scope
from clawback.queries import tracked as module
from clawback.queries.query import Content, Edit, NotYoursError, QueryMissingError, View
from clawback.queries.tracked import NotTrackedError
from clawback.queries.tracking import FIRST_DAYS, Count, TooManyTrackedError, TrackState
from clawback.store.port import Data

NORTH = Scope(domains=frozenset({"north.example"}))


def followed(room, actor=ADA, words="", name="q", *, shared=True):
    """A tracked query of this actor's."""
    kept = room.queries.save(actor, name, Content(filter=words), shared=shared)
    room.tracked.start(actor, kept.id)
    return kept.id


def today(room, query_id, actor=ADA):
    found = room.tracked.get(actor, query_id).figures.today
    return found and (found.rows, found.messages)


def test_a_query_is_counted_day_by_day(room):
    """Today, the day before, the series, and both trends at the same time of day."""
    for days, hour, number in ((0, 9, 1), (0, 10, 2), (1, 9, 3), (1, 20, 4), (7, 9, 5), (29, 1, 6)):
        at = START.replace(hour=hour) - timedelta(days=days)
        room.deliver(number, subject="wave", time_received=at)
        room.deliver(number, recipient="bob@example.org", subject="wave", time_received=at)
        room.deliver(number + 10, subject="other", time_received=at)
    query_id = followed(room, words="subject:wave")
    assert room.tracked.get(ADA, query_id).figures.today is None
    (said,) = room.counting.turn()
    assert (said.query_id, said.count) == (query_id, Count(rows=4, messages=2))
    seen = room.tracked.get(ADA, query_id)
    assert seen.tracking.counted_at == START
    assert seen.figures.yesterday == Count(rows=4, messages=2)
    assert (seen.figures.against_yesterday.now, seen.figures.against_yesterday.before) == (4, 2)
    assert seen.figures.against_last_week.before == 2
    series = [one.count.rows for one in seen.figures.series]
    assert len(series) == FIRST_DAYS
    assert (series[0], series[-8], series[-2:]) == (2, 2, [4, 4])
    assert sum(series) == 12


def test_counts_are_kept_and_renewed(room):
    """Every few minutes, not sooner; days stay when their mail is gone, also beyond a month."""
    query_id = followed(room)
    room.deliver(1)
    room.counting.turn()
    room.deliver(2)
    assert room.counting.turn() == []
    room.clock.turn(minutes=5)
    room.counting.turn()
    assert today(room, query_id) == (2, 2)
    room.clock.turn(days=1)
    room.counting.turn()
    room.store.forget(Data.ROWS, before=room.clock.now(), most=10)
    room.clock.turn(days=59)
    room.counting.turn()
    seen = room.tracked.get(ADA, query_id, days=100).figures.series
    assert len(seen) == FIRST_DAYS + 60
    assert [one.count.rows for one in seen if one.count.rows] == [2]


def test_a_turn_ends_when_its_time_is_used_up(room):
    """What is not done is done the next time, the longest untouched query first."""
    first, second = followed(room, name="a"), followed(room, name="b")
    room.deliver(1)
    brief = room.new_counting(seconds=4.0)
    assert len(brief.turn()) == 1
    assert len(brief.turn()) == 1
    assert (today(room, first), today(room, second)) == ((1, 1), (1, 1))
    short = room.tracked.get(ADA, first).figures.series
    assert len(short) < FIRST_DAYS
    room.clock.turn(minutes=5)
    room.counting.turn()
    assert len(room.tracked.get(ADA, first).figures.series) == FIRST_DAYS


def test_an_ended_counting_counts_nothing(here):
    """So that the server can stop."""
    followed(here)
    here.counting.end()
    assert here.counting.turn() == []


def test_two_servers_count_a_query_once(room, monkeypatch):
    """Whoever takes it first has it."""
    followed(room)
    other = room.new_counting()
    counted, one = [], room.counting._one

    def beside(*claimed):
        counted.extend(other.turn())
        return one(*claimed)

    monkeypatch.setattr(room.counting, "_one", beside)
    assert len(room.counting.turn()) == 1
    assert counted == []


def test_the_owners_scope_of_the_moment_counts(here):
    """It is asked at every count; counts of another scope are thrown away."""
    for number, domain in ((1, "north.example"), (2, "south.example")):
        here.deliver(number, recipient=f"x@{domain}")
    query_id = followed(here)
    here.counting.turn()
    assert today(here, query_id) == (2, 2)
    here.owners.scopes["ada"] = NORTH
    here.clock.turn(minutes=5)
    here.counting.turn()
    seen = here.tracked.get(ADA, query_id)
    assert seen.figures.today == Count(rows=1, messages=1)
    assert {one.counted_at for one in seen.figures.series} == {here.clock.now()}
    assert seen.tracking.scope == NORTH


def test_who_sees_less_is_shown_no_counts(here):
    """A shared query tells nobody how much there is beyond their own scope."""
    here.deliver(1, recipient="x@south.example")
    query_id = followed(here)
    reader = person("eve", scope=NORTH)
    assert here.tracked.get(reader, query_id).withheld is False
    here.counting.turn()
    seen = here.tracked.get(reader, query_id)
    assert (seen.withheld, seen.figures.today, seen.figures.series) == (True, None, ())
    assert here.tracked.get(BOB, query_id).withheld is False
    (listed,) = here.tracked.page(reader, limit=10)
    assert listed == seen


def test_counts_of_bodies_are_for_who_may_read_mail(here):
    """They are counted by the rights of their owner, and shown to nobody who has less."""
    here.owners.permissions["ada"] = frozenset(
        {Permission.DELIVERIES_READ, Permission.CONTENT_READ}
    )
    reader, other = person("ada", Permission.CONTENT_READ), person("eve", Permission.CONTENT_READ)
    query_id = followed(here, reader, words="body~wire")
    assert len(here.counting.turn()) == 1
    assert here.tracked.get(reader, query_id).withheld is False
    assert here.tracked.get(other, query_id).withheld is False
    assert here.tracked.get(BOB, query_id).withheld is True
    here.owners.permissions["ada"] = frozenset({Permission.DELIVERIES_READ})
    here.clock.turn(minutes=5)
    assert here.counting.turn() == []
    assert "right to read mail" in here.tracked.get(reader, query_id).tracking.trouble


def test_a_search_of_bodies_is_told_once(here):
    """When it begins to be counted and when it asks something else, not each time it is counted."""
    here.owners.permissions["ada"] = frozenset(
        {Permission.DELIVERIES_READ, Permission.CONTENT_READ}
    )
    reader = person("ada", Permission.CONTENT_READ)
    query_id = followed(here, reader, words="body~wire")
    here.counting.turn()
    here.queries.edit(reader, query_id, Edit(name="another name"))
    here.queries.edit(reader, query_id, Edit(filter="body~iban"))
    told = [subject for action, subject in here.told() if action == "content.search"]
    assert told == [f"query:{query_id}"] * 2
    refused = here.queries.save(BOB, "b", Content(filter="body~wire"), shared=False)
    with pytest.raises(BodyForbiddenError):
        here.tracked.start(BOB, refused.id)
    assert here.told()[-1] == ("content.search", f"query:{refused.id}")


def test_clicks_are_counted_too(room):
    """A query of the view of clicks, in its own words, within its owner's scope."""
    for number, recipient in ((1, "ada@example.org"), (2, "bob@example.org"), (2, "eve@b.example")):
        at = START - timedelta(minutes=number)
        room.store.record_clicks(
            [make_click(number, id=recipient, recipient=recipient, at=at, network_message_id="m")]
        )
    content = Content(filter="verdict:allowed recipient:*.org", view=View.URL_CLICKS)
    kept = room.queries.save(ADA, "clicks", content, shared=True)
    room.tracked.start(ADA, kept.id)
    room.counting.turn()
    assert room.tracked.get(BOB, kept.id).figures.today == Count(rows=2, messages=1)


@pytest.mark.parametrize("how", ["gone", "may not"])
def test_counting_stops_with_its_owner(room, how):
    """The reason is kept and told in the trail; they can turn it on again when they are back."""
    query_id = followed(room)
    if how == "gone":
        room.owners.gone.add("ada")
    else:
        room.owners.permissions["ada"] = frozenset()
    assert room.counting.turn() == []
    stopped = room.tracked.get(BOB, query_id).tracking
    assert stopped.state is TrackState.STOPPED
    assert stopped.reason.startswith("Its owner")
    assert room.told()[-1] == ("query.stop", f"query:{query_id}")
    room.clock.turn(minutes=5)
    assert room.counting.turn() == []
    assert [one.query.id for one in room.tracked.page(BOB, limit=10)] == [query_id]
    room.owners.gone.clear()
    room.owners.permissions.clear()
    assert room.tracked.start(ADA, query_id).tracking.state is TrackState.ON
    assert len(room.counting.turn()) == 1


def test_a_filter_that_says_nothing_any_more_is_trouble(here):
    """It is told, and over when the list is back."""
    here.lists.put("bad", ["evil.example"])
    query_id = followed(here, words="list:bad")
    here.lists.delete("bad")
    assert here.counting.turn() == []
    assert "There is no list" in here.tracked.get(ADA, query_id).tracking.trouble
    here.lists.put("bad", ["evil.example"])
    here.clock.turn(minutes=5)
    assert len(here.counting.turn()) == 1
    assert here.tracked.get(ADA, query_id).tracking.trouble == ""


def test_another_filter_is_counted_anew(room):
    """Counts of what it asked before are gone; another name or range changes nothing."""
    room.deliver(1, subject="wave")
    query_id = followed(room, words="subject:wave")
    room.counting.turn()
    room.queries.edit(ADA, query_id, Edit(name="other", since="-2d"))
    assert today(room, query_id) == (1, 1)
    room.queries.edit(ADA, query_id, Edit(filter="-subject:wave"))
    seen = room.tracked.get(ADA, query_id)
    assert (seen.figures.series, seen.tracking.counted_at) == ((), None)
    room.counting.turn()
    assert today(room, query_id) == (0, 0)
    room.queries.edit(ADA, query_id, Edit(view=View.PHISH))
    assert today(room, query_id) is None


def test_a_query_that_changes_while_it_is_counted(here, monkeypatch):
    """What was counted of it is thrown away, and counted anew in the same turn."""
    here.deliver(1, subject="wave")
    query_id = followed(here)
    asked = here.store.extent

    def meddling(query):
        monkeypatch.setattr(here.store, "extent", asked)
        here.queries.edit(ADA, query_id, Edit(filter="subject:other"))
        return asked(query)

    monkeypatch.setattr(here.store, "extent", meddling)
    (said,) = here.counting.turn()
    assert said.count == Count(rows=0, messages=0)
    assert today(here, query_id) == (0, 0)


def test_tracking_is_the_owners_to_decide(room):
    """Or an administrator's, of a shared one; turned off, the counts stay; all is told."""
    query_id = followed(room)
    room.counting.turn()
    with pytest.raises(NotYoursError):
        room.tracked.stop(BOB, query_id)
    assert room.tracked.stop(ROOT, query_id).tracking.state is TrackState.OFF
    assert room.tracked.page(ADA, limit=10) == []
    room.clock.turn(minutes=5)
    assert room.counting.turn() == []
    assert len(room.tracked.start(LAPTOP, query_id).figures.series) == FIRST_DAYS
    room.tracked.start(ADA, query_id)
    assert [action for action, _ in room.told()] == [
        *("query.create", "query.track", "query.untrack", "query.track")
    ]
    room.queries.delete(ADA, query_id)
    with pytest.raises(QueryMissingError):
        room.tracked.get(ADA, query_id)


def test_what_cannot_be_tracked(here, monkeypatch):
    """What was never turned on, what says nothing, more than is good, and what is private."""
    kept = here.queries.save(ADA, "q", Content(), shared=False)
    for act in (here.tracked.get, here.tracked.stop):
        with pytest.raises(NotTrackedError):
            act(ADA, kept.id)
    with pytest.raises(QueryMissingError):
        here.tracked.start(SERVICE, kept.id)
    here.lists.put("bad", ["x.example"])
    broken = here.queries.save(ADA, "broken", Content(filter="list:bad"), shared=False)
    here.lists.delete("bad")
    with pytest.raises(FilterError):
        here.tracked.start(ADA, broken.id)
    monkeypatch.setattr(module, "MOST_TRACKED", 1)
    here.tracked.start(ADA, kept.id)
    more = here.queries.save(ADA, "more", Content(), shared=False)
    with pytest.raises(TooManyTrackedError):
        here.tracked.start(ADA, more.id)
    assert here.tracked.states([kept.id, more.id]) == {kept.id: TrackState.ON}
