"""Filters that stand for ticked rows and for bounds in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from tests.making.deliveries import NOW, START, make_delivery

from clawback.filters.match import matcher
from clawback.filters.parse import parse
from clawback.model.delivery import Latest, Row
from clawback.model.folding import fold
from clawback.remediation.choice import Names
from clawback.remediation.container import bounded, filter_of


def finds(text, delivery):
    fits = matcher(parse(text), now=NOW, lists=None)
    return fits(Row(delivery=delivery, latest=Latest()))


@pytest.mark.parametrize(
    "recipient", ["ada@example.org", 'o"neil@x.io', "back\\slash@x.io", "a*b@x.io", "a) OR (b@x.io"]
)
def test_just_the_ticked_deliveries(recipient):
    """Whatever an address holds, the filter finds this delivery and no other."""
    ticked = make_delivery(1, recipient=recipient)
    keys = {(fold(ticked.network_message_id), recipient), ("x", "y@z")}
    text = filter_of(Names(keys=frozenset(keys)))
    assert finds(text, ticked)
    assert not finds(text, make_delivery(2, recipient=recipient))
    assert not finds(text, make_delivery(1, recipient="ab@x.io"))


def test_pasted_ids_find_every_delivery_of_their_messages():
    """Network message ids and internet message ids, beside ticked deliveries."""
    named, ticked, other = make_delivery(1), make_delivery(2), make_delivery(3)
    keys = {(fold(ticked.network_message_id), ticked.recipient)}
    ids = {fold(named.network_message_id), '"odd) OR (id"@x'}
    text = filter_of(Names(keys=frozenset(keys), ids=frozenset(ids)))
    assert [finds(text, one) for one in (named, ticked, other)] == [True, True, False]


def test_bounds_become_part_of_the_filter():
    """The first moment is included and the last is not, in any time zone."""
    late = START + timedelta(seconds=2)
    text = bounded("subject:invoice OR recipient:ada*", START, late.astimezone(timezone.max))
    assert [finds(text, make_delivery(n)) for n in range(4)] == [True, True, False, False]
    assert bounded("x", None, None) == "x"
    assert finds(bounded("", datetime(2026, 1, 1, tzinfo=UTC), None), make_delivery())
