"""How cuts are said."""

from __future__ import annotations

from clawback.analysis.limits import Limit, limited


def test_cuts_are_named_once_in_a_stable_order():
    """The same cuts always read the same."""
    assert limited([Limit.URLS, Limit.PARTS, Limit.URLS]) == "limited:parts,urls"
