"""A worker's view of its block: what it may do, what is done, what stays in doubt."""

from __future__ import annotations

import pytest

from clawback.jobs.block import Block, Fault, FaultKind, Item, Result
from clawback.jobs.handler import LeaseLostError, StoppedError, Watch

_BLOCK = Block(
    job=1,
    kind="test",
    token=7,
    server_key="main",
    account="ada",
    first=0,
    last=3,
    items=tuple(Item(seq, "", 1, seq == 3) for seq in range(4)),
)


def watch(*, may_act=lambda _block: None, note=lambda _block, _notes: True):
    return Watch(_BLOCK, may_act=may_act, note=note)


def test_what_was_permitted_and_not_finished_stays_in_doubt():
    """An effect may have landed on it; what ended, or was looked at, is certain."""
    mine = watch()
    mine.permit([0, 1, 2])
    mine.finish([Result(0, "success", "")])
    mine.clear([1])
    done = mine.done()
    assert done.doubtful == {2, 3}
    assert done.undone == [1, 2, 3]
    assert [item.seq for item in mine.open_items()] == [1, 2, 3]


def test_a_refused_effect_leaves_no_doubt():
    """When it must not be, nothing was done, so nothing has to be looked at."""

    def stop(_block):
        raise StoppedError

    mine = watch(may_act=stop)
    with pytest.raises(StoppedError):
        mine.permit([0])
    assert not mine.in_doubt(0)
    assert mine.in_doubt(3)


def test_the_last_result_of_an_item_counts():
    """Finishing an item again puts the new result in place of the old."""
    mine = watch()
    mine.finish([Result(0, "failed", "")])
    mine.finish([Result(0, "success", "")])
    assert mine.done().results == (Result(0, "success", ""),)


def test_notes_need_the_lease():
    """Nothing to note asks nobody; a note that could not be kept forbids the effect."""
    asked = []

    def refuse(_block, notes):
        asked.append(list(notes))
        return False

    mine = watch(note=refuse)
    mine.note([])
    assert asked == []
    with pytest.raises(LeaseLostError):
        mine.note([Result(0, "", '"seen"')])
    assert asked == [[Result(0, "", '"seen"')]]


def test_a_fault_comes_back_with_the_block():
    """What stopped it is told beside what was done."""
    fault = Fault(kind=FaultKind.BROKEN, sentence="It broke.")
    assert watch().done(fault).fault == fault
