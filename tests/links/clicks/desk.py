"""A click service on a folder, asked in this process, and protected links for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
from tests.servers.web_client import WebClient

from clawback.links.clicks.book import EMPTY, Book, Entry, book_of
from clawback.links.clicks.figures import ClickFigures
from clawback.links.clicks.lookups import Lookup, Lookups
from clawback.links.clicks.opened import OPENED, Opened
from clawback.links.clicks.pages.branding import Branding
from clawback.links.clicks.policy import ClickPolicy
from clawback.links.clicks.privacy import Privacy
from clawback.links.clicks.redirects.chains import Chains
from clawback.links.clicks.scouting import Scout
from clawback.links.clicks.scribe import Scribe
from clawback.links.clicks.service import ClickService, Ground
from clawback.links.keys import LinkKeys
from clawback.links.signing import Bearer, blind, wrap
from clawback.links.terms import AS_SET, ClickTerms
from clawback.model.clock import FixedClock
from clawback.spool.commit import SpoolLimits
from clawback.spool.spool import Spool

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
BASE = "https://links.example.org"
MESSAGE = "018f2c4e-9a00-8abc-9def-0123456789ab"
SHOP = "https://shop.example/a?b=c"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass
class Desk:
    """The service, its log, and who asks it; `book` and `policy` may be changed before asking."""

    folder: Path
    policy: ClickPolicy = field(default_factory=ClickPolicy)
    lookups: Sequence[Lookup] = ()
    chains: Chains | None = None
    privacy: Privacy = field(default_factory=Privacy)
    branding: Branding = field(default_factory=Branding)
    limits: SpoolLimits = field(default_factory=lambda: SpoolLimits(reserve=0))
    book: Book = EMPTY
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.keys = LinkKeys(self.folder, FixedClock(NOW - timedelta(days=9)))
        self.keys.ring()
        clock = FixedClock(self.now)
        self.figures = ClickFigures()
        self.log = Spool(self.folder / "log", OPENED, clock=clock, limits=self.limits)
        service = ClickService(
            Ground(
                keys=self.keys,
                book=lambda: self.book,
                policy=self.policy,
                scout=Scout(Lookups(self.lookups, 60.0, time.monotonic), self.chains, patience=0.0),
                scribe=Scribe(self.log),
                branding=self.branding,
                clock=clock,
                privacy=self.privacy,
                figures=self.figures,
            )
        )
        self.app = service.application()
        self.web = WebClient(
            self.app,
            base_url=BASE,
            headers={"user-agent": BROWSER},
            raise_server_exceptions=False,
        )

    def block(self, *entries: Entry) -> None:
        """Has the book hold these and nothing else."""
        self.book = book_of(entries, "v")

    def path(
        self,
        url: str = SHOP,
        *,
        age: timedelta = timedelta(hours=1),
        to: str = "",
        terms: ClickTerms = AS_SET,
    ) -> str:
        """The path of a protected link."""
        ring = self.keys.ring()
        bearer = Bearer(
            network_message_id=MESSAGE,
            made_at=self.now - age,
            terms=terms,
            **({"recipient": blind(to, ring.current.secret)} if to else {}),
        )
        return wrap(url, bearer, keyring=ring, base=BASE).removeprefix(BASE)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> httpx2.Response:
        return self.web.get(path, headers=headers or {}, follow_redirects=False)

    def post(self, path: str, slip: str) -> httpx2.Response:
        return self.web.post(path, data={"slip": slip}, follow_redirects=False)

    def logged(self) -> list[Opened]:
        """The clicks that came since the last look."""
        taken = self.log.take(most=1000, most_bytes=1 << 24, wait=0)
        return [one.value for one in taken.kept] if taken else []

    def close(self) -> None:
        """Ends what is asked still, as the service's own loop would at its end."""
        loop: asyncio.AbstractEventLoop = vars(self.web._transport)["_loop"]
        if loop.is_closed():
            return
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        self.web.close()
        self.log.close()
