"""What an administrator can set about protected links."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from clawback.filters.list_name import LIST_NAME
from clawback.links.arc import Sealer, key_of
from clawback.links.clicks.settings import ClickSettings
from clawback.links.filter_settings import ContentFilterSettings
from clawback.links.policy import Extent, LinkRule
from clawback.links.terms import ClickTerms, ClickThrough
from clawback.model.location import Directionality
from clawback.model.tags import TAG_NAME, BadTagError, Members

_BASE = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")

_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9])?")


def _base(text: str) -> str:
    plain = text.strip().rstrip("/").lower()
    if plain and not _BASE.fullmatch(plain):
        raise ValueError("must be a scheme and a host, such as `https://links.example.org`")
    return plain


def _host(text: str) -> str:
    plain = text.strip().lower()
    if plain and not _NAME.fullmatch(plain):
        raise ValueError("must be a name of the DNS")
    return plain


def _members(entries: tuple[str, ...]) -> tuple[str, ...]:
    try:
        if entries:
            Members.read(entries)
    except BadTagError as error:
        raise ValueError(str(error)) from None
    return entries


def _named(text: str) -> str:
    if text and not LIST_NAME.fullmatch(text):
        raise ValueError("is not the name of a list")
    return text


_Who = Annotated[tuple[str, ...], AfterValidator(_members)]


class LinkRuleTable(BaseModel):
    """One table of `links.policies`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(
        min_length=1, max_length=64, description="How the rule is called, where it is shown."
    )
    recipients: _Who = Field(
        default=(),
        description="For whom it is: addresses, domains, and patterns such as `sales-*@x.org`; for "
        "all when neither these nor `tags` are set.",
    )
    tags: frozenset[str] = Field(
        default=frozenset(), description="For whom it is too: recipients that have one of these."
    )
    exempt: _Who = Field(default=(), description="For whom it is not, written as `recipients` are.")
    senders: _Who = Field(
        default=(),
        description="Whose mail it is for, by From or by the envelope; anybody's when empty.",
    )
    directions: frozenset[Directionality] = Field(
        default=frozenset({Directionality.INBOUND}),
        description="The mail that it is for, of `inbound` and `intra_org`. Mail that goes out has "
        "its links restored, whatever rules say.",
    )
    rewrite: Extent = Field(
        default=Extent.HTML,
        description="Which links are rewritten: `html`, `text_too`, or `nothing`.",
    )

    click_through: ClickThrough | None = Field(
        default=None,
        description="Past which warnings people may go on: `never`, `suspicious` or `always`; "
        "without it, as `links.clicks.click_through` says. Links carry it.",
    )
    track: bool = Field(
        default=True,
        description="Whether clicks are kept. Without it the click service judges each click, and "
        "writes nothing down.",
    )

    @field_validator("directions")
    @classmethod
    def _stays_here(cls, directions: frozenset[Directionality]) -> frozenset[Directionality]:
        if Directionality.OUTBOUND in directions:
            raise ValueError("mail that goes out has its links restored; no rule can be for it")
        return directions

    @property
    def rule(self) -> LinkRule:
        return LinkRule(
            name=self.name,
            recipients=Members.read(self.recipients) if self.recipients else None,
            tags=self.tags,
            exempt=Members.read(self.exempt) if self.exempt else None,
            senders=Members.read(self.senders) if self.senders else None,
            directions=self.directions,
            extent=self.rewrite,
            terms=ClickTerms(click_through=self.click_through, track=self.track),
        )


class LinksSettings(BaseModel):
    """Section `links` of the settings: which links are led over the click service."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: Annotated[str, AfterValidator(_base)] = Field(
        default="",
        description="Where the click service is reached, such as `https://links.example.org`: a "
        "host name of its own. Links are rewritten when this is set and `ingest.gate.mode` is "
        "`enforce`, or `links.filter.listen` is set.",
    )
    key_overlap_days: int = Field(
        default=730,
        ge=1,
        le=36_500,
        description="How long links still open after their key was followed by another.",
    )
    do_not_rewrite: tuple[str, ...] = Field(
        default=(),
        description="Links that are left alone: hosts (`intranet.example.org`, `*.example.org`), "
        "or hosts with paths (`example.org/public/*`).",
    )
    do_not_rewrite_list: Annotated[str, AfterValidator(_named)] = Field(
        default="", description="An uploaded list with more of these."
    )
    banner_for_signed: str = Field(
        default="",
        max_length=500,
        description="Words in front of mail that is signed or encrypted as a whole, whose links "
        "are not rewritten; none when empty. Some mail programs then no longer show the signature.",
    )
    arc_key: Path | None = Field(
        default=None,
        description="An RSA key in PEM, with which mail is sealed (ARC) after its links were "
        "rewritten. No seal without it.",
    )
    arc_domain: Annotated[str, AfterValidator(_host)] = Field(
        default="", description="The domain that seals, such as `example.org`."
    )
    arc_selector: Annotated[str, AfterValidator(_host)] = Field(
        default="",
        description="Where the public key stands: `SELECTOR._domainkey.DOMAIN` in the DNS.",
    )
    arc_authserv_id: Annotated[str, AfterValidator(_host)] = Field(
        default="",
        description="How your verifier calls itself in `Authentication-Results`, which are sealed; "
        "empty for `links.arc_domain`.",
    )
    policies: tuple[LinkRuleTable, ...] = Field(
        default=(),
        description="Rules in their order; the first that fits counts. Behind them stands a "
        "built-in one, which protects the HTML of all inbound mail.",
    )

    clicks: ClickSettings = ClickSettings()
    filter: ContentFilterSettings = ContentFilterSettings()

    @field_validator("banner_for_signed")
    @classmethod
    def _one_line(cls, words: str) -> str:
        if not words.isprintable():
            raise ValueError("must be one line that can be printed")
        return words.strip()

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        if len({one.name for one in self.policies}) < len(self.policies):
            raise ValueError("two policies have the same name")
        wrong = [tag for one in self.policies for tag in one.tags if not TAG_NAME.fullmatch(tag)]
        if wrong:
            raise ValueError(f"`{wrong[0][:64]}` is not the name of a tag")
        if len({bool(self.arc_key), bool(self.arc_domain), bool(self.arc_selector)}) > 1:
            raise ValueError("arc_key, arc_domain and arc_selector are set together or not at all")
        if self.filter.listen and not self.base_url:
            raise ValueError("filter.listen needs base_url, where protected links lead")
        return self

    @property
    def sealer(self) -> Sealer | None:
        """Who seals rewritten mail. Raises `SealKeyError`."""
        if self.arc_key is None:
            return None
        return Sealer(
            domain=self.arc_domain,
            selector=self.arc_selector,
            authserv_id=self.arc_authserv_id or self.arc_domain,
            key=key_of(self.arc_key),
        )

    @property
    def key_overlap(self) -> timedelta:
        return timedelta(days=self.key_overlap_days)
