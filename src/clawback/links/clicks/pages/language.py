"""What a language of the pages has to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clawback.links.clicks.deciding import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language: a title and a text for each page, and what stands on buttons."""

    code: str
    titles: Mapping[Page, str]
    texts: Mapping[Page, str]
    leads_to: str
    go_on: str
    go_on_from_scan: str
    go_back: str
    contact: str
    done_title: str
    done_text: str
    altered: str
    unknown: str
    expired: str
    not_kept: str
    nothing_here: str
