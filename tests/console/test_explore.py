"""Explore as people work in it: found, walked through, selected, zoomed, taken away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

MONTH = "/explore?since=all"


def rows_of(page):
    """The table, once it has rows."""
    grid = page.get_by_role("grid", name="Deliveries")
    expect(grid.get_by_role("row").nth(1)).to_be_visible()
    return grid


def test_the_keys_walk_through_the_rows_and_the_message_follows(desk):
    """`j` and Enter open a message, `j` shows the next one, Esc closes it, Back opens it again."""
    page = desk("nora")
    page.goto(MONTH)
    rows_of(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary", name="Message")
    expect(panel).to_be_visible()
    first = page.url
    page.keyboard.press("j")
    expect(page).not_to_have_url(first)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    page.go_back()
    expect(panel).to_be_visible()


def test_all_that_match_are_selected_without_one(desk):
    """All that match, less one that was let go, are what a remediation is prepared for."""
    page = desk("sam")
    page.goto(MONTH)
    rows_of(page)
    page.keyboard.press("a")
    bar = page.get_by_role("region", name="Selection")
    expect(bar).to_contain_text("all that match")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(bar).to_contain_text("without 1")
    number = re.match(r"[\d,]+", bar.inner_text())
    assert number
    bar.get_by_role("button", name="Remediate").click()
    expect(page.get_by_role("dialog")).to_contain_text(number.group())


def test_who_may_not_remediate_is_told_so(desk):
    """The button says why it cannot be pressed."""
    page = desk("vera")
    page.goto(MONTH)
    rows_of(page)
    page.keyboard.press("j")
    page.keyboard.press("x")
    button = page.get_by_role("button", name="Remediate")
    expect(button).to_have_attribute("aria-disabled", "true")


def test_the_chart_is_zoomed_by_keys(desk):
    """Arrows walk through the bars, Shift takes several, Enter zooms, and Back undoes it."""
    page = desk("nora")
    page.goto(MONTH)
    chart = page.get_by_role("slider")
    chart.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    expect(chart).to_have_attribute("aria-valuetext", re.compile(r"deliver(y|ies)"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"until="))
    page.go_back()
    expect(page).to_have_url(MONTH)


def test_the_chart_has_its_numbers_in_a_table(desk):
    """Whoever does not see the bars reads them."""
    page = desk("nora")
    page.goto(MONTH)
    page.get_by_role("button", name="Numbers of the chart").click()
    table = page.get_by_role("dialog").get_by_role("table")
    expect(table.get_by_role("columnheader", name="Delivered", exact=True)).to_be_visible()


def test_columns_are_in_the_address(desk):
    """A column that is chosen is shown, and shown again by the same address."""
    page = desk("nora")
    page.goto(MONTH)
    rows_of(page)
    page.keyboard.press("c")
    page.get_by_label("All columns").fill("sender ip")
    page.get_by_role("checkbox", name="Sender IP").check()
    page.get_by_role("button", name="Done").click()
    expect(page).to_have_url(re.compile("columns=.*sender_ip"))
    page.reload()
    expect(rows_of(page).get_by_role("columnheader", name="Sender IP")).to_be_visible()


def test_a_group_is_opened(desk):
    """A group shows its deliveries, by a filter of its own."""
    page = desk("nora")
    page.goto(f"{MONTH}&group=sender_domain")
    table = page.get_by_role("table", name="Groups by sender domain")
    table.get_by_role("button", name="tarnbeck.example", exact=True).click()
    expect(page).to_have_url(re.compile(r"filter=sender_domain"))
    rows_of(page)


def test_a_value_is_a_verb(desk):
    """`v` shows what can be done with the value of a cell; only this narrows the filter."""
    page = desk("nora")
    page.goto(MONTH)
    rows_of(page)
    for key in ("j", *["ArrowRight"] * 4, "v"):
        page.keyboard.press(key)
    page.get_by_role("menuitem", name="Only this").click()
    expect(page).to_have_url(re.compile(r"filter=recipient"))


def test_rows_are_taken_away_as_shown(desk, tmp_path: Path):
    """A file with the columns of the table, for every row that is found."""
    page = desk("nora")
    page.goto(f"{MONTH}&columns=subject,recipient&filter=delivery_action:delivered_to_junk")
    rows_of(page)
    page.keyboard.press("e")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download now").click()
    download.value.save_as(tmp_path / "rows.csv")
    lines = (tmp_path / "rows.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) > 10
    assert len(lines[0].split(",")) == 2


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/explore?view=nowhere", "There is no view called “nowhere”"),
        ("/explore?tab=nowhere", "has no tab “nowhere”"),
        ("/explore?columns=subject,nothing", "There is no column “nothing”"),
        ("/explore?sort=nothing", "There is no field “nothing” to sort by"),
        ("/explore?group=nothing", "There is no field “nothing” to group by"),
        ("/explore?open=nothing", "opens a delivery without saying whose"),
        ("/explore?since=nonsense", "`since` cannot be read"),
        ("/explore?filter=sendr:x", "There is no field"),
    ],
)
def test_an_address_that_cannot_be_shown_says_why(desk, address, says):
    """What an address asks for and is not there is told in a sentence."""
    page = desk("nora")
    page.goto(address)
    expect(page.get_by_text(says).first).to_be_visible()
