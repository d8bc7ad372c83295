"""The client's shapes of lists and queries, and the API's document, are one."""

from __future__ import annotations

import pytest

from clawback.client import lists, queries

NAMES = {
    lists.KeptList: "ListOut",
    lists.KindCount: "KindOut",
    lists.ListFault: "FaultOut",
    lists.ListEntry: "EntryOut",
    lists.Unmatched: "UnmatchedOut",
    queries.SavedQuery: "QueryOut",
    queries.Ran: "RanOut",
    queries.Count: "FoundCountOut",
    queries.DayCount: "DayOut",
    queries.Trend: "TrendOut",
    queries.Tracked: "TrackedOut",
    queries.RecentQuery: "RecentOut",
    queries.Recents: "RecentsOut",
}


@pytest.mark.parametrize(("ours", "theirs"), NAMES.items())
def test_a_shape_has_the_answers_keys(schemas, ours, theirs):
    """No key is missing and none is made up."""
    assert set(ours.__annotations__) == set(schemas[theirs]["properties"])
