"""The verbs of the action centre, each pressed in a browser by whoever may."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect
from tests.console.mailboxes import mails
from tests.console.making import away, blocked, delivered, made, told
from tests.console.test_stories import LATER, completed, undo

from clawback.demo.world import RECOVERABLE

_WAVE = "url_path:/session/keep directionality:inbound"


@pytest.fixture
def office(desk, company):
    """Opens somebody's page on something of the action centre; the mail is as it was afterwards."""
    before = mails(company.world.folder)

    def of(name, path=""):
        page = desk(name)
        page.goto(f"/actions{path}")
        expect(page.get_by_role("heading").first).to_be_visible()
        return page

    yield of
    assert mails(company.world.folder) == before


def press(page, verb):
    """Presses a verb, and what its dialog asks for."""
    page.get_by_role("button", name=verb, exact=True).click()
    return page.get_by_role("dialog")


def proposed(page, name, filter_text=_WAVE, action="soft_delete"):
    """A proposal of whoever sits here."""
    return made(page, filter_text, name, action, propose=True)


def test_a_proposal_is_rejected_with_its_reason(office):
    """Without a reason it cannot be; with one it ends, and whoever proposed it reads why."""
    sam, vera = office("sam"), office("vera")
    one = proposed(sam, "To be rejected")
    sam.goto(f"/actions/{one}")
    vera.get_by_role("link", name="To be rejected").click()
    expect(vera.get_by_role("heading", name="To be rejected", level=1)).to_be_visible()
    asked = press(vera, "Reject")
    reject = asked.get_by_role("button", name="Reject")
    expect(reject).to_have_accessible_description("Say why first.")
    asked.get_by_label("Why", exact=True).fill("These were sent by our own training")
    reject.click()
    expect(vera.get_by_text("Rejected", exact=True)).to_be_visible()
    expect(sam.get_by_text("Vera Brandt rejected")).to_be_visible()
    expect(sam.get_by_text("These were sent by our own training").first).to_be_visible()
    assert told(sam, one)["state"] == "rejected"


def test_a_proposal_is_withdrawn(office):
    """By whoever made it, with a reason; the others see it go."""
    sam, vera = office("sam"), office("vera")
    one = proposed(sam, "To be withdrawn")
    expect(vera.get_by_role("link", name="To be withdrawn")).to_be_visible()
    sam.goto(f"/actions/{one}")
    asked = press(sam, "Withdraw")
    asked.get_by_label("Why", exact=True).fill("A false alarm")
    asked.get_by_role("button", name="Withdraw").click()
    expect(sam.get_by_text("A false alarm")).to_be_visible()
    expect(vera.get_by_role("link", name="To be withdrawn")).to_have_count(0)
    assert told(sam, one)["state"] == "withdrawn"


def test_the_glass_is_broken(office, company):
    """An approver starts a draft that needs others alone; it is told for good, the mail is gone."""
    (mail,) = delivered(company, "For the broken glass", accounts=1)
    wanted = quote('subject:"For the broken glass"')
    ada = office("ada", f"?since=all&remediate={wanted}")
    panel = ada.get_by_role("dialog")
    panel.get_by_role("radio", name="Hard delete").check()
    panel.get_by_label("Name", exact=True).fill("In a hurry")
    panel.get_by_role("button", name="Keep as a draft").click()
    expect(ada.get_by_role("heading", name="In a hurry")).to_be_visible()
    expect(ada.get_by_role("button", name="Start")).to_have_accessible_description(
        re.compile("needs the approval of others")
    )
    asked = press(ada, "Break glass")
    expect(asked).to_contain_text("Everybody who may approve will see it")
    asked.get_by_label("Why", exact=True).fill("It spreads")
    asked.get_by_role("button", name="Hard delete 1 delivery").click()
    expect(ada.get_by_text("Glass broken")).to_be_visible()
    completed(ada)
    assert not mail.exists()


def test_it_pauses_and_goes_on(office, company):
    """While the mail server is away it is left alone; pausing and resuming lose nothing."""
    sam = office("sam")
    with away(company.world.mail):
        one = made(sam, _WAVE, "With a pause", start=True)
        sam.goto("/actions?tab=running")
        expect(sam.get_by_text("maildirs is left alone")).to_be_visible(timeout=LATER)
        press(sam, "Pause")
        expect(sam.get_by_text("Paused", exact=True)).to_be_visible()
        sam.get_by_role("link", name="With a pause").click()
        expect(sam.get_by_text("of 64 done")).to_be_visible()
        assert told(sam, one)["counts"]["outcomes"] == {}
    expect(sam.get_by_role("button", name="Pause")).to_have_count(0)
    assert told(sam, one)["state"] == "paused"
    press(sam, "Resume")
    completed(sam)
    assert told(sam, one)["counts"]["outcomes"] == {"success": 64}
    undo(sam)


def test_it_is_cancelled(office, company):
    """Nothing further is begun, and what was not begun is as it was."""
    sam = office("sam")
    with away(company.world.mail):
        one = made(sam, _WAVE, "To be cancelled", start=True)
        sam.goto(f"/actions/{one}")
        asked = press(sam, "Cancel")
        expect(asked).to_contain_text("Nothing further is begun")
        asked.get_by_role("button", name="Cancel the rest").click()
        expect(sam.get_by_text("Cancelled", exact=True).first).to_be_visible(timeout=LATER)
    assert told(sam, one)["state"] == "cancelled"


def test_what_failed_is_tried_again(office, company):
    """A mailbox that refused is told with its reason; once it does not, a retry mends it."""
    sam = office("sam")
    answer = sam.request.get("/api/v1/deliveries", params={"filter": _WAVE, "limit": 1})
    recipient = answer.json()["rows"][0]["recipient"]
    account, _, domain = recipient.partition("@")
    with blocked(company.world.folder / RECOVERABLE / domain / account):
        one = made(sam, f"{_WAVE} recipient:{recipient}", "Refused at first", start=True)
        sam.goto(f"/actions/{one}")
        reasons = sam.get_by_role("table", name="Reasons")
        expect(reasons).to_contain_text("The file system refused", timeout=LATER)
        expect(sam.get_by_role("button", name="Undo")).to_have_accessible_description(
            re.compile("It moved nothing")
        )
    press(sam, "Retry failures")
    completed(sam)
    assert told(sam, one)["counts"]["outcomes"] == {"success": 1}
    undo(sam)


def test_what_has_changed_since_is_shown(office):
    """Mail that moved after a plan was frozen stands in the proposal, by recipient and place."""
    sam, vera = office("sam"), office("vera")
    one = proposed(sam, "Overtaken")
    other = made(sam, f"{_WAVE} recipient:c*", "In between", "move_to_junk", start=True)
    sam.goto(f"/actions/{other}")
    completed(sam)
    moved = told(sam, other)["counts"]["outcomes"]["success"]
    vera.goto(f"/actions/{one}")
    expect(vera.get_by_text(f"{moved} deliveries lie elsewhere now")).to_be_visible()
    vera.get_by_role("button", name="Show", exact=True).click()
    rows = vera.get_by_role("table", name="What has changed").get_by_role("row")
    expect(rows).to_have_count(moved + 1)
    expect(rows.nth(1)).to_contain_text("Inbox folder")
    expect(rows.nth(1)).to_contain_text("Junk folder")
    asked = press(vera, "Reject")
    asked.get_by_label("Why", exact=True).fill("Look again")
    asked.get_by_role("button", name="Reject").click()
    expect(vera.get_by_text("Vera Brandt rejected")).to_be_visible()
    undo(sam)


def test_the_history_leads_to_the_evidence(office):
    """Narrowed by name and action to one remediation, and there to where each delivery went."""
    sam = office("sam")
    one = made(sam, f"{_WAVE} recipient:c*", "Kept for good", start=True)
    sam.goto(f"/actions/{one}")
    completed(sam)
    sam.goto("/actions?tab=history")
    found = sam.get_by_role("search", name="Filters of the history")
    found.get_by_label("Name, note or id").fill("Kept for")
    found.get_by_label("Action").select_option("Move to Junk folder")
    expect(sam.get_by_text("No remediation fits")).to_be_visible()
    found.get_by_label("Action").select_option("Soft delete")
    expect(sam.get_by_role("table", name="History").get_by_role("row")).to_have_count(2)
    sam.get_by_role("link", name="Kept for good").click()
    sam.get_by_label("Outcome", exact=True).select_option("success")
    expect(sam).to_have_url(re.compile("outcome=success"))
    sam.get_by_role("button", name="Evidence of").first.click()
    evidence = sam.get_by_role("region", name="Deliveries")
    expect(evidence).to_contain_text("Recoverable")
    expect(evidence).to_contain_text("Seen there afterwards")
    undo(sam)
