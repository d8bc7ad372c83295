"""Somebody at a protected link: all that is known of the moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clawback.links.clicks.agents import Seen
from clawback.links.clicks.book import Marks
from clawback.links.clicks.pages.language import Words
from clawback.model.protected_link import ProtectedLink


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The link and its path, what the book can name of it, what the request shows, from where."""

    link: ProtectedLink
    path: str
    marks: Marks
    seen: Seen
    words: Words
    at: datetime
    ip: str
