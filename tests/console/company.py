"""The demo as browser tests meet it: a small company, its people, what they sign in with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Page,
    StorageState,
    ViewportSize,
    expect,
)
from tests.demo.running import Demo
from tests.servers.letterbox import Letterbox
from tests.stories.browser import Browser, Phone

from clawback.demo.world import World, build
from clawback.model.clock import SystemClock
from clawback.settings import FILE_NAME

SCALE = 0.03  # of the background mail; the attacks are all there
_APPROVERS = ("vera", "ada")
_PATIENCE = 15_000  # milliseconds; the machine may be busy
_RECENT = 240  # seconds; a proof of who somebody is holds for 300


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at."""

    width: int = 1440
    height: int = 900
    theme: str = "light"


USUAL = Look()


@dataclass(frozen=True, slots=True)
class Kept:
    """What a browser keeps of having signed in, and since when (monotonic seconds)."""

    state: StorageState
    since: float


@dataclass(frozen=True, slots=True)
class Company:
    """A running demo, the people who work with it, and where its released mail goes."""

    world: World
    url: str
    passwords: dict[str, str]
    phones: dict[str, Phone]
    letterbox: Letterbox
    sessions: dict[str, Kept] = field(default_factory=dict)

    def login(self, name: str) -> str:
        """The login name of somebody, by the name they go by."""
        return next(login for login in self.passwords if login.startswith(f"{name}@"))

    @contextmanager
    def at_desk(
        self, chromium: Chromium, name: str = "", look: Look = USUAL, *, bypass_csp: bool = False
    ) -> Iterator[Page]:
        """A page in a browser of its own for somebody who is signed in; for nobody without a name.

        `bypass_csp` takes the page's policy away, to see what it would have stopped.
        """
        context = self.browser(chromium, name, look, bypass_csp=bypass_csp)
        try:
            with page_in(context) as page:
                yield page
        finally:
            context.close()

    def browser(
        self, chromium: Chromium, name: str = "", look: Look = USUAL, *, bypass_csp: bool = False
    ) -> BrowserContext:
        """A new browser, where somebody has shown who they are in the last few minutes.

        One session of a person serves many browsers: each new one would cost a hash that is made
        to be slow, and where there is an app half a minute until its next code.
        """
        kept = self.sessions.get(name) if self.has_shown(name) else None
        context = chromium.new_context(
            base_url=self.url,
            viewport=ViewportSize(width=look.width, height=look.height),
            color_scheme="dark" if look.theme == "dark" else "light",
            locale="en-GB",
            timezone_id="Europe/Stockholm",
            accept_downloads=True,
            bypass_csp=bypass_csp,
            storage_state=kept.state if kept else None,
        )
        context.set_default_timeout(_PATIENCE)
        expect.set_options(timeout=_PATIENCE)
        if name and not kept:
            self._sign_in(context, name)
            self.sessions[name] = Kept(context.storage_state(), monotonic())
        return context

    def has_shown(self, name: str) -> bool:
        """Whether somebody has a session, and has shown in the last minutes who they are."""
        kept = self.sessions.get(name)
        return kept is not None and monotonic() - kept.since < _RECENT

    def _sign_in(self, context: BrowserContext, name: str) -> None:
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
def page_in(context: BrowserContext) -> Iterator[Page]:
    """A page in a browser. What it prints as an error, or raises, fails who looked at it."""
    page, faults = context.new_page(), list[str]()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if _is_fault(said) else None)
    try:
        yield page
    finally:
        page.close()
    assert faults == []


def _is_fault(said: ConsoleMessage) -> bool:
    """Whether it is an error of the console's; answers that refuse are printed by the browser."""
    return said.type == "error" and not said.text.startswith("Failed to load resource")


@contextmanager
def company_in(folder: Path) -> Iterator[Company]:
    """A demo that has just started; those who approve have set up an app, as they must."""
    world = build(folder, SystemClock(), scale=SCALE)
    with Letterbox.open() as letterbox:
        yield from _running(folder, world, letterbox)


def _running(folder: Path, world: World, letterbox: Letterbox) -> Iterator[Company]:
    with (folder / FILE_NAME).open("a") as settings:
        settings.write("\n[approval]\nbreak_glass = true\n")
        settings.write(f'[quarantine]\nrelease_smtp = "127.0.0.1:{letterbox.port}"\n')
    with Demo(folder) as demo:
        people = json.loads((folder / "people.json").read_text())
        passwords = {one["login"]: one["password"] for one in people}
        company = Company(
            world=world, url=demo.url, passwords=passwords, phones={}, letterbox=letterbox
        )
        for name in _APPROVERS:
            login = company.login(name)
            with Browser(demo.url) as browser:
                browser.said("/session", login=login, password=passwords[login])
                company.phones[name] = Phone()
                browser.enrol_app(company.phones[name])
        yield company


@dataclass(frozen=True, slots=True)
class Chairs:
    """Browsers that people come back to, by who and how they look."""

    company: Company
    chromium: Chromium
    stack: ExitStack
    _taken: dict[tuple[str, Look], BrowserContext] = field(default_factory=dict)

    @contextmanager
    def at(self, name: str, look: Look) -> Iterator[Page]:
        """A page that remembers no page before it, in a browser that has the console's files."""
        context = self._taken.get((name, look))
        if context is None or not self.company.has_shown(name):
            context = self.company.browser(self.chromium, name, look)
            self.stack.callback(context.close)
            self._taken[name, look] = context
        with page_in(context) as page:
            try:
                yield page
            finally:
                _forget(page)


def _forget(page: Page) -> None:
    """Empties what pages of this origin keep in the browser."""
    if page.url.startswith("http"):
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
