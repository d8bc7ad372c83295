"""Counts that always add up, and sentences."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clawback.remediation.outcome import Outcome, count

_tallies = st.dictionaries(st.sampled_from(["", *Outcome]), st.integers(0, 10**6))


@given(_tallies)
def test_counts_add_up(tally):
    """Ended and pending are the total, whatever the ledger counted."""
    counts = count(tally)
    assert counts.total == sum(tally.values())
    assert counts.pending == tally.get("", 0)
    assert sum(counts.of(outcome) for outcome in Outcome) == counts.ended


def test_failed_means_nothing_came_to_a_good_end():
    """One success is enough for completed; not-actionable alone is not a failure."""
    assert count({"failed": 3, "unknown": 1}).all_failed
    assert not count({"failed": 3, "success": 1}).all_failed
    assert not count({"failed": 3, "not_found": 1}).all_failed
    assert not count({"not_actionable": 3}).all_failed
    assert not count({}).all_failed


def test_counts_say_themselves():
    """In the order of the outcomes, with what is left."""
    said = count({"": 7, "success": 1204, "not_found": 3}).sentence()
    assert said == "1,204 success, 3 not found in mailbox, 7 still to do"
    assert count({"": 7}).sentence("left as they are") == "7 left as they are"
    assert count({}).sentence() == "nothing to do"
