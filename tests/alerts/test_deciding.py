"""When what fits makes an alert."""

from __future__ import annotations

import math
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.alerts.making import hit, policy
from tests.making.deliveries import NOW

from clawback.alerts.deciding import Open, Standing, decide, hour_of, usual_limit

NOTHING = Standing()


def sizes(decision):
    return [(part.into, len(part.hits)) for part in decision.parts]


def test_what_comes_within_a_minute_is_one_alert():
    """Each time: three in a minute are one alert, the one after it another."""
    decision = decide(policy(), [hit(0), hit(30), hit(59), hit(60)], NOTHING)
    assert sizes(decision) == [("", 3), ("", 1)]


def test_an_exempt_policy_never_folds():
    """A policy that does not fold makes an alert of each, even at the same moment."""
    decision = decide(policy(folds=False), [hit(0, "a"), hit(0, "b")], NOTHING)
    assert sizes(decision) == [("", 1), ("", 1)]


def test_an_open_alert_takes_up_what_follows():
    """What comes within the minute of an alert that is there goes to it."""
    standing = Standing(latest=Open(id="W-1", tripped_at=NOW))
    decision = decide(policy(), [hit(20), hit(80)], standing)
    assert sizes(decision) == [("W-1", 1), ("", 1)]


def test_a_threshold_counts_within_its_window():
    """Two in the window and one long before are too few for three; the third makes one of three."""
    three = policy("threshold", count=3, minutes=10)
    early, rest = hit(-3600), [hit(0), hit(60)]
    few = decide(three, [early, *rest], NOTHING)
    assert (few.parts, len(few.waiting)) == ([], 3)
    enough = decide(three, [hit(120)], Standing(pending=rest))
    assert sizes(enough) == [("", 3)]
    assert not enough.waiting


def test_a_threshold_folds_for_its_window():
    """After a threshold is passed, the same window adds to the alert and opens no other."""
    two = policy("threshold", count=2, minutes=10)
    decision = decide(two, [hit(at * 30) for at in range(10)], NOTHING)
    assert sizes(decision) == [("", 10)]


def test_nothing_is_unusual_before_a_day_was_learned():
    """A policy that has learned for less than 24 hours finds nothing unusual."""
    young = NOW - timedelta(hours=23)
    assert usual_limit({}, young, hour_of(NOW)) == math.inf
    decision = decide(policy("unusual"), [hit(at) for at in range(100)], Standing(since=young))
    assert not decision.parts


def test_more_than_usual_makes_one_alert_an_hour():
    """Eleven where one an hour is usual makes one alert, to which the rest of the hour goes."""
    at = hour_of(NOW)
    hours = {at - timedelta(hours=back): 1 for back in range(1, 169)}
    standing = Standing(hours=hours, since=NOW - timedelta(days=7))
    usual = decide(policy("unusual", count=3), [hit(1), hit(2), hit(3), hit(4)], standing)
    assert not usual.parts
    decision = decide(policy("unusual", count=3), [hit(one) for one in range(11)], standing)
    assert sizes(decision) == [("", 11)]


times = st.lists(st.integers(0, 4000), max_size=60, unique=True)


@given(times, st.sampled_from(["each", "threshold", "unusual"]), st.integers(1, 5))
def test_nothing_is_lost_or_counted_twice(seconds, kind, count):
    """Every hit is in exactly one alert, or waits; a new alert has at least as many as it needs."""
    wanted = policy(kind, count=count, minutes=5)
    standing = Standing(since=NOW - timedelta(days=3))
    decision = decide(wanted, [hit(at) for at in seconds], standing)
    placed = [one.mark for part in decision.parts for one in part.hits]
    placed += [one.mark for one in decision.waiting]
    assert sorted(placed) == sorted(hit(at).mark for at in seconds)
    if kind == "threshold":
        assert all(len(part.hits) >= count for part in decision.parts)


@given(times, st.integers(1, 4))
def test_it_does_not_matter_how_mail_is_cut_into_batches(seconds, count):
    """In order of time, one batch and many batches of one come to the same alerts."""
    wanted = policy("threshold", count=count, minutes=5)
    whole = decide(wanted, [hit(at) for at in seconds], NOTHING)
    standing, opened = NOTHING, 0
    for at in sorted(seconds):
        found = decide(wanted, [hit(at)], standing)
        pending = [*standing.pending, *found.waiting]
        for part in found.parts:
            opened += not part.into
            gone = {one.mark for one in part.hits}
            pending = [one for one in pending if one.mark not in gone]
            if not part.into:
                standing = Standing(latest=Open(id="W", tripped_at=part.tripped_at))
        standing = Standing(latest=standing.latest, pending=pending)
    assert opened == sum(not part.into for part in whole.parts)
