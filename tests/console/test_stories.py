"""What people come to do, from the first search to the undo, by role and label alone."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from tests.console.mailboxes import INBOX, by_folder, mails
from tests.console.making import delivered, told

from clawback.demo.world import RECOVERABLE

_WAVE = 'subject:"Your mailbox password expires today" latest_delivery_location:inbox_folder'
LATER = 60_000  # milliseconds in which a small remediation is done on a busy machine


def hunt(page: Page, filter_text: str) -> None:
    """Types a filter into the line, as one does, and waits for its rows."""
    expect(page.get_by_role("grid").get_by_role("row").nth(1)).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.press("Control+a")
    page.keyboard.type(filter_text)
    page.keyboard.press("Escape")  # the proposals
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("filter=" + re.escape(quote(filter_text, safe=""))))


def opened(page: Page, filter_text: str) -> None:
    """Comes with a link to a search."""
    page.goto(f"/explore?since=-40d&filter={quote(filter_text)}")
    expect(page.get_by_role("grid").get_by_role("row").nth(1)).to_be_visible()


def select_everything(page: Page) -> None:
    """Ticks the whole result and opens the panel."""
    page.get_by_role("checkbox", name="Select all rows that are loaded").check()
    region = page.get_by_role("region", name="Selection")
    more = region.get_by_role("button", name="that match")
    if more.count():
        more.click()
    region.get_by_role("button", name="Remediate…").click()


def remediate(page: Page, filter_text: str, action: str, name: str, verb: str) -> str:
    """Does an action to all that a filter finds; the id of the remediation."""
    opened(page, filter_text)
    select_everything(page)
    panel = page.get_by_role("dialog")
    panel.get_by_role("radio", name=action).check()
    panel.get_by_label("Name", exact=True).fill(name)
    panel.get_by_role("button", name=verb).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    return page.url.rpartition("/")[2]


def completed(page: Page) -> None:
    """Waits until a remediation is completed."""
    expect(page.get_by_text("Completed").first).to_be_visible(timeout=LATER)


def undo(page: Page) -> None:
    """Puts everything back, and waits until it is."""
    page.get_by_role("button", name="Undo").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name=re.compile("Undo"))).to_be_visible()
    completed(page)


def test_find_by_sender(desk):
    """A sender's mail is found by typing it, and the address says what was asked."""
    page = desk("nora")
    page.goto("/explore?since=-40d")
    hunt(page, "sender_domain:account-verify.invalid")
    expect(page.get_by_role("grid")).to_contain_text("account-verify.invalid")
    expect(page.get_by_role("grid").get_by_role("row").nth(1)).to_contain_text("password")


def test_find_by_url_and_see_who_clicked(desk):
    """A link in another vendor's wrapper is traced to mails and to people who clicked."""
    page = desk("nora")
    page.goto("/links")
    page.get_by_role("textbox").first.fill(
        "https://eur01.safelinks.protection.outlook.com/?url="
        "https%3A%2F%2Ftarnbeck.account-verify.invalid%2Fsession%2Fkeep&data=x"
    )
    page.keyboard.press("Enter")
    expect(page.get_by_text("deliveries", exact=True).first).to_be_visible()
    expect(page.get_by_text("led on to").first).to_contain_text("/session/confirm")
    page.get_by_role("link", name="In Explore").click()
    expect(page.get_by_role("grid").get_by_role("row").nth(1)).to_be_visible()
    assert "/explore" in page.url


def test_a_mistake_in_a_filter_is_marked_and_mended(desk):
    """A misspelt field is told with the nearest one, and one press mends it."""
    page = desk("nora")
    page.goto("/explore?filter=sendr_domain:x.invalid")
    expect(page.get_by_text("There is no field").first).to_be_visible()


_IN_JUNK = "latest_delivery_location:junk_folder threat:phish"


@pytest.mark.parametrize(
    ("action", "filter_text", "way"),
    [
        ("Move to Junk folder", _WAVE, (INBOX, ".Junk")),
        ("Move to Deleted Items", _WAVE, (INBOX, ".Trash")),
        ("Soft delete", _WAVE, (INBOX, RECOVERABLE)),
        ("Move to Inbox", _IN_JUNK, (".Junk", INBOX)),
    ],
)
def test_copies_are_moved_and_brought_back(desk, company, action, filter_text, way):
    """A responder moves every copy and sees it end; undone, each file is where and as it was."""
    folder = company.world.folder
    before = mails(folder)
    page = desk("sam")
    one = remediate(page, filter_text, action, f"Story: {action}", action.partition(" ")[0])
    completed(page)
    count = told(page, one)["counts"]["outcomes"]["success"]
    after = mails(folder)
    assert [by_folder(before - after), by_folder(after - before)] == [
        {place: count} for place in way
    ]
    undo(page)
    assert mails(folder) == before


def test_what_is_deleted_for_good_is_gone(desk, company):
    """One proposes, another lets it begin with the red button, and no copy is left on the disk."""
    subject, folder = "Story: for good", company.world.folder
    before = mails(folder)
    delivered(company, subject)
    sam, vera = desk("sam"), desk("vera")
    one = remediate(sam, f'subject:"{subject}"', "Hard delete", subject, "Propose to others")
    vera.goto("/actions")
    vera.get_by_role("link", name=subject).click()
    expect(vera.get_by_role("heading", name=subject, level=1)).to_be_visible()
    vera.get_by_role("button", name="Approve").click()
    asked = vera.get_by_role("dialog")
    expect(asked).to_contain_text("Hard delete 2 deliveries in 2 mailboxes")
    asked.get_by_role("button", name="Approve and start").click()
    completed(sam)
    assert told(sam, one)["counts"]["outcomes"] == {"success": 2}
    assert mails(folder) == before
    expect(sam.get_by_role("button", name="Undo")).to_have_accessible_description(
        re.compile("no sealed copies were kept")
    )


def test_what_cannot_be_done_says_why(desk):
    """A button that somebody may not press tells the reason, also to a screen reader."""
    page = desk("nora")
    page.goto(f"/explore?since=-40d&filter={quote(_WAVE)}")
    select_everything(page)
    panel = page.get_by_role("dialog")
    panel.get_by_label("Name", exact=True).fill("")
    propose = panel.get_by_role("button", name="Propose to others")
    expect(propose).to_have_accessible_description(re.compile("Give it a name"))


def test_what_cannot_be_undone_is_proposed(desk):
    """A hard delete cannot be started from the panel: another person must agree first."""
    page = desk("sam")
    page.goto(f"/explore?since=-40d&filter={quote(_WAVE)}")
    select_everything(page)
    panel = page.get_by_role("dialog")
    panel.get_by_role("radio", name="Hard delete").check()
    panel.get_by_label("Name", exact=True).fill("Story: for good")
    expect(panel.get_by_text("approv").first).to_be_visible()
    start = panel.get_by_role("button", name=re.compile("^Hard delete"))
    expect(start).to_have_count(0)
