"""The demo as browser tests meet it: a small company, its people, what they sign in with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect
from tests.demo.running import Demo
from tests.stories.browser import Browser, Phone

from clawback.demo.world import World, build
from clawback.model.clock import SystemClock

SCALE = 0.03  # of the background mail; the attacks are all there
_APPROVER = "vera"
_PATIENCE = 15_000  # milliseconds; the machine may be busy


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at."""

    width: int = 1440
    height: int = 900
    theme: str = "light"


USUAL = Look()


@dataclass(frozen=True, slots=True)
class Company:
    """A running demo and the people who work with it."""

    world: World
    url: str
    passwords: dict[str, str]
    phones: dict[str, Phone]

    def login(self, name: str) -> str:
        """The login name of somebody, by the name they go by."""
        return next(login for login in self.passwords if login.startswith(f"{name}@"))

    @contextmanager
    def at_desk(
        self, chromium: Chromium, name: str = "", look: Look = USUAL, *, bypass_csp: bool = False
    ) -> Iterator[Page]:
        """A page of the console for somebody who is signed in; for nobody without a name.

        `bypass_csp` takes the page's policy away, to see what it would have stopped.

        What the page prints as an error, or raises, fails the test that looked at it.
        """
        size = ViewportSize(width=look.width, height=look.height)
        context = chromium.new_context(
            base_url=self.url,
            viewport=size,
            color_scheme="dark" if look.theme == "dark" else "light",
            locale="en-GB",
            timezone_id="Europe/Stockholm",
            accept_downloads=True,
            bypass_csp=bypass_csp,
        )
        context.set_default_timeout(_PATIENCE)
        expect.set_options(timeout=_PATIENCE)
        if name:
            self._let_in(context, name)
        page, faults = context.new_page(), list[str]()
        page.on("pageerror", lambda error: faults.append(str(error)))
        try:
            yield page
        finally:
            context.close()
        assert faults == []

    def _let_in(self, context: BrowserContext, name: str) -> None:
        login = self.login(name)
        ours = {"Origin": self.url, "Sec-Fetch-Site": "same-origin"}
        sent = {"login": login, "password": self.passwords[login]}
        answer = context.request.post("/api/v1/session", data=sent, headers=ours)
        assert answer.ok, answer.text()
        if answer.json()["stage"] == "second_factor":
            code = {"code": self.phones[name].code()}
            answer = context.request.post("/api/v1/session/second-factor", data=code, headers=ours)
            assert answer.ok, answer.text()


@contextmanager
def company_in(folder: Path) -> Iterator[Company]:
    """A demo that has just started; the approver has set up an app, as an approver must."""
    world = build(folder, SystemClock(), scale=SCALE)
    with Demo(folder) as demo:
        people = json.loads((folder / "people.json").read_text())
        passwords = {one["login"]: one["password"] for one in people}
        company = Company(world=world, url=demo.url, passwords=passwords, phones={})
        login = company.login(_APPROVER)
        with Browser(demo.url) as browser:
            browser.said("/session", login=login, password=passwords[login])
            company.phones[_APPROVER] = Phone()
            browser.enrol_app(company.phones[_APPROVER])
        yield company
