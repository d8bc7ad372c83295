"""Feeds of the allow/block list over HTTP; mounted by `api` under `/api/v1`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, status
from pydantic import BaseModel

from clawback.entries.feeds.feed import FeedKind
from clawback.entries.feeds.feeds import Feeds, FeedShown
from clawback.http.caller import Caller
from clawback.http.part import part

router = APIRouter(prefix="/entries/feeds", tags=["allow/block list"])
FeedsPart = Annotated[Feeds, Depends(part(Feeds))]


class FeedOut(BaseModel):
    """A feed and how it stands. `entries` are those that it has, `skipped` what was no entry.

    `began_at` is the last pull's beginning, `pulled_at` the end of the last that went well, and
    `trouble` a sentence, empty when all is well.
    """

    name: str
    kind: FeedKind
    kind_label: str
    host: str
    every_minutes: float
    entries: int
    skipped: int
    began_at: datetime | None
    pulled_at: datetime | None
    trouble: str


class FeedsOut(BaseModel):
    """All feeds of the settings."""

    items: list[FeedOut]


@router.get("", operation_id="entry_feed_list")
def entry_feed_list(feeds: FeedsPart) -> FeedsOut:
    """The feeds of the settings, and how each stands."""
    return FeedsOut(items=[feed_out(one) for one in feeds.every()])


@router.post("/{name}/pull", status_code=status.HTTP_202_ACCEPTED, operation_id="entry_feed_pull")
def entry_feed_pull(name: str, feeds: FeedsPart, caller: Caller) -> FeedsOut:
    """Has a feed pulled soon, whether it is due or not; answers with how all stand."""
    feeds.want(caller, name)
    return FeedsOut(items=[feed_out(one) for one in feeds.every()])


def feed_out(one: FeedShown) -> FeedOut:
    """All of it but the path of its address, which may hold a secret."""
    feed, standing = one.feed, one.standing
    return FeedOut(
        name=feed.name,
        kind=feed.kind,
        kind_label=feed.kind.label,
        host=urlsplit(feed.url).hostname or "",
        every_minutes=feed.every.total_seconds() / 60,
        entries=one.entries,
        skipped=standing.skipped,
        began_at=standing.began_at,
        pulled_at=standing.pulled_at,
        trouble=standing.trouble,
    )
