"""Pulls feeds when they are due: event by event, each kept before the next is fetched."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from clawback.audit.action import AuditAction
from clawback.audit.trail import Trail
from clawback.database import Connection, Database
from clawback.entries.adding import Bringer, add
from clawback.entries.bringing.brought import Brought
from clawback.entries.bringing.sheet import read_sheet
from clawback.entries.feeds.feed import (
    Feed,
    FeedGarbledError,
    FeedKind,
    FeedMissingError,
)
from clawback.entries.feeds.fetching import Files
from clawback.entries.feeds.misp import read_event, read_manifest
from clawback.entries.records import feeds as records
from clawback.entries.records import kept
from clawback.entries.standing import FeedStanding
from clawback.model.actor import SYSTEM, Actor
from clawback.model.clock import Clock
from clawback.model.errors import ClawbackError

_WHOLE = ""  # the event of a feed that has none


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedShown:
    """A feed, how it stands, and how many entries it claims."""

    feed: Feed
    standing: FeedStanding
    entries: int


class Feeds:
    """Safe to call from several threads; `turn` belongs to one."""

    def __init__(
        self, feeds: Sequence[Feed], files: Files, *, database: Database, trail: Trail, clock: Clock
    ) -> None:
        self._feeds = tuple(feeds)
        self._files = files
        self._database = database
        self._trail = trail
        self._clock = clock
        self._wanted: set[str] = set()
        self._stopping = threading.Event()

    def every(self) -> list[FeedShown]:
        """All of them, as they stand."""
        with self._database.read() as connection:
            return [
                FeedShown(
                    feed=one,
                    standing=records.standing(connection, one.name),
                    entries=records.claims(connection, one.name),
                )
                for one in self._feeds
            ]

    def want(self, actor: Actor, name: str) -> None:
        """Has a feed pulled soon, whether it is due or not. Raises `FeedMissingError`."""
        if name not in {one.name for one in self._feeds}:
            raise FeedMissingError
        self._trail.record_alone(actor, AuditAction.FEED_PULL, f"feed:{name}")
        self._wanted.add(name)

    def turn(self) -> None:
        """Pulls what is due; for a rhythm."""
        for feed in self._feeds:
            if self._stopping.is_set():
                return
            standing = self._standing(feed)
            if feed.name in self._wanted or standing.due(feed.every, self._clock.now()):
                self._wanted.discard(feed.name)
                self._pull(feed, replace(standing, began_at=self._clock.now()))

    def end(self) -> None:
        """Fetches nothing more; what is under way ends after the file it is at."""
        self._stopping.set()

    def _pull(self, feed: Feed, standing: FeedStanding) -> None:
        self._keep(standing)
        try:
            read = self._events if feed.kind is FeedKind.MISP else self._list
            standing = read(feed, standing)
            if not self._stopping.is_set():
                standing = replace(standing, pulled_at=self._clock.now(), trouble="")
        except ClawbackError as error:
            standing = replace(standing, trouble=str(error))
        self._keep(standing)

    def _events(self, feed: Feed, standing: FeedStanding) -> FeedStanding:
        manifest = read_manifest(self._get(feed, f"{feed.url}/manifest.json"))
        with self._database.read() as connection:
            known = records.events(connection, feed.name)
        if known and not manifest:
            raise FeedGarbledError("The feed's manifest is empty. Its entries stay as they are.")
        skipped = standing.skipped
        for event, stamp in manifest.items():
            if self._stopping.is_set():
                return standing
            if known.get(event) == stamp:
                continue
            content = self._get(feed, f"{feed.url}/{event}.json")
            now = self._clock.now()
            found = read_event(content, feed.usual, now, only_flagged=feed.only_flagged)
            self._take(feed, event, stamp, found)
            skipped += found.not_understood
        for event in known.keys() - manifest.keys():
            self._drop(feed, event)
        return replace(standing, skipped=skipped)

    def _list(self, feed: Feed, standing: FeedStanding) -> FeedStanding:
        content = self._get(feed, feed.url)
        stamp = sha256(content).hexdigest()
        if stamp == standing.stamp:
            return standing
        found = read_sheet(content, feed.usual.wish, self._clock.now())
        if not found.wishes:
            raise FeedGarbledError("The feed holds no value. Its entries stay as they are.")
        self._take(feed, _WHOLE, stamp, found)
        return replace(standing, stamp=stamp, skipped=found.not_understood)

    def _take(self, feed: Feed, event: str, stamp: str, found: Brought) -> None:
        """Keeps what an event brings, and that it was read, in one go."""
        by = Bringer(actor=SYSTEM, origin=feed.origin, now=self._clock.now())
        with self._database.write() as connection:
            added = add(connection, found.wishes, by)
            gone = self._claim(connection, feed, event, {*added.new, *added.known})
            records.keep_event(connection, feed.name, event, stamp)
            if added.new or gone:
                self._record(connection, feed, event, new=len(added.new), gone=gone)

    def _drop(self, feed: Feed, event: str) -> None:
        with self._database.write() as connection:
            gone = self._claim(connection, feed, event, ())
            records.forget_event(connection, feed.name, event)
            self._record(connection, feed, event, new=0, gone=gone)

    def _claim(
        self, connection: Connection, feed: Feed, event: str, numbers: Collection[int]
    ) -> int:
        """Takes away what came from this feed and nobody claims any more; says how much."""
        free = records.claim(connection, feed.name, event, numbers)
        gone = records.brought_by(connection, feed.origin, free)
        if gone:
            number = kept.another_edition(connection)
            kept.remove(connection, gone, self._clock.now(), number, by=SYSTEM.name)
        return len(gone)

    def _record(
        self, connection: Connection, feed: Feed, event: str, *, new: int, gone: int
    ) -> None:
        self._trail.record(
            connection,
            SYSTEM,
            AuditAction.ENTRY_IMPORT,
            f"entries:{feed.origin}",
            details={"new": new, "gone": gone, "event": event},
        )

    def _get(self, feed: Feed, url: str) -> bytes:
        return self._files.get(url, feed.authorization)

    def _standing(self, feed: Feed) -> FeedStanding:
        with self._database.read() as connection:
            return records.standing(connection, feed.name)

    def _keep(self, standing: FeedStanding) -> None:
        with self._database.write() as connection:
            records.keep(connection, standing)
