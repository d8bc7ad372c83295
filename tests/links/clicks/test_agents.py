"""Who opened a link: a person, or a program that looks before people do."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.links.clicks.desk import BROWSER
from tests.links.clicks.made import opened

from clawback.links.clicks.agents import Seen, told_apart, who
from clawback.model.click import ClickedBy

NOW = datetime(2026, 11, 30, tzinfo=UTC)
LONG_AGO, JUST_NOW = NOW - timedelta(hours=1), NOW - timedelta(seconds=2)


@pytest.mark.parametrize(
    ("method", "headers", "made_at", "by"),
    [
        ("GET", {"user-agent": BROWSER}, LONG_AGO, ClickedBy.PERSON),
        ("HEAD", {"user-agent": BROWSER}, LONG_AGO, ClickedBy.SCANNER),
        ("GET", {}, LONG_AGO, ClickedBy.SCANNER),
        ("GET", {"user-agent": "python-requests/2.32"}, LONG_AGO, ClickedBy.SCANNER),
        ("GET", {"user-agent": "curl/8.5"}, LONG_AGO, ClickedBy.SCANNER),
        (
            "GET",
            {"user-agent": "Mozilla/5.0 (compatible; bingbot/2.0)"},
            LONG_AGO,
            ClickedBy.SCANNER,
        ),
        ("GET", {"user-agent": "Mozilla/5.0 HeadlessChrome/140"}, LONG_AGO, ClickedBy.SCANNER),
        ("GET", {"user-agent": "BarracudaCentral"}, LONG_AGO, ClickedBy.SCANNER),
        (
            "GET",
            {"user-agent": "Microsoft Office Existence Discovery"},
            LONG_AGO,
            ClickedBy.SCANNER,
        ),
        ("GET", {"user-agent": BROWSER}, JUST_NOW, ClickedBy.SCANNER),
        (
            "GET",
            {"user-agent": BROWSER, "sec-purpose": "prefetch;prerender"},
            LONG_AGO,
            ClickedBy.PREFETCHER,
        ),
        ("GET", {"user-agent": BROWSER, "purpose": "prefetch"}, LONG_AGO, ClickedBy.PREFETCHER),
        ("GET", {"user-agent": BROWSER, "x-moz": "prefetch"}, LONG_AGO, ClickedBy.PREFETCHER),
        (
            "GET",
            {"user-agent": "Mozilla/5.0 (iPhone) CriOS/140 Mobile"},
            LONG_AGO,
            ClickedBy.PERSON,
        ),
    ],
)
def test_programs_are_told_by_what_they_show(method, headers, made_at, by):
    """A method, a header, a name, or the seconds since the delivery; who is none has a reason."""
    told = who(Seen(method=method, headers=headers), made_at, NOW)
    assert told.by is by
    assert bool(told.reason) is (by is not ClickedBy.PERSON)


def test_who_opens_several_links_of_a_mail_at_once_is_no_person():
    """Three links within three seconds from one place are a program's, one thrice is not."""
    burst = [opened(number, url=f"https://a.example/{number}", at=NOW) for number in range(3)]
    later = opened(3, url="https://a.example/3", at=NOW + timedelta(minutes=1))
    assert [one.clicked_by for one in told_apart([*burst, later])] == [
        *[ClickedBy.SCANNER] * 3,
        ClickedBy.PERSON,
    ]
    same = [opened(number, at=NOW) for number in range(5)]
    elsewhere = [
        opened(n, url=f"https://a.example/{n}", at=NOW, ip=f"192.0.2.{n}") for n in range(3)
    ]
    assert told_apart(same) == same
    assert told_apart(elsewhere) == elsewhere
