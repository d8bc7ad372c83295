"""Blocks, and numbers as stretches."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from clawback.jobs.block import Block, Done, Item, Result, runs


@given(st.sets(st.integers(0, 60)))
def test_runs_cover_exactly_the_numbers(numbers):
    """Stretches hold every number once, none other, and never touch each other."""
    stretches = runs(sorted(numbers))
    assert [n for a, b in stretches for n in range(a, b + 1)] == sorted(numbers)
    assert all(b + 1 < c for (_, b), (c, _) in pairwise(stretches))


def test_undone_items_keep_their_order():
    """What has no result is listed by number."""
    items = tuple(Item(seq, "", 1, False) for seq in range(4))
    block = Block(job=1, kind="", token=1, server_key="", account="", first=0, last=3, items=items)
    assert Done(block=block, results=[Result(1, "x", "")]).undone == [0, 2, 3]
