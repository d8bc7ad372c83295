from __future__ import annotations

from itertools import count

import pytest
from tests.making.house import TurnedClock

from clawback.preview.frames import LASTING, MOST_PAGES, POLICY, FrameGoneError, Frames

HOLDER = "p-1 session"


@pytest.fixture
def clock():
    return TurnedClock()


@pytest.fixture
def frames(clock):
    numbers = count(1)
    return Frames(clock, lambda size: next(numbers).to_bytes(size, "big"))


def _is_gone(frames, ticket, holder=HOLDER):
    with pytest.raises(FrameGoneError):
        frames.take(ticket, holder)
    return True


def test_a_page_is_given_once(frames):
    """It is whole, with the markup inside, and then it is gone."""
    ticket = frames.keep("<p>Pay</p>", HOLDER)
    page = frames.take(ticket, HOLDER)
    assert page.startswith("<!doctype html>")
    assert page.endswith("<p>Pay</p></body></html>")
    assert _is_gone(frames, ticket)


def test_a_page_is_for_its_holder(frames):
    """Whoever else shows the ticket gets nothing, and does not use it up."""
    ticket = frames.keep("<p>Pay</p>", HOLDER)
    assert _is_gone(frames, ticket, "p-1 other session")
    assert _is_gone(frames, ticket, "p-2 session")
    assert frames.take(ticket, HOLDER)


def test_a_page_waits_a_minute(frames, clock):
    """Then it is as if it had never been."""
    ticket, late = frames.keep("a", HOLDER), frames.keep("b", HOLDER)
    clock.turn(seconds=LASTING.total_seconds() - 1)
    assert frames.take(ticket, HOLDER)
    clock.turn(seconds=1)
    assert _is_gone(frames, late)


def test_pages_that_nobody_fetches_do_not_pile_up(frames):
    """The oldest make room: by number, and by size."""
    tickets = [frames.keep("a", HOLDER) for _ in range(MOST_PAGES + 1)]
    assert _is_gone(frames, tickets[0])
    assert frames.take(tickets[1], HOLDER)
    large = [frames.keep("x" * (6 << 20), HOLDER) for _ in range(3)]
    assert _is_gone(frames, large[0])
    assert frames.take(large[2], HOLDER)


def test_without_markup_there_is_no_page(frames):
    """Nothing is kept, and no ticket is given."""
    assert frames.keep("", HOLDER) == ""


def test_the_policy_lets_nothing_act():
    """A sandbox with no exception, no source of anything but styles in the page itself."""
    allowed = [one for one in POLICY.split("; ") if not one.endswith("'none'")]
    assert allowed == ["sandbox", "style-src 'unsafe-inline'", "frame-ancestors 'self'"]
