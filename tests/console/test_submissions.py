"""Submissions in the console: mail and URLs are submitted, judged again, and submitted anew."""

from __future__ import annotations

import re

from playwright.sync_api import expect

_PHISH = 'subject:"Your mailbox password expires today"'


def test_a_message_is_submitted_and_judged_again(desk, screens):
    """From its page; what everybody says of it now stands on the submission's."""
    page = desk("nora")
    page.goto("/explore")
    asked = {"filter": _PHISH, "limit": 1, "fields": "network_message_id"}
    (row,) = page.request.get("/api/v1/deliveries", params=asked).json()["rows"]
    page.goto(f"/messages/{row['network_message_id']}")
    page.get_by_role("link", name="Submit").click()
    dialog = page.get_by_role("dialog", name="Submit")
    expect(dialog.get_by_label("Network message id")).to_have_value(row["network_message_id"])
    dialog.get_by_label("Why", exact=True).fill("a test")
    dialog.get_by_role("button", name="Submit", exact=True).click()
    expect(page).to_have_url(re.compile("/submissions/S-"))
    expect(page.get_by_text("Judged again")).to_be_visible()
    expect(page.get_by_role("table", name="Words")).to_be_visible()
    expect(page.get_by_text("It was told to nobody")).to_be_visible()
    page.screenshot(path=screens / "submission.png", full_page=True)


def test_what_is_no_url_is_told_and_the_rest_submitted(desk):
    """Each with its sentence; the others stand in the list, defanged."""
    page = desk("nora")
    page.goto("/submissions?submit=url")
    dialog = page.get_by_role("dialog", name="Submit")
    dialog.get_by_label("URLs").fill("hxxps://evil[.]example/one http://")
    dialog.get_by_role("button", name="Submit", exact=True).click()
    expect(dialog.get_by_text("Some of it was not submitted")).to_be_visible()
    page.keyboard.press("Escape")
    table = page.get_by_role("table", name="Submissions")
    expect(table).to_contain_text("hxxps://evil[.]example/one")


def test_who_may_not_submit_reads_why(desk):
    """The button stands there."""
    page = desk("vera")
    page.goto("/submissions?category=malware")
    expect(page.get_by_role("button", name="Submit…")).to_have_accessible_description(
        "Your role submits nothing."
    )
    expect(page.get_by_text("No submission is like this")).to_be_visible()
