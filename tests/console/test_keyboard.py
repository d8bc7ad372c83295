"""The journeys by keyboard alone: after each key it is seen where one is."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect
from tests.console.hands import Hands
from tests.console.mailboxes import mails
from tests.console.places import settled
from tests.console.test_stories import LATER

_WAVE = "url_path:/session/keep directionality:inbound"
_WRAPPED = (
    "https://eur01.safelinks.protection.outlook.com/?url="
    "https%3A%2F%2Ftarnbeck.account-verify.invalid%2Fsession%2Fkeep&data=x"
)


@pytest.fixture
def hands(desk):
    """Opens a page for somebody who has only a keyboard, and has skipped what stands on each."""

    def of(name: str, path: str, *, skips: bool = True) -> Hands:
        one = Hands(desk(name))
        with settled(one.page):
            one.page.goto(path)
        if skips:
            one.press("Tab", "Enter")
            expect(one.page.get_by_role("main")).to_be_focused()
        return one

    return of


def rows(hands):
    """Waits until there are rows."""
    expect(hands.page.get_by_role("grid").get_by_role("row").nth(1)).to_be_visible()


def done(hands):
    """Waits until a remediation is completed."""
    expect(hands.page.get_by_text("Completed").first).to_be_visible(timeout=LATER)


def undo(hands):
    """Puts back what the remediation on this page did."""
    hands.press("u")
    hands.act("button", "Undo")
    expect(hands.page.get_by_role("heading", name=re.compile("^Undo"))).to_be_visible()
    done(hands)


def sign_in(hands, company, name):
    """Fills in the door."""
    login = company.login(name)
    expect(hands.page.get_by_label("Login name")).to_be_focused()
    hands.write(login)
    hands.press("Tab")
    hands.write(company.passwords[login])
    hands.press("Enter")
    rows(hands)


def fill_in(hands, name, note):
    """The panel: the action before the one that is chosen, high, with a note."""
    page = hands.page
    expect(page.get_by_role("radio", name="Soft delete")).to_be_focused()
    hands.press("ArrowUp")
    expect(page.get_by_role("radio", name="Move to Deleted Items")).to_be_checked()
    hands.go_to("textbox", "Name")
    hands.write_anew(name)
    hands.go_to("combobox", "Severity")
    hands.press("h")
    hands.go_to("textbox", "Note")
    hands.write(note)


def test_from_the_door_to_the_undo(hands, company):
    """Signs in, writes a filter, walks, reads, selects, remediates and puts back."""
    before = mails(company.world.folder)
    sam = hands("", "/explore?since=-40d", skips=False)
    page = sam.page
    sign_in(sam, company, "sam")
    sam.press("/")
    sam.write(_WAVE)
    sam.press("Escape", "Enter", "Escape")
    expect(page).to_have_url(re.compile("filter="))
    rows(sam)
    sam.press("j", "j", "k", "Enter")
    panel = page.get_by_role("complementary", name="Message")
    expect(panel.get_by_role("tab", name="Summary", selected=True)).to_be_visible()
    sam.press("4")
    expect(panel.get_by_role("tab", name="Headers", selected=True)).to_be_visible()
    sam.press("j", "Escape")
    expect(panel).to_have_count(0)
    sam.press("x", "j", "j", "X")
    selection = page.get_by_role("region", name="Selection")
    expect(selection).to_contain_text("3 deliveries selected")
    sam.act("button", "Remediate")
    fill_in(sam, "By keyboard", "Three that I looked at")
    sam.act("button", "Move 3 deliveries")
    expect(page.get_by_role("heading", name="By keyboard")).to_be_visible()
    done(sam)
    expect(page.get_by_text("High").first).to_be_visible()
    assert mails(company.world.folder) != before
    undo(sam)
    assert mails(company.world.folder) == before


def test_two_people_agree(hands, company):
    """One proposes, another approves in the action centre, and the first puts it back."""
    before = mails(company.world.folder)
    sam = hands("sam", f"/actions?since=all&remediate={quote(_WAVE)}", skips=False)
    expect(sam.page.get_by_text("deliveries acted on")).to_be_visible()
    sam.go_to("textbox", "Name")
    sam.write_anew("Agreed by keyboard")
    sam.act("button", "Propose to others")
    expect(sam.page.get_by_text("Somebody else decides on this")).to_be_visible()
    vera = hands("vera", "/explore")
    rows(vera)
    vera.press("g", "a")
    vera.act("link", "Agreed by keyboard")
    expect(vera.page.get_by_role("heading", name="Agreed by keyboard", level=1)).to_be_visible()
    expect(vera.page.get_by_role("button", name="Approve")).not_to_have_attribute(
        "aria-disabled", "true"
    )
    vera.press("a")
    expect(vera.page.get_by_role("dialog")).to_be_visible()
    vera.write("Seen, and agreed")
    vera.act("button", "Approve and start")
    expect(vera.page.get_by_role("dialog")).to_have_count(0)
    vera.press("Tab")
    done(vera)
    done(sam)
    undo(sam)
    assert mails(company.world.folder) == before


def test_a_link_is_traced(hands):
    """To its page, into its field, through what was found, and on to the mail."""
    nora = hands("nora", "/explore")
    rows(nora)
    nora.press("g", "u")
    expect(nora.page.get_by_role("heading", name="URL trace")).to_be_visible()
    nora.press("/")
    nora.write(_WRAPPED)
    nora.press("Enter")
    expect(nora.page.get_by_role("heading", name="How it was understood")).to_be_visible()
    nora.act("link", "In Explore")
    rows(nora)
    nora.press("j")


def test_sheets_give_the_focus_back(hands):
    """Palette, keys, columns, exports and menus: Esc leads back to where one was."""
    nora = hands("nora", "/explore?since=-40d")
    rows(nora)
    nora.press("j")
    grid = nora.page.get_by_role("grid", name="Deliveries")
    expect(grid).to_be_focused()
    for keys in ("Control+k", "?", "c", "e", "E", "q"):
        nora.press(keys)
        expect(nora.page.get_by_role("dialog")).to_be_visible()
        nora.press("Tab", "Escape")
        expect(nora.page.get_by_role("dialog")).to_have_count(0)
        expect(grid).to_be_focused()
    nora.press("v", "ArrowDown", "Escape")
    expect(nora.page.get_by_role("menu")).to_have_count(0)
    expect(grid).to_be_focused()
    nora.press("Control+k")
    nora.write("go to action")
    nora.press("Enter")
    expect(nora.page).to_have_url("/actions")
    nora.press("?")
    expect(nora.page.get_by_role("dialog", name="Keys on this page")).to_contain_text(
        "Show history"
    )
    nora.press("Escape")
    expect(nora.page.get_by_role("dialog")).to_have_count(0)
    nora.press("3")
    expect(nora.page.get_by_role("tab", name="History", selected=True)).to_be_visible()


PAGES = [
    ("nora", "/explore?since=-40d"),
    ("nora", "/links?url=tarnbeck.account-verify.invalid"),
    ("sam", "/actions?tab=history"),
    ("vera", "/audit"),
    ("ada", "/admin?tab=people"),
    ("nora", "/account"),
]


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_tab_goes_round_a_page(hands, who, path):
    """From one thing to the next, each seen, and out at the end: nothing keeps the focus."""
    hands(who, path).go_round()
