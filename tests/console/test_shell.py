from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.console.places import settled


def test_the_palette_finds_a_command_and_runs_it(desk):
    """Ctrl K, a few letters and Enter go to another page."""
    page = desk("nora")
    page.goto("/explore")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_label("Find a command").fill("go to action")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/actions")


@pytest.mark.parametrize(("keys", "path"), [("gu", "/links"), ("ga", "/actions")])
def test_two_keys_go_to_a_page(desk, keys, path):
    """`g` and a letter go where the keyboard map says."""
    page = desk("nora")
    page.goto("/explore")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    for key in keys:
        page.keyboard.press(key)
    expect(page).to_have_url(path)


def test_the_keyboard_map_tells_every_key(desk):
    """`?` shows the keys that do something here."""
    page = desk("nora")
    page.goto("/explore")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys on this page")).to_contain_text("Find a command")


def test_nothing_of_the_page_breaks_its_policy(desk):
    """Walking through the pages violates neither the content security policy nor Trusted Types."""
    page = desk("ada")
    page.add_init_script(
        "window.broken = []; document.addEventListener('securitypolicyviolation',"
        " (event) => window.broken.push(event.violatedDirective + ' ' + event.blockedURI))"
    )
    for path in ("/explore", "/links", "/actions", "/admin", "/account", "/nowhere"):
        with settled(page):
            page.goto(path)
        assert page.evaluate("window.broken") == [], path


def test_an_address_without_a_page_says_so(desk):
    """A mistyped address is told, and leads back."""
    page = desk("nora")
    page.goto("/nowhere")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
