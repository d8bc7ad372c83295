"""The click service, asked in this process: it leads on or shows a page, and writes it down."""

import asyncio
import re
import time
from datetime import timedelta
from http import HTTPStatus

import pytest
from tests.links.clicks.desk import MESSAGE, NOW, SHOP, Desk
from tests.servers.web_client import WebClient

from clawback.links.clicks.book import Entry, Kind, message_number
from clawback.links.clicks.deciding import Page
from clawback.links.clicks.lookups import Listed, MemoryLookup
from clawback.links.clicks.pages.branding import Branding, Logo
from clawback.links.clicks.pages.english import ENGLISH
from clawback.links.clicks.pages.german import GERMAN
from clawback.links.clicks.policy import ClickPolicy
from clawback.links.clicks.privacy import People, Privacy
from clawback.links.clicks.redirects.asking import MemoryWeb
from clawback.links.clicks.redirects.chains import Chains
from clawback.links.clicks.redirects.following import Following
from clawback.links.terms import ClickTerms, ClickThrough
from clawback.model.click import ClickedBy
from clawback.model.verdict import ClickVerdict, ThreatType
from clawback.spool.commit import SpoolLimits

PHISH = Entry(
    kind=Kind.MESSAGE, what=message_number(MESSAGE), threat=ThreatType.PHISH, source="its verdict"
)
ANYBODY = ClickPolicy(click_through=ClickThrough.ALWAYS)
SLIP = re.compile(r'(?:value="|slip=)([^"]+)"')


def slip_of(answer):
    found = SLIP.search(answer.text)
    return found[1] if found else ""


class Never:
    """Somebody who does not answer."""

    def goes_by(self, link):
        return link.host

    async def ask(self, link):  # noqa: ARG002 - the port's
        await asyncio.Event().wait()


def test_an_allowed_link_leads_on_when_it_is_written_down(desk):
    """With the person's blinded address, the mail, and the reason; nothing is set or remembered."""
    at = desk()
    answer = at.get(at.path(to="anna@example.org"))
    assert (answer.status_code, answer.headers["location"]) == (HTTPStatus.FOUND, SHOP)
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert "set-cookie" not in answer.headers
    (click,) = at.logged()
    assert (click.url, click.network_message_id, click.at) == (SHOP, MESSAGE, NOW)
    assert (click.verdict, click.clicked_by) == (ClickVerdict.ALLOWED, ClickedBy.PERSON)
    assert click.recipient != "00" * 8
    assert click.reason == "Nothing is known against it."


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_a_program_is_led_on_and_kept_apart(desk, method):
    """It sees what a person would see; the click is no person's."""
    at = desk()
    answer = at.web.request(method, at.path(age=timedelta(0)), follow_redirects=False)
    assert answer.headers["location"] == SHOP
    assert at.logged()[0].clicked_by is ClickedBy.SCANNER


@pytest.mark.parametrize(
    ("threat", "page"),
    [
        (ThreatType.PHISH, Page.PHISHING),
        (ThreatType.MALWARE, Page.MALICIOUS),
        (ThreatType.SPAM, Page.SUSPICIOUS),
    ],
)
@pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["en", "de"])
def test_all_links_of_a_bad_message_are_stopped(desk, threat, page, words):
    """A page says why, in the reader's language, with no way on."""
    at = desk()
    at.block(Entry(kind=Kind.MESSAGE, what=PHISH.what, threat=threat, source="its verdict"))
    answer = at.get(at.path(), {"Accept-Language": words.code})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "location" not in answer.headers
    assert words.titles[page] in answer.text
    assert "<form" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert at.logged()[0].verdict is ClickVerdict.BLOCKED


def test_a_person_goes_on_where_the_policy_lets_them_and_is_written_down(desk):
    """By a form with a slip; both clicks are told together."""
    at = desk(policy=ANYBODY)
    at.block(PHISH)
    path = at.path()
    answer = at.post(path, slip_of(at.get(path)))
    assert (answer.status_code, answer.headers["location"]) == (HTTPStatus.SEE_OTHER, SHOP)
    blocked, through = at.logged()
    assert through.id == f"{blocked.id}-through"
    assert (through.verdict, through.clicked_through) == (ClickVerdict.BLOCK_OVERRIDDEN, True)


@pytest.mark.parametrize("how", ["no slip", "another link's", "too much"])
def test_nobody_goes_on_in_any_other_way(desk, how):
    """Without the slip of this very page, the page stays."""
    at = desk(policy=ANYBODY)
    at.block(PHISH)
    path, other = at.path(), at.path("https://other.example/")
    slips = {"no slip": "", "another link's": slip_of(at.get(other)), "too much": "x" * 5000}
    answer = at.post(path, slips[how])
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "location" not in answer.headers


def test_what_the_policy_says_now_counts(tmp_path):
    """A page that was shown before the policy became strict leads nowhere any more."""
    lax = Desk(tmp_path, policy=ANYBODY)
    lax.block(PHISH)
    path = lax.path()
    slip = slip_of(lax.get(path))
    lax.close()
    strict = Desk(tmp_path)
    strict.block(PHISH)
    assert strict.post(path, slip).status_code == HTTPStatus.FORBIDDEN
    strict.close()


def test_the_terms_of_a_link_count_before_what_the_service_is_set_to(desk):
    """One may be gone on with where others may not, and the other way round; old links as set."""
    at = desk()
    at.block(PHISH)
    lax, strict = (
        ClickTerms(click_through=one) for one in (ClickThrough.ALWAYS, ClickThrough.NEVER)
    )
    path = at.path(terms=lax)
    assert at.post(path, slip_of(at.get(path))).status_code == HTTPStatus.SEE_OTHER
    for path in (at.path(), at.path(terms=strict)):
        assert at.post(path, slip_of(at.get(path))).status_code == HTTPStatus.FORBIDDEN


def test_a_link_whose_clicks_are_not_kept_is_judged_and_leaves_no_trace(desk):
    """It leads on or is stopped as any other; nothing is written down."""
    at = desk()
    path = at.path(terms=ClickTerms(track=False))
    assert at.get(path).status_code == HTTPStatus.FOUND
    at.block(PHISH)
    assert at.get(path).status_code == HTTPStatus.FORBIDDEN
    assert at.logged() == []


def test_a_slip_opens_nothing_by_an_address(desk):
    """What is got has no effect: only a form goes on."""
    at = desk(policy=ANYBODY)
    at.block(PHISH)
    path = at.path()
    assert at.get(f"{path}?slip={slip_of(at.get(path))}").status_code == HTTPStatus.FORBIDDEN


def test_a_slip_of_one_process_is_read_by_another(tmp_path):
    """Two processes with the same keys stand behind one name."""
    one = Desk(tmp_path, policy=ANYBODY)
    one.block(PHISH)
    path = one.path()
    slip = slip_of(one.get(path))
    one.close()
    two = Desk(tmp_path, policy=ANYBODY)
    two.block(PHISH)
    assert two.post(path, slip).headers["location"] == SHOP
    two.close()


def test_while_somebody_is_asked_a_page_waits_and_is_written_down_once(desk):
    """It looks again by itself; looking again is no further click."""
    at = desk(lookups=[Never()], policy=ANYBODY)
    path = at.path()
    answer = at.get(path)
    assert ENGLISH.titles[Page.SCANNING] in answer.text
    assert 'http-equiv="refresh"' in answer.text
    assert at.get(f"{path}?slip={slip_of(answer)}").status_code == HTTPStatus.OK
    assert at.post(path, slip_of(answer)).headers["location"] == SHOP
    assert [one.verdict for one in at.logged()] == [
        ClickVerdict.PENDING_VERDICT,
        ClickVerdict.PENDING_VERDICT_BYPASSED,
    ]


def test_a_listed_host_is_blocked_and_nobody_waits_where_they_need_not(desk):
    """With `wait` off the first click goes on and says so; the next ones know the answer."""
    listed = MemoryLookup({"shop.example": Listed(source="dbl.test")})
    at = desk(lookups=[listed], policy=ClickPolicy(wait=False))
    assert at.get(at.path()).headers["location"] == SHOP
    statuses = [at.get(at.path()).status_code for _ in range(3)]
    assert statuses[-1] == HTTPStatus.FORBIDDEN
    assert at.logged()[0].verdict is ClickVerdict.PENDING_VERDICT_BYPASSED


def test_an_old_key_leads_nowhere_and_shows_where_it_would(desk, tmp_path):
    """The link is genuine, so the click is kept; as text anybody can read where it leads."""
    first = desk()
    path = first.path()
    first.keys.rotate()
    first.close()
    late = Desk(tmp_path, now=NOW + timedelta(days=900))
    answer = late.get(path)
    assert (answer.status_code, "location" in answer.headers) == (HTTPStatus.GONE, False)
    assert "https://shop.example/a?b=c" in answer.text
    assert late.logged()[-1].verdict is ClickVerdict.ERROR
    late.close()


def test_an_unknown_key_shows_the_link_as_text_and_an_altered_link_shows_nothing(desk, tmp_path):
    """Of the first we cannot say whose it is; the second is somebody else's words."""
    at = desk()
    path = at.path()
    altered = at.get(path.replace("/shop.example", "/bank.example"))
    at.close()
    (tmp_path / "links.key").unlink()
    stranger = Desk(tmp_path)
    stranger.keys.rotate()
    file = tmp_path / "links.key"
    second = [line for line in file.read_text().split("\n") if not line.startswith("1 ")]
    file.write_text("\n".join(second))
    unknown = stranger.get(path)
    for answer in (altered, unknown):
        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert "<a" not in answer.text.replace('<a class="back"', "")
    assert "shop.example/a" in unknown.text
    assert "shop.example" not in altered.text
    assert stranger.logged() == []
    stranger.close()


def test_nobody_is_led_on_when_the_click_cannot_be_kept(desk):
    """A full disk: a page shows where the link leads, and leads nowhere. Blocked stays blocked."""
    at = desk(limits=SpoolLimits(reserve=1 << 60))
    answer = at.get(at.path())
    assert (answer.status_code, "location" in answer.headers) == (
        HTTPStatus.SERVICE_UNAVAILABLE,
        False,
    )
    assert "https://shop.example/a?b=c" in answer.text
    at.block(PHISH)
    assert at.get(at.path()).status_code == HTTPStatus.FORBIDDEN


def test_a_fault_of_ours_leads_nowhere(desk):
    """Whatever breaks while it is decided, there is a page and no way on."""
    at = desk()
    at.book = None
    answer = at.get(at.path())
    assert (answer.status_code, "location" in answer.headers) == (
        HTTPStatus.INTERNAL_SERVER_ERROR,
        False,
    )
    assert ENGLISH.texts[Page.ERROR] in answer.text


def test_what_is_not_to_be_kept_of_people_is_not_written(desk):
    """Neither the address nor the mail; the pseudonym stays."""
    at = desk(privacy=Privacy(ip=False, people=People.PSEUDONYMOUS))
    at.get(at.path(to="anna@example.org"))
    (click,) = at.logged()
    assert (click.ip, click.network_message_id) == ("", "")


def test_the_other_pages_are_there(desk):
    """Go back, the logo, what robots may do, whether it lives; everything else is not there."""
    at = desk(branding=Branding(name="Example", logo=Logo(content=b"png", media_type="image/png")))
    assert ENGLISH.done_title in at.get("/done").text
    assert at.get("/logo").content == b"png"
    assert "Disallow: /" in at.get("/robots.txt").text
    assert at.get("/healthz").status_code == HTTPStatus.OK
    for path in ("/", "/s/", "/s", "/x"):
        answer = at.get(path)
        assert (answer.status_code, "location" in answer.headers) == (HTTPStatus.NOT_FOUND, False)
    assert at.web.request("DELETE", at.path()).status_code == HTTPStatus.NOT_FOUND
    assert at.logged() == []


def test_where_a_link_leads_on_to_is_judged_and_kept(desk):
    """A short link to a blocked site is stopped; one that is harmless has its hops in the log."""
    leads = {SHOP: "https://b.example/", "https://short.example/": "https://evil.example/"}
    following = Following(MemoryWeb(leads), lambda _: "", deadline=5.0)
    at = desk(chains=Chains(following, time.monotonic))
    at.block(Entry(kind=Kind.HOST, what="evil.example", own=True, source="ours"))
    answers = [(at.get(at.path(SHOP)), at.get(at.path("https://short.example/"))) for _ in range(3)]
    assert [one.status_code for one in answers[-1]] == [HTTPStatus.FOUND, HTTPStatus.FORBIDDEN]
    assert at.get(at.path(SHOP)).headers["location"] == SHOP
    last = {one.url: one for one in at.logged()}
    assert last[SHOP].url_chain == ("https://b.example/",)
    assert last["https://short.example/"].verdict is ClickVerdict.BLOCKED_BY_POLICY


class Watched(MemoryWeb):
    """Notes what is asked."""

    def __init__(self):
        super().__init__({})
        self.asked: list[str] = []

    async def next(self, place):
        self.asked.append(place.url)
        return await super().next(place)


def test_what_the_book_knows_is_not_asked_about(desk):
    """No site learns of a click on a link that is blocked or let through anyway."""
    web = Watched()
    at = desk(chains=Chains(Following(web, lambda _: "", deadline=5.0), time.monotonic))
    at.block(PHISH)
    at.get(at.path())
    at.block(Entry(kind=Kind.URL, what="shop.example/a?b=c", own=True, blocks=False, source="x"))
    assert at.get(at.path()).headers["location"] == SHOP
    assert web.asked == []


def test_clicks_are_counted_by_verdict_and_by_whom(desk, tmp_path):
    """Each that was written down, and each that could not be; with the time that answers took."""
    at = desk()
    at.get(at.path())
    at.get(at.path(), headers={"user-agent": "curl/8"})
    at.block(PHISH)
    at.get(at.path())
    at.close()
    full = Desk(tmp_path, limits=SpoolLimits(backlog=0, reserve=0))
    full.get(full.path())
    full.close()
    said = {}
    for number, one in enumerate((at, full)):
        with WebClient(one.figures.application()) as web:
            said[number] = web.get("/metrics").text
    for line in (
        'clawback_clicks_total{clicked_by="person",verdict="allowed"} 1.0',
        'clawback_clicks_total{clicked_by="scanner",verdict="allowed"} 1.0',
        'clawback_clicks_total{clicked_by="person",verdict="blocked"} 1.0',
        "clawback_click_seconds_count 3.0",
    ):
        assert line in said[0]
    assert "clawback_clicks_not_kept_total 1.0" in said[1]
