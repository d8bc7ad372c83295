"""Delivered mail is judged again in a browser, and what follows is seen there."""

from __future__ import annotations

import re
from urllib.parse import quote

from playwright.sync_api import expect
from tests.console.mailboxes import mails
from tests.console.making import delivered, told

SUBJECT = "Judged again by a test"


def test_mail_is_judged_again_and_its_removal_proposed(desk, company, screens):
    """The dialog says what will follow; the judgement leads to the proposal and to the mail."""
    delivered(company, SUBJECT)
    before = mails(company.world.folder)
    sam = desk("sam")
    wanted = quote(f'subject:"{SUBJECT}"')
    sam.goto(f"/explore?since=-2d&filter={wanted}")
    expect(sam.get_by_role("grid").get_by_role("row").nth(1)).to_be_visible()
    sam.get_by_role("checkbox", name="Select all rows that are loaded").check()
    sam.get_by_role("region", name="Selection").get_by_role("button", name="Judge…").click()
    asked = sam.get_by_role("dialog")
    expect(asked.get_by_text("Soft delete for its copies is proposed to others.")).to_be_visible()
    send = asked.get_by_role("button", name="Judge as phish")
    expect(send).to_have_accessible_description("Say why first.")
    asked.get_by_label("Why", exact=True).fill("It asks for a password")
    sam.screenshot(path=screens / "judge.png")
    send.click()
    card = (
        sam.get_by_role("main")
        .locator("article, section, div")
        .filter(has_text="It asks for a password")
    )
    expect(card.get_by_text("A remediation was proposed").last).to_be_visible()
    expect(card.get_by_text("2 deliveries").last).to_be_visible()
    sam.screenshot(path=screens / "judgements.png")
    sam.get_by_role("link", name="What was done").first.click()
    expect(sam.get_by_role("heading", name=re.compile("Phish after delivery"))).to_be_visible()
    one = sam.url.rpartition("/")[2]
    sam.get_by_role("button", name="Withdraw").click()
    asked = sam.get_by_role("dialog")
    asked.get_by_label("Why", exact=True).fill("Only tried")
    asked.get_by_role("button", name="Withdraw").click()
    expect(sam.get_by_text("Withdrawn", exact=True)).to_be_visible()
    assert told(sam, one)["source"] == "purge"
    assert mails(company.world.folder) == before


def test_who_may_not_judge_reads_why(desk):
    """The button stands there, and says what is missing."""
    vera = desk("vera")
    vera.goto("/explore?since=-40d")
    # Rows that come later are not selected, so the box is not asked to stay ticked.
    vera.get_by_role("checkbox", name="Select all rows that are loaded").click()
    judge = vera.get_by_role("region", name="Selection").get_by_role("button", name="Judge…")
    expect(judge).to_have_accessible_description("Your role does not judge mail.")
