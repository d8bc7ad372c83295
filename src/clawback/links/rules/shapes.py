"""The shapes in which the API takes and shows rules for links."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from clawback.links.policy import BUILT_IN, Extent, LinkRule
from clawback.links.rules.rule import KeptRule, RuleOrigin, SparedLink
from clawback.links.rules.rules import Book, Tried
from clawback.links.settings import LinkRuleTable
from clawback.links.terms import ClickThrough
from clawback.model.location import Directionality

_Entry = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2048)]
_Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
_Edition = Annotated[int, Field(ge=0, description="The edition of the rules that you read.")]


class LinkRuleIn(BaseModel):
    """A rule as it is from now on."""

    model_config = ConfigDict(extra="forbid")

    rule: LinkRuleTable
    enabled: bool = Field(default=True, description="Whether it counts.")
    edition: _Edition


class LinkRuleOrder(BaseModel):
    """The rules that people keep, in their order from now on."""

    model_config = ConfigDict(extra="forbid")

    ids: list[str] = Field(max_length=1000)
    edition: _Edition


class LinkRuleOut(BaseModel):
    """A rule in its place; `id` is empty, and nobody kept it, where it does not stand here."""

    id: str
    origin: RuleOrigin
    name: str
    recipients: list[str]
    tags: list[str]
    exempt: list[str]
    senders: list[str]
    directions: list[Directionality]
    rewrite: Extent
    rewrite_label: str
    click_through: ClickThrough | None
    track: bool
    enabled: bool
    at: datetime | None
    by_name: str


class LinkRulesOut(BaseModel):
    """All rules; the first that fits counts. `works` is whether links are rewritten at all."""

    edition: int
    items: list[LinkRuleOut]
    works: bool


class LinkRuleTriedOut(BaseModel):
    """The rule that counts for a mail; `spared` is whether a link is never rewritten."""

    name: str
    origin: RuleOrigin
    rewrite: Extent
    rewrite_label: str
    spared: bool


class NewSparedLink(BaseModel):
    """A link that is never rewritten from now on."""

    model_config = ConfigDict(extra="forbid")

    entry: _Entry = Field(
        description="A host (`intranet.example.org`, `*.example.org`), or a host with a path "
        "(`example.org/public/*`)."
    )
    reason: _Reason = Field(default="", description="Why; for those who look at it later.")


class SparedLinkOut(BaseModel):
    """A link that is never rewritten; `origin` is where it stands."""

    entry: str
    origin: RuleOrigin
    reason: str
    at: datetime | None
    by_name: str


class SparedLinksOut(BaseModel):
    """Those of people, then those of the settings; `listed` is an uploaded list with more."""

    items: list[SparedLinkOut]
    listed: str


def book_out(book: Book) -> LinkRulesOut:
    """Kept rules, those of the settings, and the built-in one."""
    return LinkRulesOut(
        edition=book.edition,
        items=[
            *map(_kept_out, book.kept),
            *(_table_out(one, RuleOrigin.SETTINGS) for one in book.settings),
            _table_out(LinkRuleTable(name=BUILT_IN.name), RuleOrigin.BUILT_IN),
        ],
        works=book.works,
    )


def _kept_out(one: KeptRule) -> LinkRuleOut:
    shown = _table_out(one.table, RuleOrigin.KEPT)
    return shown.model_copy(
        update={"id": one.id, "enabled": one.enabled, "at": one.at, "by_name": one.by_name}
    )


def _table_out(table: LinkRuleTable, origin: RuleOrigin) -> LinkRuleOut:
    return LinkRuleOut(
        id="",
        origin=origin,
        name=table.name,
        recipients=list(table.recipients),
        tags=sorted(table.tags),
        exempt=list(table.exempt),
        senders=list(table.senders),
        directions=sorted(table.directions),
        rewrite=table.rewrite,
        rewrite_label=table.rewrite.label,
        click_through=table.click_through,
        track=table.track,
        enabled=True,
        at=None,
        by_name="",
    )


def tried_out(tried: Tried) -> LinkRuleTriedOut:
    rule: LinkRule = tried.rule
    return LinkRuleTriedOut(
        name=rule.name,
        origin=tried.origin,
        rewrite=rule.extent,
        rewrite_label=rule.extent.label,
        spared=tried.spared,
    )


def spared_out(one: SparedLink) -> SparedLinkOut:
    return SparedLinkOut(
        entry=one.entry, origin=RuleOrigin.KEPT, reason=one.reason, at=one.at, by_name=one.by_name
    )


def spared_of_settings(entry: str) -> SparedLinkOut:
    """One that stands in the settings."""
    return SparedLinkOut(entry=entry, origin=RuleOrigin.SETTINGS, reason="", at=None, by_name="")
