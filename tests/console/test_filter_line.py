from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

_URL = re.compile(r"[?&]filter=")


def _line(page: Page) -> None:
    """Opens Explore on all mail and puts the cursor into the filter line, by its key."""
    page.goto("/explore?since=all")
    expect(page.locator(".cm-content")).to_have_attribute("aria-label", "Filter")
    page.keyboard.press("/")


def _proposals(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Completions").get_by_role("option")


def test_a_filter_is_written_with_proposals(desk):
    """A field and a value are proposed and taken by key; Enter asks, and a chip says it."""
    page = desk("nora")
    _line(page)
    page.keyboard.type("delivery_act")
    expect(_proposals(page).filter(has_text="delivery_action")).to_be_visible()
    page.keyboard.press("Tab")
    expect(_proposals(page).filter(has_text="Blocked")).to_be_visible()
    page.keyboard.type("block")
    expect(_proposals(page)).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"filter=delivery_action(:|%3A)blocked"))
    chips = page.get_by_role("list", name="Conditions of the filter")
    expect(chips).to_contain_text("is Blocked")


def test_proposals_are_walked_by_key_and_taken_by_mouse(desk):
    """The line says which is chosen; Escape closes the list and no more; a press takes one."""
    page = desk("nora")
    _line(page)
    line = page.get_by_role("combobox", name="Filter")
    page.keyboard.type("delivery_act")
    expect(_proposals(page).first).to_be_visible()
    expect(line).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    chosen = page.get_by_role("listbox").get_by_role("option", selected=True)
    expect(chosen).to_contain_text("delivery_action")
    expect(line).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    page.keyboard.press("Escape")
    expect(_proposals(page)).to_have_count(0)
    expect(line).to_be_focused()
    page.keyboard.press("Control+Space")
    _proposals(page).filter(has_text="delivery_action").click()
    expect(line).to_have_text("delivery_action:")
    expect(_proposals(page).filter(has_text="Blocked")).to_be_visible()


def test_what_was_written_is_undone_and_done_again(desk):
    """By the usual keys: what was typed at a stretch, and what was taken away, each for itself."""
    page = desk("nora")
    _line(page)
    line = page.get_by_role("combobox", name="Filter")
    page.keyboard.type("spf:pass")
    page.keyboard.press("Control+Backspace")
    expect(line).to_have_text("spf:")
    page.keyboard.press("Control+z")
    expect(line).to_have_text("spf:pass")
    page.keyboard.press("Control+z")
    expect(line).to_have_text("")
    page.keyboard.press("Control+y")
    expect(line).to_have_text("spf:pass")


def test_values_that_the_mail_has_are_proposed(desk):
    """After a field of text, its most frequent values are, with what is written being quoted."""
    page = desk("nora")
    _line(page)
    page.keyboard.type("sender_domain:")
    expect(_proposals(page).first).to_contain_text(".example")


def test_a_mistake_is_marked_and_mended_in_one_click(desk):
    """What is wrong is said under the line; what is likely meant is written by a button."""
    page = desk("nora")
    _line(page)
    page.keyboard.type("sendr:x spf:pass")
    page.keyboard.press("Escape")
    expect(page.get_by_text('There is no field "sendr".')).to_be_visible()
    page.get_by_role("button", name="Write sender_address").click()
    expect(page.locator(".cm-content")).to_have_text("sender_address:x spf:pass")
    expect(page.get_by_text("Deliveries where the sender address is")).to_be_visible()


def test_a_filter_with_a_mistake_is_not_asked(desk):
    """Enter leaves the page as it is, and marks the line."""
    page = desk("nora")
    _line(page)
    page.keyboard.type("spf:feil")
    expect(page.get_by_text('"feil" is not a value of spf.')).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.press("Enter")
    expect(page.locator("[data-wrong=true]")).to_be_visible()
    expect(page).not_to_have_url(_URL)


def test_a_chip_is_negated_switched_off_and_taken_out(desk):
    """Each changes the filter in the address; what is off stays in sight and comes back."""
    page = desk("nora")
    page.goto("/explore?since=all&filter=spf%3Apass")
    page.get_by_role("button", name="Negate: SPF is Pass").click()
    expect(page).to_have_url(re.compile(r"filter=-spf(:|%3A)pass"))
    page.get_by_role("button", name="Switch off: SPF is not Pass").click()
    expect(page).not_to_have_url(_URL)
    page.get_by_role("button", name="Switch on: SPF is not Pass").first.click()
    expect(page).to_have_url(re.compile(r"filter=-spf(:|%3A)pass"))
    page.get_by_role("button", name="Remove: SPF is not Pass").click()
    expect(page).not_to_have_url(_URL)


def test_a_search_is_saved_and_found_again(desk):
    """Under a name, and opened from the panel of queries with its filter."""
    page = desk("nora")
    page.goto("/explore?since=-7d&filter=spf%3Apass")
    page.get_by_role("button", name="Queries").click()
    page.get_by_role("button", name="Save this search").click()
    page.get_by_label("Name", exact=True).fill("Well vouched for")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.goto("/explore")
    page.get_by_role("button", name="Queries").click()
    page.get_by_role("button", name="Well vouched for", exact=True).click()
    expect(page).to_have_url(re.compile(r"since=-7d"))
    expect(page).to_have_url(_URL)
