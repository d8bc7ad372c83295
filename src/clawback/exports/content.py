"""What stands in an export: columns and lines, as the store gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches

from clawback.exports.wish import BadExportError, What, Wish
from clawback.filters.fields import FIELDS
from clawback.filters.parse import parse
from clawback.filters.tree import both
from clawback.model.folding import fold
from clawback.store.counting import field_to_count
from clawback.store.json_row import COLUMNS, moment_text
from clawback.store.port import EventStore, Query
from clawback.store.table_file import ColumnType, Table, type_of

_EVERY = 2**31 - 1  # values of a top: more than there can be
_INBOX = parse("latest_delivery_location:inbox_folder")


def check(wish: Wish) -> None:
    """Raises `BadExportError` or `UnknownFieldError` when the wish makes no sense."""
    if wish.columns and wish.what is not What.ROWS:
        raise BadExportError("Columns are chosen for rows alone.")
    for name in wish.columns:
        if name not in COLUMNS:
            raise BadExportError(f'There is no column "{name}".{_nearest(name)}')
    if len(set(wish.columns)) < len(wish.columns):
        raise BadExportError("A column is named twice.")
    if wish.what in {What.HISTOGRAM, What.TOP}:
        if not wish.field:
            raise BadExportError("Name the field to count by.")
        field_to_count(wish.field)


def lines_of(wish: Wish, query: Query, store: EventStore) -> int | None:
    """How many lines there will be, exactly; `None` where only counting them all would tell."""
    return store.count(query) if wish.what is What.ROWS else None


def content(wish: Wish, query: Query, store: EventStore) -> Table:
    """What was asked for; the lines are fetched as they are taken."""
    return _MAKERS[wish.what](wish, query, store)


def _rows(wish: Wish, query: Query, store: EventStore) -> Table:
    names = wish.columns or COLUMNS

    def lines() -> Iterator[Sequence[object]]:
        for block in store.stream_lines(query, names):
            yield from block

    return Table(columns={name: type_of(FIELDS[name]) for name in names}, lines=lines())


def _histogram(wish: Wish, query: Query, store: EventStore) -> Table:
    def lines() -> Iterator[Sequence[object]]:
        for block in store.bars(query, bucket=wish.bucket, field=wish.field):
            for bar in block:
                yield [moment_text(bar.start), bar.value, bar.count]

    columns = {
        "start": ColumnType.TIME,
        wish.field: ColumnType.TEXT,
        "deliveries": ColumnType.NUMBER,
    }
    return Table(columns=columns, lines=lines())


def _top(wish: Wish, query: Query, store: EventStore) -> Table:
    def lines() -> Iterator[Sequence[object]]:
        for top in store.top(query, field=wish.field, limit=wish.limit or _EVERY):
            yield [top.value, top.count]

    columns = {wish.field: ColumnType.TEXT, "deliveries": ColumnType.NUMBER}
    return Table(columns=columns, lines=lines())


def _affected(wish: Wish, query: Query, store: EventStore) -> Table:
    """Every recipient, most deliveries first, and how many of them lie in the inbox now."""
    limit = wish.limit or _EVERY

    def lines() -> Iterator[Sequence[object]]:
        there = replace(query, filter=both(query.filter, _INBOX))
        inbox = {
            fold(top.value): top.count for top in store.top(there, field="recipient", limit=_EVERY)
        }
        for top in store.top(query, field="recipient", limit=limit):
            yield [top.value, top.count, inbox.get(fold(top.value), 0)]

    columns = {
        "recipient": ColumnType.TEXT,
        "deliveries": ColumnType.NUMBER,
        "in_inbox": ColumnType.NUMBER,
    }
    return Table(columns=columns, lines=lines())


def _nearest(name: str) -> str:
    found = get_close_matches(name, COLUMNS, n=1, cutoff=0.5)
    return f' Did you mean "{found[0]}"?' if found else ""


_MAKERS: dict[What, Callable[[Wish, Query, EventStore], Table]] = {
    What.ROWS: _rows,
    What.HISTOGRAM: _histogram,
    What.TOP: _top,
    What.AFFECTED: _affected,
}
