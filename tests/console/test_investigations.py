"""Investigations in the console: begun from a message, watched, and looked into."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.console.places import seen_in_every_look
from tests.console.test_every_page import faults

_PHISH = 'subject:"Your mailbox password expires today"'


def begun(page):
    """The page of an investigation that began with a phish of the wave, when it is over."""
    asked = {"filter": _PHISH, "limit": 1, "fields": "network_message_id"}
    (row,) = page.request.get("/api/v1/deliveries", params=asked).json()["rows"]
    page.goto(f"/messages/{row['network_message_id']}")
    page.get_by_role("link", name="Investigate").click()
    dialog = page.get_by_role("dialog", name="Investigate")
    expect(dialog.get_by_label("Which one")).to_have_value(row["network_message_id"])
    dialog.get_by_label("Why").fill("a test")
    dialog.get_by_role("button", name="Investigate").click()
    expect(page.get_by_text("9 of 9")).to_be_visible()
    return page


def test_its_page_can_be_used_by_everybody(desk, axe, screens):
    """Nothing serious for axe; what only people can do stands beside the actions. With pictures."""
    for page, look in seen_in_every_look(desk, "nora", begun):
        page.get_by_role("tab", name="Graph").click()
        expect(page.get_by_role("region", name="Graph")).to_be_visible()
        page.screenshot(path=screens / f"investigation-{look}.png", full_page=True)
        assert faults(page, axe) == []
        page.get_by_role("tab", name="Actions").click()
        advice = page.get_by_role("table", name="What only people can do")
        expect(advice.get_by_text("Block the link at the click").first).to_be_visible()
        page.screenshot(path=screens / f"investigation-actions-{look}.png", full_page=True)
        assert faults(page, axe) == []


def test_clusters_lead_to_their_mail_and_the_log_tells_every_step(desk):
    """Each verdict has its reason; the list leads back."""
    page = begun(desk("nora"))
    page.get_by_role("tab", name="Log").click()
    expect(page.get_by_role("table", name="Log").get_by_role("row")).to_have_count(10)
    page.get_by_role("tab", name="Email clusters").click()
    clusters = page.get_by_role("table", name="Email clusters")
    expect(clusters.get_by_text("Malicious").first).to_be_visible()
    clusters.get_by_role("link", name="Reads or looks alike").click()
    expect(page).to_have_url(re.compile("/explore.*cluster_id"))
    page.goto("/investigations")
    expect(
        page.get_by_role("table", name="Investigations").get_by_role("row").nth(1)
    ).to_be_visible()


def test_a_click_is_investigated_from_its_line(desk, screens):
    """The dialog has its id; the investigation has whoever clicked."""
    page = desk("nora")
    page.goto("/protection?tab=clicks")
    clicks = page.get_by_role("table", name="Clicks")
    row = clicks.get_by_role("row").nth(1)
    expect(row).to_be_visible()
    page.screenshot(path=screens / "clicks-investigate.png")
    who = row.get_by_role("cell").nth(1).inner_text()
    row.get_by_role("button", name="Investigate…").click()
    dialog = page.get_by_role("dialog", name="Investigate")
    expect(dialog.get_by_label("Begin with a")).to_have_value("click")
    dialog.get_by_role("button", name="Investigate").click()
    expect(page.get_by_text("9 of 9")).to_be_visible()
    page.get_by_role("tab", name="Evidence").click()
    expect(page.get_by_role("table", name="Evidence").get_by_text(who).first).to_be_visible()


def test_a_sender_is_investigated_from_its_menu(desk):
    """The dialog has the sender; one that names no mail says so."""
    page = desk("nora")
    page.goto("/investigations?begin=sender&value=nobody@nowhere.example")
    dialog = page.get_by_role("dialog", name="Investigate")
    dialog.get_by_role("button", name="Investigate").click()
    expect(dialog.get_by_text("No mail is like this")).to_be_visible()


def test_who_only_reads_begins_none(desk):
    """The button says what is missing."""
    page = desk("vera")
    page.goto("/investigations")
    expect(page.get_by_role("button", name="Investigate…")).to_have_accessible_description(
        "Your role reads investigations and begins none."
    )
