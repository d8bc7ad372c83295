"""Saved queries, on both engines of the state database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from tests.making.house import START
from tests.queries.conftest import ADA, BOB, LAPTOP, ROOT, SERVICE

from clawback.filters.errors import FilterError
from clawback.queries import queries as module
from clawback.queries.listing import Listing, Whose
from clawback.queries.query import (
    BadQueryError,
    Content,
    Edit,
    NameTakenError,
    NotYoursError,
    QueryMissingError,
    Span,
    TooManyQueriesError,
    View,
)

_PHISH = Content(
    filter="  threat:phish  AND from:EVE@evil.example ",
    span=Span(since="-90d"),
    view=View.PHISH,
    sort="-time_received",
    columns=("time_received", "subject"),
)


def names(queries, actor, **asked):
    return [one.name for one in queries.page(actor, Listing(**asked), limit=10)]


def test_a_query_is_kept_as_it_was_written(room):
    """Text, range, view, order and columns come back as they were, whoever's browser asks."""
    kept = room.queries.save(ADA, " Phish  of Eve ", _PHISH, shared=False)
    assert room.queries.get(ADA, kept.id) == kept
    assert (kept.name, kept.content) == ("Phish  of Eve", _PHISH)
    assert (kept.author, kept.owner, kept.created_at) == ("Ada", "ada", START)
    assert room.queries.get(LAPTOP, kept.id) == kept
    assert room.told() == [("query.create", f"query:{kept.id}")]


def test_a_tokens_queries_are_its_owners(here):
    """And a service's token, behind which nobody stands, has queries of its own."""
    mine = here.queries.save(LAPTOP, "from my laptop", Content(), shared=False)
    assert (mine.owner, mine.author) == ("ada", "Ada")
    service = here.queries.save(SERVICE, "nightly", Content(), shared=False)
    assert (service.owner, service.author) == ("token:t2", "soar")
    assert names(here.queries, SERVICE) == ["nightly"]


def test_private_ones_are_unknown_to_others(room):
    """To administrators too; what is shared is read by all, and changed by owner or manager."""
    private = room.queries.save(ADA, "private", Content(), shared=False)
    shared = room.queries.save(ADA, "shared", Content(), shared=True)
    for other in (BOB, ROOT, SERVICE):
        with pytest.raises(QueryMissingError):
            room.queries.get(other, private.id)
        with pytest.raises(QueryMissingError):
            room.queries.edit(other, private.id, Edit(name="x"))
        assert room.queries.get(other, shared.id) == shared
    for act in (
        lambda: room.queries.edit(BOB, shared.id, Edit(name="x")),
        lambda: room.queries.delete(BOB, shared.id),
    ):
        with pytest.raises(NotYoursError):
            act()
    assert room.queries.edit(ROOT, shared.id, Edit(name="x")).edited_by_name == "Root"
    room.queries.delete(ROOT, shared.id)
    with pytest.raises(QueryMissingError):
        room.queries.get(ADA, shared.id)


def test_names_are_unique_for_each_owner(room):
    """Case does not matter; another owner may have the same; renaming is held to it too."""
    first = room.queries.save(ADA, "Phish", Content(), shared=True)
    room.queries.save(BOB, "phish", Content(), shared=True)
    with pytest.raises(NameTakenError, match="PHISH"):
        room.queries.save(LAPTOP, "PHISH", Content(), shared=False)
    second = room.queries.save(ADA, "Other", Content(), shared=False)
    with pytest.raises(NameTakenError):
        room.queries.edit(ADA, second.id, Edit(name="phish"))
    assert room.queries.edit(ADA, first.id, Edit(name="PHISH")).name == "PHISH"


@pytest.mark.parametrize(
    ("content", "fault", "said"),
    [
        (Content(filter="sendr:a"), FilterError, "sender_address"),
        (Content(filter="list:nope"), FilterError, "There is no list"),
        (Content(filter="tags:vpi"), FilterError, "vpi"),
        (Content(span=Span(since="yesterday")), BadQueryError, "`since` cannot be read"),
        (Content(span=Span(since="-1d", until="-2d")), BadQueryError, "lies after"),
        (Content(sort="a b"), BadQueryError, "`sort`"),
        (Content(columns=("A",)), BadQueryError, "`columns`"),
        (Content(columns=("a",) * 201), BadQueryError, "200 columns"),
    ],
)
def test_what_cannot_be_read_is_not_saved(here, content, fault, said):
    """A sentence says what is wrong, when saving and when changing."""
    kept = here.queries.save(ADA, "good", _PHISH, shared=False)
    with pytest.raises(fault, match=said):
        here.queries.save(ADA, "bad", content, shared=False)
    edit = Edit(
        filter=content.filter,
        since=content.span.since,
        until=content.span.until,
        sort=content.sort,
        columns=content.columns,
    )
    with pytest.raises(fault, match=said):
        here.queries.edit(ADA, kept.id, edit)
    assert here.queries.get(ADA, kept.id) == kept


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\nb"])
def test_a_name_is_a_name(here, name):
    """Neither empty nor endless, and on one line."""
    with pytest.raises(BadQueryError, match="needs a name"):
        here.queries.save(ADA, name, Content(), shared=False)


def test_an_edit_changes_what_it_names_alone(room):
    """And leaves an entry; one that changes nothing leaves none."""
    kept = room.queries.save(ADA, "q", _PHISH, shared=False)
    room.clock.turn(hours=1)
    after = room.queries.edit(ADA, kept.id, Edit(since="2026-11-01", shared=True))
    assert after.content.span == Span(since="2026-11-01")
    assert (after.content.filter, after.shared) == (_PHISH.filter, True)
    assert after.edited_at == START + timedelta(hours=1)
    assert room.queries.edit(ADA, kept.id, Edit(shared=True)) == after
    assert [action for action, _ in room.told()] == ["query.create", "query.edit"]


def test_a_copy_is_ones_own(here):
    """Private unless it is shared, with changes, from one that somebody else shares."""
    shared = here.queries.save(ADA, "q", _PHISH, shared=True)
    copy = here.queries.copy(BOB, shared.id, "mine", Edit(until="-1d"))
    assert (copy.owner, copy.name, copy.shared) == ("bob", "mine", False)
    assert copy.content.span == Span(since="-90d", until="-1d")
    assert copy.content.filter == _PHISH.filter


def test_running_tells_the_range_from_now(room):
    """Relative ends move, exact ones stay; the run is noted, at most once a minute."""
    kept = room.queries.save(
        ADA, "q", Content(span=Span(since="-90d", until="2026-11-23")), shared=True
    )
    room.clock.turn(seconds=30)
    ran = room.queries.run(BOB, kept.id)
    assert ran.since == START + timedelta(seconds=30) - timedelta(days=90)
    assert ran.until == START.replace(hour=0)
    first = room.queries.get(ADA, kept.id).executed_at
    room.clock.turn(seconds=30)
    room.queries.run(BOB, kept.id)
    assert room.queries.get(ADA, kept.id).executed_at == first == START + timedelta(seconds=30)
    room.clock.turn(seconds=30)
    room.queries.run(ADA, kept.id)
    assert room.queries.get(ADA, kept.id).executed_at == START + timedelta(seconds=90)


def test_a_query_that_cannot_be_read_any_more_is_shown(here):
    """With the reason; it can be mended, and is whole again when its list is."""
    here.lists.put("bad", ["evil.example"])
    kept = here.queries.save(ADA, "q", Content(filter="list:bad"), shared=False)
    assert here.queries.reader.said("list:bad").problem == ""
    here.lists.delete("bad")
    assert names(here.queries, ADA) == ["q"]
    assert 'There is no list "bad"' in here.queries.reader.said("list:bad").problem
    with pytest.raises(FilterError):
        here.queries.run(ADA, kept.id)
    assert here.queries.edit(ADA, kept.id, Edit(name="mended")).name == "mended"


def test_lists_are_paged_and_narrowed(room):
    """By whose they are, by name and by part of it; newest first."""
    for number in range(5):
        room.clock.turn(seconds=1)
        room.queries.save(ADA, f"100% wave {number}", Content(), shared=number % 2 == 0)
    room.clock.turn(seconds=1)
    room.queries.save(BOB, "Bob's", Content(), shared=True)
    first = room.queries.page(ADA, Listing(), limit=4)
    rest = room.queries.page(ADA, Listing(), limit=4, before=first[-1].id)
    assert [one.name for one in (*first, *rest)] == [
        "Bob's",
        *(f"100% wave {number}" for number in (4, 3, 2, 1, 0)),
    ]
    assert names(room.queries, ADA, whose=Whose.MINE)[0] == "100% wave 4"
    assert names(room.queries, ADA, whose=Whose.OTHERS) == ["Bob's"]
    assert names(room.queries, BOB, whose=Whose.OTHERS) == [f"100% wave {n}" for n in (4, 2, 0)]
    assert names(room.queries, ADA, name=" BOB'S") == ["Bob's"]
    assert names(room.queries, ADA, text="0% WAVE 3") == ["100% wave 3"]
    assert names(room.queries, ADA, text="%wave") == []


def test_nobody_fills_the_database(here, monkeypatch):
    """One owner can have so many and no more."""
    monkeypatch.setattr(module, "MOST_QUERIES", 2)
    for name in ("a", "b"):
        here.queries.save(ADA, name, Content(), shared=False)
    with pytest.raises(TooManyQueriesError):
        here.queries.save(ADA, "c", Content(), shared=False)
    here.queries.save(BOB, "c", Content(), shared=False)


def test_what_is_kept_survives_a_filter_language_that_changed(here):
    """Text of another release that says nothing to this one is still listed and shown."""
    kept = here.queries.save(ADA, "q", _PHISH, shared=False)
    with here.database.write() as connection:
        connection.execute(text("UPDATE saved_query SET filter = 'older:field'"))
    (found,) = here.queries.page(ADA, Listing(), limit=10)
    assert (found.id, found.content.filter) == (kept.id, "older:field")
    assert "There is no field" in here.queries.reader.said(found.content.filter).problem
