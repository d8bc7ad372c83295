"""What stands in an export: columns and lines, as the store gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches

from clawback.exports.wish import BadExportError, What, Wish
from clawback.filters.click_fields import CLICKS
from clawback.filters.vocabulary import DELIVERIES
from clawback.model.location import DeliveryAction, DeliveryLocation
from clawback.store.counting import field_to_count, name_to_count
from clawback.store.delivery_table import delivery_table
from clawback.store.grouping import Group, Grouping
from clawback.store.json_row import COLUMNS, moment_text, plain
from clawback.store.named import sort_called
from clawback.store.port import ClickCursor, ClickQuery, EventStore, Query
from clawback.store.ranking import Extent, Ranked, Ranking
from clawback.store.table_file import ColumnType, Table, type_of

_PAGE = 50_000  # values of a top
_BLOCK = 5_000  # clicks
_GROUPS = 10_000  # groups
_OF_CLICKS = {What.CLICKS, What.HISTOGRAM, What.TOP}
_LIES_IN = "latest_delivery_location"


def understood(wish: Wish) -> Wish:
    """The wish with every field under its own name, where aliases were used.

    Raises:
        BadExportError, UnknownFieldError, UnknownViewError: it makes no sense.
    """
    if wish.seen_in.about is not DELIVERIES and wish.what not in _OF_CLICKS:
        raise BadExportError(
            f'The view "{wish.view}" is one of clicks. It has {", ".join(sorted(_OF_CLICKS))}.'
        )
    if wish.sort and wish.what is not What.ROWS:
        raise BadExportError("An order is chosen for rows alone.")
    columns, field = _columns(wish), wish.field
    if wish.what in {What.HISTOGRAM, What.TOP, What.GROUPS}:
        if not field:
            raise BadExportError("Name the field to count by.")
        field = field_to_count(name_to_count(field, wish.about), wish.about).name
    sort = str(sort_called(wish.sort)) if wish.sort else ""
    return replace(wish, columns=columns, sort=sort, field=field)


def columns_of(what: What) -> Sequence[str]:
    """The columns among which one chooses; none where they are fixed."""
    return {What.ROWS: COLUMNS, What.CLICKS: tuple(CLICKS.fields)}.get(what, ())


def _columns(wish: Wish) -> tuple[str, ...]:
    known = columns_of(wish.what)
    if wish.columns and not known:
        raise BadExportError("Columns are chosen for rows and clicks alone.")
    found = [wish.about.named(name.strip()) for name in wish.columns]
    for name, field in zip(wish.columns, found, strict=True):
        if field is None or field.name not in known:
            raise BadExportError(f'There is no column "{name}".{_nearest(name, known)}')
    columns = tuple(field.name for field in found if field)
    if len(set(columns)) < len(columns):
        raise BadExportError("A column is named twice.")
    return columns


def lines_of(wish: Wish, question: Query | ClickQuery, store: EventStore) -> int | None:
    """How many lines there will be, exactly; `None` where only counting them all would tell."""
    return store.count(question) if wish.what in {What.ROWS, What.CLICKS} else None


def content(wish: Wish, question: Query | ClickQuery, store: EventStore) -> Table:
    """What was asked for; the lines are fetched as they are taken."""
    match wish.what, question:
        case What.CLICKS, ClickQuery():
            return _clicks(wish, question, store)
        case What.HISTOGRAM, _:
            return _histogram(wish, question, store)
        case What.TOP, _:
            return _top(wish, question, store)
        case _, Query():
            return _OF_MAIL[wish.what](wish, question, store)
        case _:
            raise AssertionError("Clicks are asked for as something of mail.")  # `understood`


def _rows(wish: Wish, query: Query, store: EventStore) -> Table:
    return delivery_table(store, query, wish.columns or COLUMNS, sort=sort_called(wish.sort))


def _histogram(wish: Wish, query: Query | ClickQuery, store: EventStore) -> Table:
    def lines() -> Iterator[Sequence[object]]:
        for block in store.bars(query, bucket=wish.bucket, field=wish.field):
            for bar in block:
                yield [moment_text(bar.start), bar.value, bar.count]

    columns = {
        "start": ColumnType.TIME,
        wish.field: ColumnType.TEXT,
        wish.about.many: ColumnType.NUMBER,
    }
    return Table(columns=columns, lines=lines())


def _top(wish: Wish, query: Query | ClickQuery, store: EventStore) -> Table:
    def lines() -> Iterator[Sequence[object]]:
        for one in _ranked(store, query, Ranking(field=wish.field, limit=_PAGE), wish.limit):
            yield [one.value, one.count]

    columns = {wish.field: ColumnType.TEXT, wish.about.many: ColumnType.NUMBER}
    return Table(columns=columns, lines=lines())


def _affected(wish: Wish, query: Query, store: EventStore) -> Table:
    """Every recipient, most deliveries first, and how many of them lie in the inbox now."""
    ranking = Ranking(field="recipient", limit=_PAGE, split=_LIES_IN, extents=True, clicks=True)

    def lines() -> Iterator[Sequence[object]]:
        for one in _ranked(store, query, ranking, wish.limit):
            extent = one.extent or Extent()
            yield [
                one.value,
                one.count,
                extent.messages,
                one.parts.get(DeliveryLocation.INBOX.value, 0),
                one.clicks or 0,
                None if extent.first is None else moment_text(extent.first),
                None if extent.last is None else moment_text(extent.last),
            ]

    columns = {
        "recipient": ColumnType.TEXT,
        "deliveries": ColumnType.NUMBER,
        "messages": ColumnType.NUMBER,
        "in_inbox": ColumnType.NUMBER,
        "clicks": ColumnType.NUMBER,
        "first": ColumnType.TIME,
        "last": ColumnType.TIME,
    }
    return Table(columns=columns, lines=lines())


def _ranked(
    store: EventStore, query: Query | ClickQuery, ranking: Ranking, limit: int | None
) -> Iterator[Ranked]:
    """The most frequent values, at most so many, a page at a time."""
    left = limit
    while left is None or left > 0:
        most = ranking.limit if left is None else min(left, ranking.limit)
        page = store.ranking(query, replace(ranking, limit=most))
        yield from page.values
        if page.next is None:
            return
        left = None if left is None else left - len(page.values)
        ranking = replace(ranking, after=page.next)


def _groups(wish: Wish, query: Query, store: EventStore) -> Table:
    """Deliveries put together by a value, the largest groups first, with one to know them by."""
    actions = [action.value for action in DeliveryAction]

    def lines() -> Iterator[Sequence[object]]:
        for one in _grouped(store, query, wish.field, wish.limit):
            yield [
                one.value,
                one.deliveries,
                one.messages,
                one.recipients,
                moment_text(one.first),
                moment_text(one.last),
                *(one.actions.get(action, 0) for action in actions),
                one.newest.sender_address,
                one.newest.subject,
            ]

    columns = {
        wish.field: ColumnType.TEXT,
        "deliveries": ColumnType.NUMBER,
        "messages": ColumnType.NUMBER,
        "recipients": ColumnType.NUMBER,
        "first": ColumnType.TIME,
        "last": ColumnType.TIME,
        **{f"action_{action}": ColumnType.NUMBER for action in actions},
        "newest_sender_address": ColumnType.TEXT,
        "newest_subject": ColumnType.TEXT,
    }
    return Table(columns=columns, lines=lines())


def _grouped(store: EventStore, query: Query, field: str, limit: int | None) -> Iterator[Group]:
    """The largest groups, at most so many, a page at a time."""
    left, after = limit, None
    while left is None or left > 0:
        most = _GROUPS if left is None else min(left, _GROUPS)
        page = store.groups(query, Grouping(field=field, limit=most, after=after))
        yield from page.groups
        after = page.next
        if after is None:
            return
        left = None if left is None else left - len(page.groups)


def _clicks(wish: Wish, query: ClickQuery, store: EventStore) -> Table:
    names = wish.columns or tuple(CLICKS.fields)
    reads = [CLICKS.fields[name].read for name in names]

    def lines() -> Iterator[Sequence[object]]:
        after: ClickCursor | None = None
        while True:
            page = store.click_page(query, limit=_BLOCK, after=after)
            for row in page.rows:
                yield [plain(read(row)) for read in reads]
            after = page.next
            if after is None:
                return

    return Table(columns={name: type_of(CLICKS.fields[name]) for name in names}, lines=lines())


def _nearest(name: str, known: Sequence[str]) -> str:
    found = get_close_matches(name, known, n=1, cutoff=0.6)
    return f' Did you mean "{found[0]}"?' if found else ""


_OF_MAIL: dict[What, Callable[[Wish, Query, EventStore], Table]] = {
    What.ROWS: _rows,
    What.GROUPS: _groups,
    What.AFFECTED: _affected,
}
