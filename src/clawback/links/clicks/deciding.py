"""What becomes of a click, decided without any part: by the link, the book and the policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from clawback.filters.urls import url_key
from clawback.links.clicks.book import Book, Entry, Kind, Marks, host_of, marks_of
from clawback.links.clicks.policy import ClickPolicy
from clawback.links.clicks.redirects.chain import NO_CHAIN, Chain
from clawback.links.terms import ClickThrough
from clawback.model.click import ClickThreat
from clawback.model.labelled import Labelled
from clawback.model.verdict import ClickVerdict, DetectionTechnology, ThreatType

_LONGEST_HOST = 255


class Page(Labelled):
    """What is shown in place of the link."""

    SCANNING = "scanning", "Scan in progress"
    SUSPICIOUS = "suspicious", "Suspicious message"
    PHISHING = "phishing", "Phishing attempt"
    MALICIOUS = "malicious", "Malicious website"
    ERROR = "error", "Error"


class Stage(Labelled):
    """How far those are who are asked at the click."""

    NOT_ASKED = "not_asked", "Nobody is asked"
    PENDING = "pending", "Asked"
    CLEAN = "clean", "Not listed"
    LISTED = "listed", "Listed"
    GAVE_UP = "gave_up", "No answer in time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What they said so far: of a link that is listed, by whom and as what."""

    stage: Stage = Stage.NOT_ASKED
    source: str = ""
    threat: ThreatType = ThreatType.PHISH


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What becomes of a click. Without a page the person is sent on to the link.

    `overridden` is what the click becomes when the person goes on past the page; `None` where they
    may not. `chain` are the links that it leads on to, where somebody looked.
    """

    verdict: ClickVerdict
    reason: str
    page: Page | None = None
    threats: tuple[ClickThreat, ...] = ()
    technologies: tuple[DetectionTechnology, ...] = ()
    overridden: ClickVerdict | None = None
    chain: tuple[str, ...] = ()


NOBODY_ASKED = Standing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found out about a link beyond the book: how it stands, and where it leads on to."""

    standing: Standing = NOBODY_ASKED
    chain: Chain = NO_CHAIN


_ORDER = (ThreatType.MALWARE, ThreatType.PHISH, ThreatType.SPAM)


def by_book(marks: Marks, book: Book, policy: ClickPolicy, now: datetime) -> Ruling | None:
    """Own blocks come first, then own allowances, then what is known; `None` for nothing known."""
    bad = book.naming(marks, now, blocks=True)
    own = [entry for entry in bad if entry.own]
    if own:
        return _blocked_by_policy(own[0], policy)
    allowed = book.naming(marks, now, blocks=False)
    if allowed:
        return Ruling(
            verdict=ClickVerdict.ALLOWED_BY_POLICY,
            reason=f"On your list {allowed[0].source} of links that are let through.",
            threats=(ClickThreat.ALLOW,),
        )
    known = _worst(bad, policy)
    return _blocked(known, policy) if known else None


def by_search(found: Found, book: Book, policy: ClickPolicy, now: datetime) -> Ruling:
    """Of a link that the book says nothing of: where it leads on to, then who was asked."""
    for hop in found.chain.hops:
        ruling = by_book(marks_of(hop, ""), book, policy, now)
        if ruling is not None and ruling.page is not None:
            reason = f"It leads on to {_shown(hop)}. {ruling.reason}"
            return replace(ruling, reason=reason, chain=found.chain.hops)
    ruling = _by_standing(policy, found.standing)
    reason = f"{ruling.reason} {found.chain.end.label}".rstrip()
    return replace(ruling, reason=reason, chain=found.chain.hops)


def _shown(hop: str) -> str:
    return host_of(url_key(hop))[:_LONGEST_HOST] or "another link"


def _blocked_by_policy(entry: Entry, policy: ClickPolicy) -> Ruling:
    return Ruling(
        verdict=ClickVerdict.BLOCKED_BY_POLICY,
        reason=f"On your block list {entry.source}.",
        page=Page.MALICIOUS,
        threats=(ClickThreat.BLOCK,),
        overridden=_if_allowed(policy, Page.MALICIOUS, ClickVerdict.POLICY_BLOCK_OVERRIDDEN),
    )


def _worst(bad: Sequence[Entry], policy: ClickPolicy) -> Entry | None:
    counted = [entry for entry in bad if policy.warn_spam or entry.threat is not ThreatType.SPAM]
    return min(
        counted, key=lambda entry: _ORDER.index(entry.threat or ThreatType.PHISH), default=None
    )


def _blocked(entry: Entry, policy: ClickPolicy) -> Ruling:
    threat = entry.threat or ThreatType.PHISH
    page = _page_of(entry.kind, threat)
    what = "The message it was in is" if entry.kind is Kind.MESSAGE else "The link is"
    return Ruling(
        verdict=ClickVerdict.BLOCKED,
        reason=f"{what} held for {threat.label.lower()}: {entry.source}.",
        page=page,
        threats=(ClickThreat(threat.value),),
        technologies=(DetectionTechnology.URL_MALICIOUS_REPUTATION,),
        overridden=_if_allowed(policy, page, ClickVerdict.BLOCK_OVERRIDDEN),
    )


def _page_of(kind: Kind, threat: ThreatType) -> Page:
    if threat is ThreatType.SPAM:
        return Page.SUSPICIOUS
    if threat is ThreatType.PHISH and kind is Kind.MESSAGE:
        return Page.PHISHING
    return Page.MALICIOUS


def _by_standing(policy: ClickPolicy, standing: Standing) -> Ruling:
    match standing.stage:
        case Stage.LISTED:
            found = Entry(
                kind=Kind.URL,
                what="",
                threat=standing.threat,
                source=f"listed by {standing.source}",
            )
            return _blocked(found, policy)
        case Stage.PENDING if policy.wait:
            return Ruling(
                verdict=ClickVerdict.PENDING_VERDICT,
                reason="Those who are asked at the click have not answered yet.",
                page=Page.SCANNING,
                overridden=_if_allowed(
                    policy, Page.SCANNING, ClickVerdict.PENDING_VERDICT_BYPASSED
                ),
            )
        case Stage.PENDING:
            return Ruling(
                verdict=ClickVerdict.PENDING_VERDICT_BYPASSED,
                reason="Nobody waits for those who are asked at the click, as the settings say.",
            )
        case Stage.GAVE_UP:
            return Ruling(
                verdict=ClickVerdict.NONE,
                reason="Those who are asked at the click did not answer in time.",
            )
        case Stage.CLEAN:
            return Ruling(verdict=ClickVerdict.ALLOWED, reason="Nothing is known against it.")
        case Stage.NOT_ASKED:
            return Ruling(verdict=ClickVerdict.ALLOWED, reason="Nothing is known against it.")


def _if_allowed(policy: ClickPolicy, page: Page, verdict: ClickVerdict) -> ClickVerdict | None:
    match policy.click_through:
        case ClickThrough.ALWAYS:
            return verdict
        case ClickThrough.SUSPICIOUS if page in {Page.SUSPICIOUS, Page.SCANNING}:
            return verdict
        case _:
            return None
