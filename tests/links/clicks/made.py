"""Clicks as the click service writes them down."""

from __future__ import annotations

from dataclasses import replace

from tests.links.clicks.desk import BROWSER, MESSAGE, NOW, SHOP

from clawback.links.clicks.opened import Opened
from clawback.model.verdict import ClickVerdict


def opened(number: int = 0, **changes: object) -> Opened:
    """A click of somebody on the shop's link."""
    plain = Opened(
        id=f"click-{number}",
        at=NOW,
        url=SHOP,
        network_message_id=MESSAGE,
        recipient="00" * 8,
        key=1,
        verdict=ClickVerdict.ALLOWED,
        reason="Nothing is known against it.",
        ip="192.0.2.7",
        user_agent=BROWSER,
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # a test names real attributes
