"""Telling waits for the work to rest, but not for ever, and goes in groups."""

from __future__ import annotations

from queue import Empty, Queue

import pytest

from clawback.jobs import teller
from clawback.jobs.block import Item, Result, Told
from clawback.jobs.patience import Patience
from clawback.jobs.teller import Teller

_SOON = 10.0  # seconds in which a thread surely comes to its turn


class _Listener:
    """Keeps the tokens of each group it was told of; stands for the hearer and the ledger."""

    def __init__(self):
        self.groups: Queue[list[int]] = Queue()
        self.waiting = []
        self.heard = set()

    def untold(self, *, items):
        group, taken = [], 0
        for one in self.waiting:
            if one.token not in self.heard and taken < items:
                group.append(one)
                taken += len(one.results)
        return group

    def tell(self, told):
        self.groups.put([one.token for one in told])

    def told(self, tokens):
        self.heard.update(tokens)


def attempt(token, items=1):
    """A finished attempt that ended so many items."""
    return Told(
        job=1,
        kind="test",
        token=token,
        server_key="main",
        account="ada",
        items=tuple(Item(seq, "", 1, False) for seq in range(items)),
        results=tuple(Result(seq, "success", "") for seq in range(items)),
    )


@pytest.fixture
def listener():
    return _Listener()


@pytest.fixture
def telling(listener):
    made = Teller(listener, {"test": listener}, lambda: None)
    made.start()
    yield made
    made.stop()


def test_what_ends_during_the_work_is_told_when_it_rests(telling, listener):
    """Nothing is told while work goes on; then all of it at once."""
    telling.news(ended=False, resting=False)
    for number in (1, 2):
        listener.waiting.append(attempt(number))
        telling.news(ended=True, resting=False)
    with pytest.raises(Empty):
        listener.groups.get(timeout=0.1)
    telling.news(ended=False, resting=True)
    assert listener.groups.get(timeout=_SOON) == [1, 2]


def test_work_that_never_rests_does_not_keep_it_back(listener):
    """After some seconds it is told all the same."""
    made = Teller(listener, {"test": listener}, lambda: None, Patience(gather=0.01))
    made.news(ended=False, resting=False)
    made.start()
    listener.waiting.append(attempt(1))
    made.news(ended=True, resting=False)
    assert listener.groups.get(timeout=_SOON) == [1]
    made.stop()


def test_large_attempts_go_in_several_groups(telling, listener, monkeypatch):
    """A group ends with the attempt that makes it large."""
    monkeypatch.setattr(teller, "_LARGEST_GROUP", 3)
    listener.waiting += [attempt(1, items=2), attempt(2, items=2), attempt(3)]
    telling.news(ended=True, resting=True)
    groups = [listener.groups.get(timeout=_SOON) for _ in range(2)]
    assert groups == [[1, 2], [3]]


def test_stopping_tells_what_waits(listener):
    """An orderly end leaves nothing untold, even with work that was still under way."""
    made = Teller(listener, {"test": listener}, lambda: None)
    made.start()
    listener.waiting.append(attempt(1))
    made.news(ended=True, resting=False)
    made.stop()
    assert listener.groups.get(timeout=_SOON) == [1]


def test_news_that_was_lost_is_found(listener, monkeypatch):
    """It looks by itself now and then, so nothing stays untold for ever."""
    monkeypatch.setattr(teller, "_LOOK_SECONDS", 0.01)
    made = Teller(listener, {"test": listener}, lambda: None)
    made.start()
    listener.waiting.append(attempt(1))
    assert listener.groups.get(timeout=_SOON) == [1]
    made.stop()
