"""What an administrator can set about the allow/block list: its feeds."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from clawback.entries.bringing.importing import Usual
from clawback.entries.entry import EntryAction
from clawback.entries.expiry import Expiry, ExpiryWish
from clawback.entries.feeds.feed import Feed, FeedKind

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def _url(text: str) -> str:
    try:
        split = urlsplit(text.strip())
        usable = split.scheme in {"http", "https"} and bool(split.hostname) and split.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("must be an address that starts with https:// or http://")
    return text.strip()


def _named(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError("has 1 to 40 small letters, digits, _ and -")
    return text


class FeedTable(BaseModel):
    """One table of `entries.feeds`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, AfterValidator(_named)] = Field(
        description="How the feed is called; its entries have the origin `feed:NAME`."
    )
    kind: FeedKind = Field(
        default=FeedKind.MISP,
        description="`misp` is a folder with `manifest.json` and an event a file, `csv` one file "
        "of values.",
    )
    url: Annotated[str, AfterValidator(_url)] = Field(
        description="The folder of a MISP feed, or the file. Redirects are not followed."
    )
    authorization: SecretStr = Field(
        default=SecretStr(""), description="Sent as the header `Authorization`, where it is wanted."
    )
    every_minutes: float = Field(default=60, ge=1, le=10_080, description="How often it is pulled.")
    expiry: Expiry = Field(
        default=Expiry.THIRTY_DAYS,
        description="How long an entry counts: `1_day`, `7_days`, `30_days` or `never`.",
    )
    only_flagged: bool = Field(
        default=True,
        description="Of MISP, only attributes that are flagged for detection (`to_ids`).",
    )

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.expiry in {Expiry.DATE, Expiry.AFTER_LAST_USE}:
            raise ValueError("a feed's entries count for days, or for ever")
        return self

    @property
    def feed(self) -> Feed:
        """The table as a value."""
        return Feed(
            name=self.name,
            kind=self.kind,
            url=self.url.rstrip("/") if self.kind is FeedKind.MISP else self.url,
            authorization=self.authorization.get_secret_value(),
            every=timedelta(minutes=self.every_minutes),
            usual=Usual(action=EntryAction.BLOCK, expiry=ExpiryWish(choice=self.expiry)),
            only_flagged=self.only_flagged,
        )


class EntriesSettings(BaseModel):
    """The allow/block list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    feeds: tuple[FeedTable, ...] = Field(
        default=(), description="Feeds whose indicators become block entries."
    )

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        if len({one.name for one in self.feeds}) < len(self.feeds):
            raise ValueError("two feeds have the same name; give each a name of its own")
        return self
