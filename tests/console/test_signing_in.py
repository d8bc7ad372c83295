from __future__ import annotations

from playwright.sync_api import expect


def sign_in(page, company, name):
    """Fills in the door of somebody who has only a password."""
    login = company.login(name)
    page.get_by_label("Login name").fill(login)
    page.get_by_label("Password", exact=True).fill(company.passwords[login])
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def test_a_wrong_password_is_told_and_nothing_typed_is_lost(desk, company):
    """A failed sign-in says so in a sentence, and the login name still stands there."""
    page = desk()
    page.goto("/explore")
    page.get_by_label("Login name").fill(company.login("nora"))
    page.get_by_label("Password", exact=True).fill("not her password at all")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Login name")).to_have_value(company.login("nora"))


def test_signing_in_leads_to_the_page_that_was_asked_for(desk, company):
    """Whoever opens a link without a session comes to it after signing in."""
    page = desk()
    page.goto("/links?url=evil.example")
    sign_in(page, company, "nora")
    assert page.url == f"{company.url}/links?url=evil.example"


def test_signing_out_ends_the_session(desk, company):
    """After signing out the same browser is a stranger's."""
    page = desk()  # in a session of its own: those of `desk("nora")` share one
    page.goto("/explore")
    sign_in(page, company, "nora")
    page.get_by_role("button", name="Nora Lindqvist").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_label("Login name")).to_be_visible()
    assert page.request.get("/api/v1/session").status == 401
