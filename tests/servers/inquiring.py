"""Inquiries of engines in memory, about mail of which some bytes were kept."""

from __future__ import annotations

from collections.abc import Sequence

from clawback.model.clock import Clock
from clawback.purge.inquiry.asking import Asking, Engine
from clawback.purge.inquiry.inquiries import Inquiries
from clawback.purge.inquiry.inquiry import Budget
from clawback.purge.judgements import HOUSE, Judgements
from clawback.store.port import EventStore

KEPT = b"Subject: as it was kept\r\n\r\n"


def inquiries_of(
    judgements: Judgements, engines: Sequence[Engine], *, store: EventStore, clock: Clock
) -> Inquiries:
    """As quick as can be; what they find is judged by these judgements."""
    asking = Asking(
        engines,
        store=store,
        clock=clock,
        bring=lambda _: KEPT,
        judge=lambda wish: judgements.begin(wish, HOUSE),
    )
    budget = Budget(mails_per_minute=1_000_000)
    return Inquiries(judgements.ground, asking, policy=judgements.policy, budget=budget)
