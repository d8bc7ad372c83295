"""A campaign that has turned bad, as a judgement of its mail."""

from __future__ import annotations

from clawback.campaigns.membership.turning import Bad
from clawback.filters.write import write
from clawback.purge.judgement import Cause, Verdict, Wish


def wish_of(bad: Bad) -> Wish:
    """What the house wants judged."""
    return Wish(
        verdict=Verdict(bad.threat.value),
        filter=write(bad.filter),
        reason=bad.reason,
        since=bad.since,
        cause=Cause.CAMPAIGN,
    )
