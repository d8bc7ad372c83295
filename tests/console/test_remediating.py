"""Pulling mail back in the console: alone, with another person, and taking it back."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

FILTER = "url_path:/session/keep directionality:inbound"
PANEL = f"/actions?since=all&remediate={quote(FILTER)}"


def fill_in(page, action, name):
    """The panel with an action and a name; gives the deliveries that it would act on."""
    page.goto(PANEL)
    panel = page.get_by_role("dialog")
    expect(panel.get_by_text("deliveries acted on")).to_be_visible()
    panel.get_by_role("radio", name=action).check()
    panel.get_by_role("textbox", name="Name").fill(name)
    return panel


def undo(page):
    """Puts back what the remediation on this page moved, and waits until that is done."""
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("dialog").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Undo of")).to_be_visible()
    expect(page.get_by_text("Completed", exact=True)).to_be_visible()


def test_mail_is_pulled_back_and_put_back(desk):
    """One panel, a button that says what it does, live progress, evidence, and an undo."""
    page = desk("sam")
    panel = fill_in(page, "Soft delete", "Password phish")
    panel.get_by_role("button", name="Soft delete 64 deliveries").click()
    expect(page.get_by_role("heading", name="Password phish")).to_be_visible()
    expect(page.get_by_text("Completed", exact=True)).to_be_visible()
    expect(page.get_by_text("of 64 done")).to_be_visible()
    page.get_by_role("button", name="Evidence of").first.click()
    expect(page.get_by_text("Seen there afterwards")).to_be_visible()
    undo(page)


def test_two_people_agree_and_the_first_sees_it_happen(desk):
    """Whoever proposed cannot approve; another does, and the proposer's page shows it by itself."""
    sam, vera = desk("sam"), desk("vera")
    panel = fill_in(sam, "Move to Deleted Items", "For two people")
    panel.get_by_role("button", name="Propose to others").click()
    expect(sam.get_by_text("Somebody else decides on this")).to_be_visible()
    expect(sam.get_by_role("button", name="Approve")).to_have_attribute("aria-disabled", "true")
    vera.goto("/actions")
    vera.get_by_role("link", name="For two people").click()
    expect(vera.get_by_role("heading", name="For two people", level=1)).to_be_visible()
    vera.get_by_role("button", name="Approve").click()
    vera.get_by_role("dialog").get_by_role("button", name="Approve and start").click()
    expect(vera.get_by_text("Vera Brandt approved")).to_be_visible()
    expect(sam.get_by_text("Completed", exact=True)).to_be_visible()
    undo(sam)


@pytest.mark.parametrize("kind", ["XLSX", "CSV"])
def test_affected_users_are_a_file(desk, kind):
    """Before anything is done, who got it can be taken away."""
    page = desk("sam")
    page.goto(PANEL)
    with page.expect_download() as taken:
        page.get_by_role("dialog").get_by_role("button", name=kind).click()
    assert taken.value.suggested_filename == f"affected-users.{kind.lower()}"


def test_the_history_is_narrowed_in_the_address(desk):
    """How it ended, who proposed and when stand in the address, which shows the same anew."""
    page = desk("sam")
    panel = fill_in(page, "Move to Deleted Items", "Never to be")
    panel.get_by_role("button", name="Propose to others").click()
    page.get_by_role("button", name="Withdraw").click()
    asked = page.get_by_role("dialog")
    asked.get_by_label("Why").fill("A mistake.")
    asked.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("Withdrawn").first).to_be_visible()
    page.goto("/actions?tab=history")
    filters = page.get_by_role("search", name="Filters of the history")
    filters.get_by_label("State").select_option(label="Withdrawn")
    filters.get_by_label("When").select_option(label="Last 24 hours")
    filters.get_by_label("Proposed by").fill("Vera Brandt")
    expect(page.get_by_text("No remediation fits")).to_be_visible()
    page.reload()
    expect(filters.get_by_label("State")).to_have_value("withdrawn")
    filters.get_by_label("Proposed by").fill("sam okafor")
    table = page.get_by_role("table", name="History")
    expect(table.get_by_role("link", name="Never to be")).to_be_visible()
    assert "state=withdrawn" in page.url
    assert "from=-24h" in page.url
    filters.get_by_role("button", name="Clear").click()
    expect(page).to_have_url(re.compile(r"/actions\?tab=history$"))
