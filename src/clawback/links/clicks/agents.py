"""Tells people from programs that open links before people do, decided without any part."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from clawback.links.clicks.opened import Opened
from clawback.model.click import ClickedBy

SOON = timedelta(seconds=5)
"""Nobody reads a mail so soon after its links were made."""
TOGETHER = timedelta(seconds=3)
_AT_ONCE = 3  # different links of one mail, opened together
_KNOWN = re.compile(
    r"bot\b|bot/|crawl|spider|scan|preview|facebookexternalhit|whatsapp|slurp|headless"
    r"|barracuda|mimecast|proofpoint|symantec|trendmicro|sophos|fireeye|forcepoint|zscaler"
    r"|bitdefender|kaspersky|virustotal|urlscan|existence discovery"
    r"|^(?:curl|wget|python|go-http|java|okhttp|libwww|axios|node|ruby|php|apache-http|httpx)\b",
    re.IGNORECASE,
)
_PREFETCH = ("prefetch", "prerender", "preview")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a request shows of whoever sent it: its method, and headers by lower-case name."""

    method: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who it was, and why we think so; no reason where nothing speaks against a person."""

    by: ClickedBy
    reason: str = ""


_PERSON = Told(by=ClickedBy.PERSON)


def who(seen: Seen, made_at: datetime, now: datetime) -> Told:
    """Whether a request looks like a person's; `made_at` is when the link was made."""
    headers = seen.headers
    purpose = headers.get("sec-purpose") or headers.get("purpose") or headers.get("x-moz", "")
    if any(word in purpose.lower() for word in _PREFETCH):
        return Told(by=ClickedBy.PREFETCHER, reason="The browser fetched it ahead.")
    if seen.method == "HEAD":
        return _scanner("It asked whether the link is there, and not for what it leads to.")
    agent = headers.get("user-agent", "")
    if not agent:
        return _scanner("It does not say what it is.")
    if _KNOWN.search(agent):
        return _scanner("It says that it is a program.")
    if timedelta(0) <= now - made_at < SOON:
        return _scanner("It opened the link within seconds of the delivery.")
    return _PERSON


def told_apart(opened: Sequence[Opened]) -> list[Opened]:
    """The same clicks; who opened several links of one mail at once is no person.

    A person clicks one link, then another. Only what is at hand is looked at.
    """
    groups: defaultdict[tuple[str, str, str], list[Opened]] = defaultdict(list)
    for one in opened:
        if one.network_message_id:
            groups[one.network_message_id, one.ip, one.user_agent].append(one)
    programs = {name for group in groups.values() for name in _at_once(group)}
    return [_by_program(one) if one.id in programs else one for one in opened]


def _at_once(group: Sequence[Opened]) -> set[str]:
    found: set[str] = set()
    for one in group:
        near = [each for each in group if abs(each.at - one.at) <= TOGETHER]
        if len({each.url for each in near}) >= _AT_ONCE:
            found.update(each.id for each in near)
    return found


def _by_program(one: Opened) -> Opened:
    if one.clicked_by is not ClickedBy.PERSON or one.clicked_through:
        return one
    reason = f"{one.reason} Several links of the mail were opened at once."
    return replace(one, clicked_by=ClickedBy.SCANNER, reason=reason)


def _scanner(reason: str) -> Told:
    return Told(by=ClickedBy.SCANNER, reason=reason)
