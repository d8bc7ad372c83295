"""What an administrator may set about the click service: the table `[links.clicks]`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from clawback.filters.list_name import LIST_NAME
from clawback.links.clicks.asked.settings import SafeBrowsingSettings, WebhookSettings
from clawback.links.clicks.policy import ClickPolicy
from clawback.links.clicks.privacy import People, Privacy
from clawback.links.clicks.redirects.settings import RedirectSettings
from clawback.links.terms import ClickThrough

_ListName = Annotated[str, StringConstraints(pattern=rf"^(?:{LIST_NAME.pattern})$")]
_Zone = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]{3,200}$")]


class ClickSettings(BaseModel):
    """Where the click service listens, what it blocks, and how its pages look."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    listen: str = Field(
        default="",
        description="HOST:PORT at which the server runs the click service, in a process of its "
        "own; empty to run none here.",
    )
    metrics: str = Field(
        default="",
        description="HOST:PORT at which the click service gives its figures to Prometheus, without "
        "a token: for an address that only your monitoring reaches. Empty for nowhere.",
    )
    proxies: tuple[str, ...] = Field(
        default=("127.0.0.1", "::1"),
        description="Addresses and networks of the web servers in front, which are believed when "
        "they say for whom they ask.",
    )
    block_lists: tuple[_ListName, ...] = Field(
        default=(),
        description="Uploaded lists whose links, hosts and messages are blocked at the click, "
        "beside those of `judges.block_lists`.",
    )
    allow_lists: tuple[_ListName, ...] = Field(
        default=(),
        description="Uploaded lists whose links and hosts are let through at the click, whatever "
        "is known of them, unless you block them yourself.",
    )
    days: int = Field(
        default=30,
        ge=1,
        le=366,
        description="How long all links of a message that is held for a threat, and links that "
        "were judged, stay blocked.",
    )
    click_through: ClickThrough = Field(
        default=ClickThrough.NEVER,
        description="Past which warnings people may go on: `never`, `suspicious` (that of a "
        "suspicious message, and the scan) or `always`.",
    )
    warn_spam: bool = Field(
        default=True, description="Warn of links in messages that are held for spam."
    )
    warn_campaigns: bool = Field(
        default=True,
        description="Block the links of all mail of a campaign, also of messages that are held for "
        "nothing themselves, but for those that were judged clean.",
    )
    dns_lists: tuple[_Zone, ...] = Field(
        default=(),
        description="DNS block lists (RFC 5782) that are asked about a link's host at the click. "
        "They learn the host.",
    )
    wait: bool = Field(
        default=True,
        description="Let people wait for those who are asked at the click, on a page that says so.",
    )
    deadline_seconds: float = Field(
        default=5.0,
        ge=0.1,
        le=30.0,
        description="How long they are asked, and redirects are followed; then people are let "
        "through, and the click says so.",
    )
    keep_ip: bool = Field(
        default=True, description="Keep the address from which a link was clicked."
    )
    people: People = Field(
        default=People.NAMED,
        description="Who clicked: `named`, or `pseudonymous`. Then neither person nor message is "
        "kept with a click, so that no delivery becomes `clicked`.",
    )
    name: str = Field(
        default="", max_length=100, description="The organisation's name, on every page."
    )
    colour: str = Field(
        default="#3b5bdb",
        pattern="^#[0-9a-fA-F]{6}$",
        description="The colour of the line above every page.",
    )
    logo: Path | None = Field(
        default=None, description="A PNG, JPEG or SVG file of at most 512 KB, on every page."
    )
    contact: str = Field(
        default="", max_length=300, description="A line on whom to ask, on every page."
    )

    redirects: RedirectSettings = RedirectSettings()
    safe_browsing: SafeBrowsingSettings = SafeBrowsingSettings()
    webhook: WebhookSettings = WebhookSettings()

    @property
    def policy(self) -> ClickPolicy:
        """What decisions at the click are made by."""
        return ClickPolicy(
            click_through=self.click_through, warn_spam=self.warn_spam, wait=self.wait
        )

    @property
    def privacy(self) -> Privacy:
        """What of a click is kept."""
        return Privacy(ip=self.keep_ip, people=self.people)
