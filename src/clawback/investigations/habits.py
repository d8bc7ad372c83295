"""Whether somebody sends as they always do. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from clawback.investigations.playbook import Sending
from clawback.model.counted import counted

_USUAL_DAYS = 3  # with mail, before there is a habit


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What somebody sent. Counts are deliveries, and recipients, each once.

    `days` are the days before, `lately` what came in the last ones. Of the recipients, `known` got
    mail before, `addressed` lately, and `new` of these never before.
    """

    days: Sequence[int]
    lately: int
    known: int
    addressed: int
    new: int


def unusual(sent: Sent, limits: Sending) -> Iterator[str]:
    """What is out of the ordinary, each as a sentence with its numbers."""
    span = counted(limits.days, "day")
    working = [one for one in sent.days if one]  # who writes once a week is not idle on the others
    usual = median(working) * limits.days if working else 0
    habit = len(working) >= _USUAL_DAYS
    if habit and sent.lately >= max(limits.least, limits.times * usual):
        yield (
            f"They sent {sent.lately:,} deliveries in the last {span}, where "
            f"{usual:,.0f} are usual; the playbook asks for {limits.times:g} times "
            f"that and {limits.least:,}."
        )
    if habit and sent.new >= limits.least and sent.new >= limits.new_share * sent.addressed:
        yield (
            f"{sent.new:,} of the {sent.addressed:,} recipients of the last {span} never had mail "
            f"of theirs before, {sent.known:,} had; the playbook asks for "
            f"{limits.new_share:.0%} and {limits.least:,}."
        )
