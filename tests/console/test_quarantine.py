"""Held mail in the console: looked at for a reason, let go to some or all, deleted for good."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.console.company import Look
from tests.console.holding import hold, lately, written
from tests.console.places import seen_in_every_look, settled
from tests.console.test_every_page import faults
from tests.quarantine.conftest import mail

_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_PHISH = "url_path:/session/keep location:inbox_folder"
_OURS = "anna.beispiel@example.org"


@pytest.fixture(scope="module")
def phish(chairs, company):
    """A mail that the explorer knows, held for its recipient and one more, and three unknown ones.

    Gives the recipients.
    """
    with chairs.at("sam", Look()) as page:
        asked = {"filter": _PHISH, "limit": 1}
        (row,) = page.request.get("/api/v1/deliveries", params=asked).json()["rows"]
    recipients = (row["recipient"], _OURS)
    hold(
        company.world.folder,
        mail(
            1,
            *recipients,
            raw=written("Keep your session", sender="it@bad.example", to=recipients[0]),
            network_message_id=row["network_message_id"],
            received_at=lately(1),
        ),
        mail(2, _OURS, raw=written("Win now", sender="a@b.example", to=_OURS), threat_type="spam"),
        mail(
            3,
            _OURS,
            raw=written("A very long subject that goes on " * 9, sender="x@y.example", to=_OURS),
            threat_type="malware",
            received_at=lately(30),
        ),
        mail(4, _OURS, raw=written("Stay as you are", sender="q@r.example", to=_OURS)),
    )
    return recipients


def opened(page, subject, text=""):
    """The panel of a held mail."""
    page.goto(f"/quarantine?text={text}")
    page.get_by_role("button", name=subject).first.click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_text("Envelope sender")).to_be_visible()
    return panel


@pytest.mark.usefixtures("phish")
def test_it_can_be_used_by_everybody(desk, axe, screens):
    """Nothing serious for axe, nothing wider than the window; list and panel, with pictures."""

    def visit(page):
        with settled(page):
            page.goto("/quarantine")

    for page, look in seen_in_every_look(desk, "sam", visit):
        page.screenshot(path=screens / f"quarantine-{look}.png")
        assert page.evaluate(_WIDER) <= 0
        assert faults(page, axe) == []
    for page, look in seen_in_every_look(desk, "sam", lambda page: opened(page, "Stay as")):
        page.screenshot(path=screens / f"quarantine-panel-{look}.png")
        assert page.evaluate(_WIDER) <= 0
        assert faults(page, axe) == []


def test_a_held_mail_is_looked_at_and_let_go_to_all(desk, company, phish):
    """With a reason, out of quarantine; the timeline of the message tells of the release."""
    page = desk("sam")
    panel = opened(page, "Keep your session", phish[0])
    panel.get_by_label("Reason", exact=True).fill("case 7")
    panel.get_by_role("button", name="Show the mail").click()
    expect(panel.frame_locator("iframe").locator("body")).to_contain_text("is closed today")
    expect(panel.get_by_text("The quarantine", exact=True)).to_be_visible()
    panel.get_by_label("All 2 for whom it is held").check()
    before = len(company.letterbox.mails)
    panel.get_by_role("button", name="Release to 2 recipients").click()
    expect(page.get_by_text("2 held mails are released.")).to_be_visible()
    kept = company.letterbox.mails[before:]
    assert sorted(one.rcpt_to[0].decode() for one in kept) == sorted(f"<{to}>" for to in phish)
    expect(panel.get_by_text("Released").first).to_be_visible()
    expect(panel.get_by_role("button", name="Delete…")).to_have_count(0)
    panel.get_by_role("link", name="All that is known of it").click()
    page.get_by_role("tab", name="Timeline").click()
    expect(page.get_by_text("Quarantine release").first).to_be_visible()


@pytest.mark.usefixtures("phish")
def test_a_refusal_of_the_mail_server_is_told(desk, company):
    """In its own words, and the mail stays held."""
    company.letterbox.answers["rcpt"] = b"451 4.7.1 come back later"
    try:
        page = desk("sam")
        panel = opened(page, "Win now")
        panel.get_by_role("button", name="Release to 1 recipient").click()
        expect(panel.get_by_text("451 4.7.1 come back later").first).to_be_visible()
        expect(panel.get_by_text("Held", exact=True).first).to_be_visible()
    finally:
        del company.letterbox.answers["rcpt"]


@pytest.mark.usefixtures("phish")
def test_chosen_mail_is_deleted_by_a_last_red_click(desk):
    """What it means is said before; afterwards it is no longer among the held."""
    page = desk("sam")
    page.goto("/quarantine?threat=malware")
    page.get_by_role("checkbox", name=f"Choose the mail for {_OURS}").check()
    page.get_by_role("button", name="Delete…").click()
    asked = page.get_by_role("dialog")
    expect(asked.get_by_text("cannot be brought back")).to_be_visible()
    asked.get_by_role("button", name="Delete 1 held mail").click()
    expect(page.get_by_text("1 held mail is deleted.")).to_be_visible()
    expect(page.get_by_text("No held mail is like this")).to_be_visible()
    page.get_by_label("State", exact=True).select_option(label="All states")
    expect(page.get_by_role("table", name="Held mail").get_by_text("Deleted")).to_be_visible()


@pytest.mark.usefixtures("phish")
def test_who_may_only_look_is_told_why(desk):
    """An analyst sees what is held; the buttons say what is missing."""
    page = desk("nora")
    panel = opened(page, "Win now")
    release = panel.get_by_role("button", name="Release to 1 recipient")
    expect(release).to_have_attribute("aria-disabled", "true")
    expect(panel.get_by_text("Your role does not release held mail.")).to_be_attached()
