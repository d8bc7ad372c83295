"""The server's side of the click service on memory adapters, for `parts.py`."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from clawback.app.allowing import AllowBlock, list_on
from clawback.app.at_click import OwnEntries, noting_uses
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.entries.at_click.entries import ClickEntries
from clawback.entries.bringing.importing import Importing
from clawback.entries.entries import Entries
from clawback.entries.feeds.feeds import Feeds
from clawback.filters.lists import Lists
from clawback.links.clicks.books import Books
from clawback.links.clicks.campaign_mail import CampaignMail
from clawback.links.clicks.making import BadMail, OwnLists, Wanted
from clawback.links.clicks.privacy import Privacy
from clawback.links.clicks.recording import Recording
from clawback.links.clicks.turning import Turning
from clawback.links.keys import LinkKeys
from clawback.model.clock import Clock
from clawback.store.port import EventStore

WANTED = Wanted(blocks=("blocked",), allows=("allowed",))


def books_of(
    store: EventStore,
    lists: Lists,
    clock: Clock,
    *,
    stamp=lambda: "",
    links=tuple,
    own=(),
    campaigns=MappingProxyType({}),
):
    """Books that go by the lists `blocked` and `allowed`, and by `own`."""
    return Books(
        [OwnLists(lists, WANTED), *own],
        [
            BadMail(store, clock, WANTED).entries,
            CampaignMail(store, clock, WANTED, lambda _: campaigns).entries,
        ],
        links,
        wanted=WANTED,
        stamp=stamp,
        turning=Turning(store, clock),
        clock=clock,
    )


def recording_of(store: EventStore, folder: Path, clock: Clock, heard):
    """Keeps clicks under people's names."""
    keys = LinkKeys(folder, clock)
    return Recording(store, keys, clock, privacy=Privacy(), heard=heard)


def click_parts(
    store: EventStore, folder: Path, lists: Lists, *, trail: Trail, database: Database, clock: Clock
) -> dict[type[object], object]:
    """By the types that routes ask for."""
    allowing = list_on(database, trail, clock)
    books = books_of(store, lists, clock, own=[OwnEntries(allowing)])
    heard = noting_uses(allowing.current, books.arrived)
    return {
        AllowBlock: allowing,
        Books: books,
        ClickEntries: allowing.at_click,
        Entries: allowing.entries,
        Importing: allowing.importing,
        Feeds: allowing.feeds,
        Recording: recording_of(store, folder, clock, heard),
    }
