"""One message in the browser: what is told of it, and the mail itself in a frame without power."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect
from tests.console.company import Look
from tests.console.places import seen_in_every_look, settled
from tests.console.test_every_page import faults

TABS = ("summary", "timeline", "preview", "headers", "links", "attachments", "similar")
_WIDER = (
    "(({scrollWidth, clientWidth}) => scrollWidth - clientWidth)(document.querySelector('main'))"
)


@dataclass(frozen=True, slots=True)
class Known:
    """A delivery of the demo and where its page is."""

    message_id: str
    recipient: str

    def path(self, tab: str = "summary") -> str:
        return f"/messages/{self.message_id}?recipient={self.recipient}&tab={tab}"


def _delivery(page, wanted):
    answer = page.request.get("/api/v1/deliveries", params={"filter": wanted, "limit": 1})
    (row,) = answer.json()["rows"]
    return Known(row["network_message_id"], row["recipient"])


def _phish(page):
    return _delivery(page, "threat:phish url_count>0")


def _visit(page, tab):
    with settled(page):
        page.goto(_phish(page).path(tab))
        expect(page.get_by_role("tab", selected=True)).to_be_visible()


def _look_into(page, reason="case 4711"):
    page.get_by_label("Reason", exact=True).fill(reason)
    page.get_by_role("button", name="Show the mail").click()


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_can_be_used_by_everybody(desk, axe, screens, tab):
    """Nothing serious for axe in light and dark, nothing wider than the page; with pictures."""
    for page, look in seen_in_every_look(desk, "nora", lambda page: _visit(page, tab)):
        page.screenshot(path=screens / f"message-{tab}-{look}.png")
        assert page.evaluate(_WIDER) <= 0
        assert faults(page, axe) == []


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_can_be_read_at_twice_its_size(desk, tab):
    """At 200 % zoom (half the window) nothing hangs over the edge of the page."""
    page = desk("nora", Look(width=720, height=450))
    _visit(page, tab)
    assert page.evaluate(_WIDER) <= 0


def test_a_mail_is_shown_for_a_reason_in_a_page_of_no_site(desk):
    """Its HTML has no origin and runs nothing; the reason is at hand the next time."""
    page = desk("nora")
    known = _phish(page)
    page.goto(known.path("preview"))
    _look_into(page)
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("sandbox", "")
    address = frame.get_attribute("src") or ""
    expect(frame.content_frame.locator("body")).not_to_be_empty()
    shown = page.frame(url=re.compile(f"{re.escape(address)}$"))
    assert shown is not None
    assert len(shown.locator("body").inner_text()) > 20
    assert shown.evaluate("self.origin") == "null"
    assert page.request.get(address).status == 404
    page.goto(known.path("preview"))
    expect(page.get_by_label("Reason", exact=True)).to_have_value("case 4711")


def test_a_mail_that_was_shown_stays_while_other_tabs_are_looked_at(desk):
    """Coming back is not another look."""
    page = desk("nora")
    looks = []
    page.on("request", lambda asked: looks.append(asked.url) if asked.method == "POST" else None)
    page.goto(_phish(page).path("preview"))
    _look_into(page)
    frame = page.frame_locator("iframe").locator("body")
    before = frame.inner_text()
    page.get_by_role("tab", name="Headers").click()
    expect(page.get_by_role("heading", name="The way it came")).to_be_visible()
    page.get_by_role("tab", name="Preview").click()
    assert frame.inner_text() == before
    assert len(looks) == 1


def test_who_may_not_read_content_is_told_what_it_takes(desk):
    """All but the mail itself is there."""
    page = desk("vera")
    page.goto(_phish(page).path("preview"))
    expect(page.get_by_text("content.read")).to_be_visible()
    expect(page.get_by_label("Reason", exact=True)).to_have_count(0)


def test_a_file_is_taken_away_in_an_archive(desk):
    """It needs a reason, and comes as a ZIP."""
    page = desk("nora")
    page.goto(_delivery(page, "attachment_count>0 threat:malware").path("attachments"))
    page.get_by_role("button", name="ZIP").first.click()
    dialog = page.get_by_role("dialog", name="Take the file away")
    dialog.get_by_label("Reason", exact=True).fill("case 4711")
    with page.expect_download() as taken:
        dialog.get_by_role("button", name="Download the ZIP").click()
    assert taken.value.suggested_filename.endswith(".zip")


def test_keys_go_from_tab_to_tab(desk):
    """Each by its number; the address says which is open."""
    page = desk("nora")
    page.goto(_phish(page).path())
    expect(page.get_by_role("tab", name="Summary", selected=True)).to_be_visible()
    page.keyboard.press("4")
    expect(page.get_by_role("tab", name="Headers", selected=True)).to_be_visible()
    expect(page).to_have_url(re.compile("tab=headers"))
    expect(page.get_by_role("img", name="The way of the mail")).to_be_visible()


def test_a_link_leads_to_its_trace_and_the_trace_to_explore(desk):
    """From the mail to everybody who got the link, and on to all of the mail."""
    page = desk("nora")
    page.goto(_phish(page).path("links"))
    page.get_by_role("link", name="Trace", exact=True).first.click()
    expect(page.get_by_role("heading", name="How it was understood")).to_be_visible()
    page.get_by_role("link", name="In Explore").click()
    expect(page).to_have_url(re.compile(r"/explore\?filter="))


def test_a_wrapped_and_defanged_link_is_understood(desk):
    """What was around it is told, step by step."""
    page = desk("nora")
    page.goto("/links")
    page.get_by_label("Link, host, or host and path").fill(
        "hxxps://eur01[.]safelinks[.]protection[.]outlook[.]com/?url=https%3A%2F%2Fevil.example%2Fa"
    )
    page.keyboard.press("Enter")
    expect(page.get_by_text("Wrapped by")).to_be_visible()
    expect(page.get_by_text("hxxps://evil[.]example/a", exact=True)).to_be_visible()


def test_what_is_no_link_is_said_where_it_stands(desk):
    """The field is marked, and there is help below."""
    page = desk("nora")
    page.goto(f"/links?url={json.dumps('nothing at all')}")
    expect(page.get_by_role("alert")).to_contain_text("is no link")
    expect(page.get_by_role("list", name="Examples")).to_be_visible()
