"""What the organisation wants of the click service, as the value that decisions are made by."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.links.terms import ClickThrough


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickPolicy:
    """Past which warnings people may go on, whether links in spam warn, and who waits for a scan.

    Without `wait` nobody waits for those who are asked at the click: the person goes on, and the
    click says so.
    """

    click_through: ClickThrough = ClickThrough.NEVER
    warn_spam: bool = True
    wait: bool = True
