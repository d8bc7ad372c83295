"""`clawback campaign`."""

from __future__ import annotations

import pytest


@pytest.mark.usefixtures("library")
def test_where_no_campaign_was_found_it_says_so(clawback):
    """No empty table; and an id that names nothing is a sentence."""
    assert "No campaign is like this." in clawback("campaign", "list", "--kind", "phish").err
    gone = clawback("campaign", "show", "G-1M8MBMX0GA893")
    assert (gone.code, "There is no such campaign" in gone.err) == (1, True)
