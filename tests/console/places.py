"""Every page of the console: who looks at it, where it is, and what tells that it is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page, Request, expect
from tests.console.company import Look

WIDTHS = (1440, 1024)
_WAITING = '[role=status][aria-label^="Loading "]'
_A_MOMENT = "new Promise((done) => setTimeout(done, 100))"


@contextmanager
def settled(page: Page) -> Iterator[None]:
    """Goes on when a page that is opened meanwhile has said all it has to say.

    Nothing is on its way then, as seen on the page and by the browser; live updates never end.
    """
    on_its_way = set[Request]()

    def begun(request: Request) -> None:
        if request.resource_type != "eventsource":
            on_its_way.add(request)

    def ended(request: Request) -> None:
        on_its_way.discard(request)

    page.on("request", begun)
    page.on("requestfinished", ended)
    page.on("requestfailed", ended)
    yield
    while True:
        expect(page.locator(_WAITING)).to_have_count(0)
        page.evaluate(_A_MOMENT)
        if not on_its_way:
            break


def seen_in_every_look(
    desk: Callable[..., Page], who: str, visit: Callable[[Page], None]
) -> Iterator[tuple[Page, str]]:
    """The page of somebody, loaded at each width and drawn in each theme, with a name for both."""
    for width in WIDTHS:
        page = desk(who, Look(width=width))
        visit(page)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            yield page, f"{width}-{theme}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page, by the name that its pictures have."""

    name: str
    path: str
    who: str = ""
    heading: str = ""

    def visit(self, page: Page) -> None:
        """Opens it and waits until it has said all it has to say."""
        with settled(page):
            page.goto(self.path)
            if self.heading:
                expect(page.get_by_role("heading", name=self.heading).first).to_be_visible()


PLACES = (
    Place(name="sign-in", path="/sign-in", heading="Sign in"),
    Place(name="explore", path="/explore?since=-30d", who="nora"),
    Place(name="explore-clicks", path="/explore?since=-30d&view=url_clicks", who="nora"),
    Place(name="explore-top", path="/explore?since=-30d&tab=top_senders", who="nora"),
    Place(name="explore-groups", path="/explore?since=-30d&group=subject", who="nora"),
    Place(name="explore-nothing", path="/explore?filter=subject:xyzzy", who="nora"),
    Place(name="explore-mistake", path="/explore?filter=sendr:x", who="nora"),
    Place(name="campaigns", path="/campaigns", who="nora", heading="Campaigns"),
    Place(name="alerts", path="/alerts?status=all", who="nora", heading="Alerts"),
    Place(name="alerts-policies", path="/alerts?tab=policies", who="ada", heading="Alerts"),
    Place(name="alerts-channels", path="/alerts?tab=channels", who="ada", heading="Alerts"),
    Place(name="investigations", path="/investigations", who="nora", heading="Investigations"),
    Place(name="protection", path="/protection", who="nora", heading="Links and clicks"),
    Place(name="protection-rules", path="/protection?tab=rules", who="ada"),
    Place(name="submissions", path="/submissions", who="nora", heading="Submissions"),
    Place(name="submissions-new", path="/submissions?submit=email", who="nora"),
    Place(name="entries", path="/entries", who="nora", heading="Block and allow"),
    Place(name="entries-feeds", path="/entries?tab=feeds", who="nora", heading="Block and allow"),
    Place(name="entries-new", path="/entries?add=evil.example", who="nora"),
    Place(name="trace", path="/links?url=evil.example", who="nora", heading="URL trace"),
    Place(name="trace-empty", path="/links", who="nora", heading="URL trace"),
    Place(name="actions", path="/actions", who="sam", heading="Action centre"),
    Place(name="audit", path="/audit", who="vera", heading="Audit"),
    Place(name="admin", path="/admin", who="ada", heading="Administration"),
    *(
        Place(name=f"admin-{tab}", path=f"/admin?tab={tab}", who="ada", heading="Administration")
        for tab in (
            "people",
            "roles",
            "tokens",
            "servers",
            "sources",
            "retention",
            "lists",
            "health",
        )
    ),
    Place(name="account", path="/account", who="nora", heading="Your account"),
    Place(name="missing", path="/nowhere", who="nora", heading="There is no such page"),
)
