"""Every page of the console: who looks at it, where it is, and what tells that it is there."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page, by the name that its pictures have."""

    name: str
    path: str
    who: str = ""
    heading: str = ""

    def visit(self, page: Page) -> None:
        """Opens it and waits until it has said all it has to say."""
        page.goto(self.path)
        if self.heading:
            expect(page.get_by_role("heading", name=self.heading).first).to_be_visible()
        page.wait_for_load_state("networkidle")


PLACES = (
    Place(name="sign-in", path="/sign-in", heading="Sign in"),
    Place(name="explore", path="/explore?since=-30d", who="nora"),
    Place(name="explore-clicks", path="/explore?since=-30d&view=url_clicks", who="nora"),
    Place(name="explore-top", path="/explore?since=-30d&tab=top_senders", who="nora"),
    Place(name="explore-groups", path="/explore?since=-30d&group=subject", who="nora"),
    Place(name="explore-nothing", path="/explore?filter=subject:xyzzy", who="nora"),
    Place(name="explore-mistake", path="/explore?filter=sendr:x", who="nora"),
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
