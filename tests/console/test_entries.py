"""Blocked and allowed in the console: made from a value, changed, imported, exported, removed."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def test_a_sender_is_blocked_from_a_row_and_let_go(desk):
    """From the menu of a value; the entry stands there, is changed, and is removed."""
    page = desk("nora")
    page.goto("/entries?add=evil%5B.%5Dexample")
    asked = page.get_by_role("dialog", name="Block or allow")
    asked.get_by_label("How long").select_option("For 7 days")
    asked.get_by_label("Why").fill("A kit")
    asked.get_by_role("button", name="Block", exact=True).click()
    expect(asked).to_have_count(0)
    row = page.get_by_role("table", name="Entries").get_by_role("row").filter(has_text="A kit")
    expect(row).to_contain_text("evil[.]example")
    row.get_by_role("button", name="Change evil.example").click()
    asked = page.get_by_role("dialog", name="Change evil.example")
    asked.get_by_label("Why").fill("A kit, still")
    asked.get_by_role("button", name="Change").click()
    row = page.get_by_role("row").filter(has_text="A kit, still")
    row.get_by_role("button", name="Remove evil.example").click()
    expect(row).to_have_count(0)


def test_the_menu_of_a_value_leads_to_its_entry(desk):
    """With the value filled in."""
    page = desk("nora")
    page.goto("/explore?since=all&filter=url_domain:*&tab=top_senders")
    page.get_by_role("button", name="what to do with it").first.click()
    page.get_by_role("menuitem", name="Block or allow…").click()
    asked = page.get_by_role("dialog", name="Block or allow")
    expect(asked.get_by_label("What", exact=True)).to_have_value(re.compile("@"))


def test_entries_are_imported_with_their_faults_told(desk, tmp_path):
    """Nothing is kept while a line is no entry, unless the rest is asked for; exported again."""
    page = desk("nora")
    page.goto("/entries")
    page.get_by_role("button", name="Import…").click()
    asked = page.get_by_role("dialog", name="Import entries")
    file = tmp_path / "some.csv"
    file.write_text("one.evil.example\nno value at all\n")
    asked.get_by_label("File", exact=True).set_input_files(file)
    asked.get_by_role("button", name="Import").click()
    expect(asked.get_by_text("Nothing was kept")).to_be_visible()
    expect(asked.get_by_role("table", name="What is no entry")).to_contain_text("no value at all")
    asked.get_by_label("Keep what is understood").check()
    asked.get_by_role("button", name="Import").click()
    expect(asked.get_by_text("1 entry more")).to_be_visible()
    page.keyboard.press("Escape")
    row = page.get_by_role("row").filter(has_text="one[.]evil[.]example")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Export").click()
    assert "one.evil.example" in taken.value.path().read_text()
    row.get_by_role("button", name="Remove one.evil.example").click()
    expect(row).to_have_count(0)


def test_what_cannot_be_an_entry_is_told_in_the_form(desk):
    """With a sentence; nothing is kept."""
    page = desk("nora")
    page.goto("/entries?add=x")
    asked = page.get_by_role("dialog", name="Block or allow")
    asked.get_by_label("What", exact=True).fill("not a thing")
    asked.get_by_role("button", name="Block", exact=True).click()
    expect(asked.get_by_role("alert")).to_contain_text("not a thing")


def test_who_may_not_change_entries_reads_why(desk):
    """The button stands there; without feeds it is said how to have one."""
    page = desk("vera")
    page.goto("/entries")
    expect(page.get_by_role("button", name="Block or allow…")).to_have_accessible_description(
        "Your role sees this and does not change it."
    )
    page.get_by_role("tab", name="Feeds").click()
    expect(page.get_by_text("No feed is set up")).to_be_visible()
