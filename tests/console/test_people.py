"""People and settings in the console: accounts, second factors, mail servers, lists, the trail."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.console.making import made, pass_by, posted, told
from tests.stories.browser import Phone

PASSWORD = "seven tall grey herons"


@pytest.fixture
def guest(desk, company, request):
    """Somebody new, who has just followed their setup link at a browser that can make passkeys.

    The parameter is their role; an analyst without one.
    """
    page: Page = desk()
    role = getattr(request, "param", "analyst")
    token = (company.world.folder / "admin.token").read_text().strip()
    login = f"{request.node.originalname.replace('_', '')}@tarnbeck.example"
    made = page.request.post(
        "/api/v1/people",
        data={"login": login, "name": "Gus Guest", "roles": [role]},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert made.ok, made.text()
    link = made.json()["link"]
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    # A passkey belongs to a name, and an address in numbers is none.
    page.goto(link.replace("127.0.0.1", "localhost"))
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    return page, login


def _to_the_account(page: Page) -> None:
    page.get_by_role("button", name="Gus Guest").click()
    page.get_by_role("menuitem", name="Your account").click()


def _leave(page: Page) -> None:
    page.get_by_role("button", name="Gus Guest").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_label("Login name")).to_be_visible()


def _add_a_passkey(page: Page) -> None:
    """With the ten recovery codes that come with the first."""
    _to_the_account(page)
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="Make a passkey").click()
    codes = page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    expect(codes).to_have_count(10)
    page.get_by_label("I have kept them").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("region", name="Passkeys").get_by_role("row")).to_have_count(2)


def test_a_passkey_is_added_and_opens_the_door_alone(guest):
    """From a setup link to a passkey, its recovery codes, and signing in with nothing else."""
    page, _ = guest
    _add_a_passkey(page)
    _leave(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


@pytest.mark.parametrize("guest", ["approver"], indirect=True)
def test_a_passkey_confirms_an_approval(guest, desk, company):
    """Minutes after the last proof, agreeing asks for the passkey; without it nothing is agreed."""
    page, login = guest
    _add_a_passkey(page)
    sam = desk("sam")
    sam.goto("/actions")
    one = made(sam, "url_path:/session/keep", "To be confirmed", propose=True)
    pass_by(company, login, minutes=6)
    page.goto(f"{page.url.partition('/account')[0]}/actions/{one}")
    page.get_by_role("button", name="Approve").click()
    asked = page.get_by_role("dialog", name="Approve this plan?")
    asked.get_by_label("Start it at once").uncheck()
    asked.get_by_role("button", name="Approve").click()
    confirm = page.get_by_role("dialog", name="Confirm that it is you")
    confirm.get_by_role("button", name="Close").click()
    assert told(page, one)["state"] == "pending"
    asked.get_by_role("button", name="Approve").click()
    confirm.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("Gus Guest approved")).to_be_visible()
    assert told(page, one)["state"] == "approved"
    posted(sam, f"/api/v1/remediations/{one}/withdraw", {"reason": "It was for a test."})


def test_an_app_is_the_second_step(guest):
    """Its secret is shown, its code confirms it, and then the password alone does not do."""
    page, login = guest
    phone = Phone()
    _to_the_account(page)
    page.get_by_role("button", name="Set up an app").click()
    expect(page.get_by_role("img", name="Square code for your app")).to_be_visible()
    phone.secret = page.get_by_role("group", name="Secret").locator("div").first.inner_text()
    page.get_by_label("The code that it shows now").fill(phone.code())
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("I have kept them").check()
    page.get_by_role("button", name="Continue").click()
    _leave(page)
    page.get_by_label("Login name").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code of your app").fill(phone.code())
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def test_a_used_link_says_so(desk):
    """Whoever comes too late reads what to do."""
    page = desk()
    page.goto("/setup#0123456789abcdefghijklmnopqrstuvwxyzABCDEFG")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("This link opens nothing any more")).to_be_visible()


def test_a_session_that_ends_takes_nothing_typed_along(desk, company):
    """It asks for the password over the page, and the page is as it was."""
    page = desk("nora")
    page.goto("/admin?tab=lists")
    page.get_by_role("button", name="Upload a list").click()
    page.get_by_label("Or type it").fill("evil.example")
    page.context.clear_cookies()
    page.get_by_label("Name", exact=True).fill("kept")
    page.get_by_role("button", name="Keep the list").click()
    again = page.get_by_role("dialog", name="Your session has ended")
    again.get_by_label("Password").fill(company.passwords[company.login("nora")])
    again.get_by_role("button", name="Sign in", exact=True).click()
    expect(again).to_be_hidden()
    expect(page.get_by_label("Or type it")).to_have_value("evil.example")
    page.get_by_role("button", name="Keep the list").click()
    expect(page.get_by_text("1 entry")).to_be_visible()


def test_a_mail_server_is_tried(desk, company):
    """Its folders, and what it can do."""
    domain = company.world.mail / "tarnbeck.example"
    owner = min(one.name for one in domain.iterdir())
    page = desk("ada")
    page.goto("/admin?tab=servers")
    page.get_by_role("button", name="Test connection").click()
    page.get_by_label("Mailbox to try").fill(f"{owner}@{domain.name}")
    page.get_by_role("button", name="Test", exact=True).click()
    expect(
        page.get_by_role("region", name="Folders").get_by_text("INBOX", exact=True)
    ).to_be_visible()


def test_an_entry_of_the_trail_is_followed_to_its_checkpoint(desk):
    """The browser itself hashes from the entry to the signed root."""
    page = desk("vera")
    page.goto("/audit?action=session.*")
    page.get_by_role("button", name="signed in").last.click()
    expect(page.get_by_text("Your browser has followed")).to_be_visible()


def test_what_is_closed_says_which_role_opens_it(desk):
    """A tab that was linked to is not a blank page."""
    page = desk("nora")
    page.goto("/admin?tab=retention")
    expect(page.get_by_text("Ask an administrator for the role Administrator")).to_be_visible()


def test_the_versions_that_are_at_work_are_told(desk):
    """On the Health tab, by the server itself."""
    page = desk("ada")
    page.goto("/admin?tab=health")
    told = page.get_by_role("definition")
    for engine in ("DuckDB", "SQLite"):
        expect(told.filter(has_text=engine)).to_be_visible()


def test_how_far_mailboxes_are_read_is_shown(desk):
    """On the Sources tab, folder by folder; one that is being read says how much of it is."""
    page = desk("ada")

    def with_folders(route):
        answer = route.fetch()
        told = answer.json()
        told["items"][0]["folders"] = [
            {"folder": "INBOX", "read": 1200, "there": 4800},
            {"folder": "Junk", "read": 7, "there": 7},
        ]
        route.fulfill(response=answer, json=told)

    page.route("**/api/v1/sources", with_folders)
    page.goto("/admin?tab=sources")
    rows = page.get_by_role("table", name="Mailboxes that are read").get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("25 % read")
    expect(rows.nth(2)).to_contain_text("All read")
    page.unroute_all(behavior="ignoreErrors")


def test_what_the_content_filter_did_is_shown(desk):
    """On the Sources tab: what became of links and mails, what did not go as meant, and why."""
    page = desk("ada")
    told = {"rewritten": 1204, "left": 31, "unread": 0, "late": 2, "large": 1, "failed": 0}
    told |= {"taken": 1230, "deferred": 8, "refused": 0}
    why = "the next hop 127.0.0.1:10026 cannot be reached (Connection refused)"

    def filtering(route):
        answer = route.fetch()
        filtered = {**answer.json(), "content_filter": {**told, "trouble": why}}
        route.fulfill(response=answer, json=filtered)

    page.route("**/api/v1/sources", filtering)
    page.goto("/admin?tab=sources")
    rows = page.get_by_role("table", name="What the content filter did").get_by_role("row")
    expect(rows).to_have_count(6)
    expect(rows.nth(1)).to_contain_text("1,204")
    expect(rows.nth(2)).to_contain_text("2 too late, 1 too large")
    expect(page.get_by_text(f"At last: {why}.")).to_be_visible()
    page.unroute_all(behavior="ignoreErrors")


@pytest.mark.parametrize(
    ("kind", "name"),
    [("CSV", "audit.csv"), ("NDJSON", "audit.ndjson"), ("OCSF", "audit.ocsf.ndjson")],
)
def test_the_trail_is_taken_away_in_each_format(desk, kind, name):
    """All that the API offers."""
    page = desk("vera")
    page.goto("/audit")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as taken:
        page.get_by_role("menuitem", name=kind, exact=True).click()
    assert taken.value.suggested_filename == name
