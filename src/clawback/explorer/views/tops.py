"""The tabs that show the most frequent values of a field, with a column for each of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clawback.explorer.views.asked import Asked
from clawback.explorer.views.marks import read_rank_mark, write_rank_mark
from clawback.explorer.views.values import ColumnName, columns_of, filter_for, label_for
from clawback.filters.views import Shows, UnknownTabError
from clawback.store.port import EventStore
from clawback.store.ranking import Ranking


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTop:
    """A value and how many rows have it; `parts` by the code of a column. `filter` finds them."""

    value: str
    label: str
    count: int
    parts: Mapping[str, int]
    filter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTops:
    """A page of the most frequent values, ties by value.

    `rows` says whether deliveries or clicks are counted, `different` how many values there are in
    all; `next` asks for the following page and is null on the last.
    """

    view: str
    tab: str
    field: str
    label: str
    rows: str
    columns: Sequence[ColumnName]
    top: Sequence[ShownTop]
    different: int
    next: str | None
    exact: bool
    sentence: str


def tops(asked: Asked, store: EventStore, *, tab: str, limit: int, cursor: str | None) -> ShownTops:
    """A page of a tab's values.

    Raises:
        UnknownTabError: the view has no such tab, or it shows something else.
        BadCursorError: the cursor is not one of ours.
    """
    wanted = asked.view.tab(tab)
    if wanted.shows is not Shows.TOP:
        raise UnknownTabError(f'The tab "{tab}" does not show the most frequent values of a field.')
    about, field = wanted.about, wanted.about.field(wanted.field)
    ranking = Ranking(
        field=wanted.field,
        limit=limit,
        split=wanted.split,
        after=None if cursor is None else read_rank_mark(cursor),
    )
    found = store.ranking(asked.about(about), ranking)
    return ShownTops(
        view=asked.view.name,
        tab=tab,
        field=wanted.field,
        label=wanted.label,
        rows=about.many,
        columns=columns_of(wanted.split, about),
        top=tuple(
            ShownTop(
                value=one.value,
                label=label_for(field, one.value),
                count=one.count,
                parts=one.parts,
                filter=filter_for(field, one.value, about),
            )
            for one in found.values
        ),
        different=found.different,
        next=write_rank_mark(found.next) if found.next else None,
        exact=True,
        sentence=asked.sentence,
    )
