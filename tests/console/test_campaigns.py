"""Campaigns in the console: found, looked at, called otherwise, and their mail explored."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.console.places import seen_in_every_look
from tests.console.test_every_page import faults

_NOTE = "delivery-note"


def opened(page, text):
    """The panel of the one campaign that has this in its name."""
    page.goto(f"/campaigns?text={text}")
    page.get_by_role("table", name="Campaigns").get_by_role("button").first.click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_text("Where it lies now")).to_be_visible()
    return panel


def test_its_panel_can_be_used_by_everybody(desk, axe, screens):
    """Nothing serious for axe; with pictures."""
    for page, look in seen_in_every_look(desk, "nora", lambda page: opened(page, "password-phish")):
        page.screenshot(path=screens / f"campaign-{look}.png")
        assert faults(page, axe) == []


def test_its_mail_is_one_click_away(desk):
    """Explore asks for the campaign, from its first mail on, and finds as many deliveries."""
    page = desk("nora")
    panel = opened(page, _NOTE)
    (told,) = page.request.get("/api/v1/campaigns", params={"text": _NOTE}).json()["items"]
    expect(panel.get_by_text(told["id"])).to_be_visible()
    panel.get_by_role("link", name="Explore its mail").click()
    expect(page).to_have_url(re.compile(rf"/explore\?filter=campaign_id%3A{told['id']}&"))
    expect(page.get_by_text(f"{told['deliveries']} deliveries").first).to_be_visible()


def test_it_is_called_otherwise_by_who_may(desk):
    """The list has the new name at once; who only reads is told what is missing."""
    page = desk("nora")
    panel = opened(page, "payment-today")
    panel.get_by_role("button", name="Rename…").click()
    asked = page.get_by_role("dialog", name="Rename the campaign")
    asked.get_by_label("Name").fill("Search engines")
    asked.get_by_role("button", name="Rename").click()
    expect(asked).to_have_count(0)
    expect(panel.get_by_role("heading", name="Search engines")).to_be_visible()
    page.goto("/campaigns?text=search engines")
    table = page.get_by_role("table", name="Campaigns")
    expect(table.get_by_role("button", name="Search engines")).to_be_visible()


def test_where_none_is_like_this_it_says_so(desk):
    """And one click shows every one."""
    page = desk("nora")
    page.goto("/campaigns?text=xyzzy&kind=malware")
    expect(page.get_by_text("No campaign is like this")).to_be_visible()
    page.get_by_role("button", name="Show every campaign").click()
    expect(page.get_by_role("table", name="Campaigns")).to_be_visible()


def at_its_page(page, text):
    """The page of the one campaign that has this in its name."""
    opened(page, text).get_by_role("link", name="Open its page").click()
    expect(page.get_by_role("region", name="The way of its mail")).to_be_visible()
    expect(page.get_by_role("region", name="Over time")).to_be_visible()
    return page


def test_its_page_can_be_used_by_everybody(desk, axe, screens):
    """Nothing serious for axe; with pictures."""
    for page, look in seen_in_every_look(
        desk, "nora", lambda page: at_its_page(page, "password-phish")
    ):
        page.screenshot(path=screens / f"campaign-page-{look}.png", full_page=True)
        assert faults(page, axe) == []


def test_its_page_leads_to_its_mail_and_gives_a_report(desk):
    """A value of the picture is searched for within the campaign; the report is a Word document."""
    page = at_its_page(desk("nora"), _NOTE)
    page.get_by_role("tab", name="Sender IPs").click()
    expect(page.get_by_role("columnheader", name="Sender IPs")).to_be_visible()
    with page.expect_download() as told:
        page.get_by_role("link", name="Report").click()
    assert told.value.suggested_filename.endswith(".docx")
    page.get_by_role("button", name=re.compile("^Search for Inbox")).click()
    expect(page).to_have_url(re.compile("/explore.*latest_delivery_location"))


def test_it_is_merged_and_taken_back(desk):
    """The other page opens with the mail of both; the history takes it back with one button."""
    page = at_its_page(desk("nora"), _NOTE)
    page.get_by_role("button", name="Merge…").click()
    asked = page.get_by_role("dialog", name="Merge into another campaign")
    asked.get_by_label("Into").select_option(index=1)
    asked.get_by_role("button", name="Merge", exact=True).click()
    expect(asked).to_have_count(0)
    expect(page.get_by_role("heading", name=_NOTE)).to_have_count(0)
    page.get_by_role("tab", name="History").click()
    expect(page.get_by_role("cell", name="Merged", exact=True)).to_be_visible()
    page.get_by_role("button", name="Take back…").click()
    page.get_by_role("dialog").get_by_role("button", name="Take back").click()
    expect(page.get_by_role("cell", name="Merged, then taken back")).to_be_visible()
    page.goto(f"/campaigns?text={_NOTE}")
    expect(page.get_by_role("table", name="Campaigns").get_by_role("button")).to_have_count(1)
