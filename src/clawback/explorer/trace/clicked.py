"""Who clicked on a link, when, with which verdict; and who got it and has not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clawback.explorer.message.sections import Named
from clawback.model.click import OPENED_VERDICTS, Click, ClickedBy
from clawback.model.folding import fold

SHOWN = 200
"""Clicks, and recipients who have not clicked, that are shown one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clicked:
    """One click, as it is shown."""

    id: str
    at: datetime
    recipient: str
    url: str
    verdict: Named
    clicked_through: bool
    network_message_id: str
    ip: str
    user_agent: str
    workload: Named
    clicked_by: Named
    reason: str
    threats: tuple[Named, ...]
    url_chain: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A value with its word, and how many have it."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clicks:
    """The clicks on a link.

    `total` and `verdicts` count clicks of people, `clickers` people; `scanned` counts what programs
    opened that look at links before people do. `opened` are people who were let through
    or went on past a warning. `not_clicked` are the first 200 by address who got the link and have
    not clicked on it; `not_clicked_count` how many there are. `newest` are the newest 200 clicks.
    `complete` is false where there were too many clicks or recipients to look at all.
    """

    total: int
    scanned: int
    clickers: int
    opened: int
    verdicts: tuple[Counted, ...]
    newest: tuple[Clicked, ...]
    not_clicked: tuple[str, ...]
    not_clicked_count: int
    complete: bool


def clicks_of(clicks: Sequence[Click], recipients: Sequence[str], *, complete: bool) -> Clicks:
    """The sum of `clicks`, newest first, and of those who got the link."""
    people = [click for click in clicks if click.clicked_by is ClickedBy.PERSON]
    who = {fold(click.recipient) for click in people}
    left = sorted({each for each in recipients if fold(each) not in who})
    verdicts = Counter(click.verdict for click in people)
    return Clicks(
        total=len(people),
        scanned=len(clicks) - len(people),
        clickers=len(who),
        opened=len({fold(click.recipient) for click in people if _opened(click)}),
        verdicts=tuple(
            Counted(code=verdict.value, label=verdict.label, count=many)
            for verdict, many in sorted(verdicts.items(), key=lambda one: (-one[1], one[0]))
        ),
        newest=tuple(map(clicked, clicks[:SHOWN])),
        not_clicked=tuple(left[:SHOWN]),
        not_clicked_count=len(left),
        complete=complete,
    )


def clicked(click: Click) -> Clicked:
    """One click as it is shown."""
    return Clicked(
        id=click.id,
        at=click.at,
        recipient=click.recipient,
        url=click.url,
        verdict=Named(click.verdict.value, click.verdict.label),
        clicked_through=click.clicked_through,
        network_message_id=click.network_message_id,
        ip=click.ip,
        user_agent=click.user_agent,
        workload=Named(click.workload.value, click.workload.label),
        clicked_by=Named(click.clicked_by.value, click.clicked_by.label),
        reason=click.reason,
        threats=tuple(Named(one.value, one.label) for one in click.threat_type),
        url_chain=click.url_chain,
    )


def _opened(click: Click) -> bool:
    """Whether the person may have seen the page."""
    return click.clicked_through or click.verdict in OPENED_VERDICTS
