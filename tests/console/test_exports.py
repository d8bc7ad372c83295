"""Exports that are made in the background, from the wish to the file and its end."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.console.making import deleted, posted

_QUEUE = 8  # large exports; two are written at once
_JUNK = "/explore?since=all&columns=subject,recipient&filter=delivery_action:delivered_to_junk"


@pytest.fixture
def page(desk):
    """Explore, as somebody sees it who has no exports and leaves none behind."""
    page = desk("nora")
    page.goto(_JUNK)
    expect(page.get_by_role("grid").get_by_role("row").nth(1)).to_be_visible()
    yield page
    for one in own(page):
        deleted(page, f"/api/v1/exports/{one['id']}")


def own(page):
    """Whoever sits here asks the API for their exports."""
    return page.request.get("/api/v1/exports").json()["items"]


def asked_for(page, label):
    """Asks for an export in the background; the panel with all of them."""
    page.keyboard.press("e")
    panel = page.get_by_role("dialog", name="Export", exact=True)
    panel.get_by_label("Format").select_option(label=label)
    panel.get_by_role("button", name="Make it in the background").click()
    return page.get_by_role("dialog", name="Your exports")


def test_it_is_made_fetched_and_deleted(page, tmp_path: Path):
    """What was found is in the file, which is gone with its entry."""
    exports = asked_for(page, "NDJSON")
    one = exports.get_by_role("listitem")
    expect(one).to_have_count(1)
    expect(one).to_contain_text("Done")
    with page.expect_download() as taken:
        one.get_by_role("link", name="Download").click()
    taken.value.save_as(tmp_path / "rows.ndjson")
    rows = [json.loads(line) for line in (tmp_path / "rows.ndjson").read_text().splitlines()]
    assert {"subject", "recipient"} == set(rows[0])
    expect(one).to_contain_text(f"{len(rows)} lines")
    (kept,) = own(page)
    one.get_by_role("button", name="Delete the export").click()
    expect(exports.get_by_text("No export yet")).to_be_visible()
    assert page.request.get(f"/api/v1/exports/{kept['id']}/file").status == 404


def test_its_progress_is_seen_and_it_is_called_off(page):
    """Lines of how many while it is written; one that waits behind others is cancelled."""
    for _ in range(_QUEUE):
        posted(page, "/api/v1/exports", {"format": "xlsx"})
    exports = asked_for(page, "Excel (XLSX)")
    items = exports.get_by_role("listitem")
    expect(items).to_have_count(_QUEUE + 1)
    running = items.filter(has_text="Running").first
    expect(running.get_by_text(re.compile(r"^[\d,]+ of [\d,]+ lines"))).to_be_visible()
    mine = items.first
    expect(mine).to_contain_text("Waiting")
    mine.get_by_role("button", name="Cancel").click()
    expect(mine).to_contain_text("Cancelled")
    expect(mine.get_by_role("link", name="Download")).to_have_count(0)
    mine.get_by_role("button", name="Delete the export").click()
    expect(items).to_have_count(_QUEUE)
