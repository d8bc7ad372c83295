"""The allow/block list at the click: its entries in the book, and uses that clicks tell of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from clawback.app.allowing import AllowBlock
from clawback.entries.current import CurrentEntries
from clawback.entries.entry import Entry as Kept
from clawback.entries.entry import EntryAction, Place
from clawback.entries.index import BLOCKS, CLICK
from clawback.entries.keys import key_of
from clawback.entries.naming import link_keys
from clawback.entries.wanted import Wanted
from clawback.links.clicks.book import Entry, Kind
from clawback.model.click import Click
from clawback.model.verdict import ClickVerdict

SOURCE = "entries"
"""What a click says of the list that blocked it or let it through."""
MOST = 200_000  # in the book, the newest
_BLOCKED = frozenset({ClickVerdict.BLOCKED_BY_POLICY, ClickVerdict.POLICY_BLOCK_OVERRIDDEN})
_RULED = _BLOCKED | {ClickVerdict.ALLOWED_BY_POLICY}
_KINDS = {
    **dict.fromkeys("dD", Kind.HOST_ALONE),
    **dict.fromkeys("wW", Kind.BELOW_HOST),
    **dict.fromkeys("tTi", Kind.HOST),
    "u": Kind.URL,
    "p": Kind.PATH,
}
Hear = Callable[[Sequence[Click]], None]


class OwnEntries:
    """Those that count at the click, as `Own` of the books."""

    def __init__(self, allowing: AllowBlock) -> None:
        self._allowing = allowing

    def stamp(self) -> str:
        """Another text whenever the list is another."""
        self._allowing.current.fresh()
        return str(self._allowing.current.edition)

    def entries(self) -> Iterator[Entry]:
        """All of them, the newest of very many."""
        wanted = Wanted(place=Place.CLICK)
        for one in self._allowing.entries.page(wanted, limit=MOST):
            yield in_book(one)


def in_book(one: Kept) -> Entry:
    """An entry as the book has it."""
    key = key_of(one.value)
    bracketed = f"[{key[1:]}]" if key[0] == "i" and ":" in key else key[1:]
    return Entry(
        kind=_KINDS[key[0]],
        what=bracketed,
        blocks=one.terms.action is EntryAction.BLOCK,
        own=True,
        source=SOURCE,
        until=one.terms.lifetime.expires_at,
    )


def noting_uses(current: CurrentEntries, heard: Hear) -> Hear:
    """Notes which entries ruled clicks, and passes the clicks on."""

    def hear(clicks: Sequence[Click]) -> None:
        heard(clicks)
        for one in clicks:
            if one.verdict not in _RULED:
                continue
            flags = CLICK + BLOCKS * (one.verdict in _BLOCKED)
            for url in (one.url, *one.url_chain):
                for _, line in current.find(link_keys(url, current.fresh()), flags):
                    current.note_use(line.number)

    return hear
