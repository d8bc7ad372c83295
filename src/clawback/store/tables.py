"""The tables that filters are asked of, each with the vocabulary of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from clawback.filters.click_fields import CLICKS
from clawback.filters.fields import Field
from clawback.filters.vocabulary import DELIVERIES, Vocabulary
from clawback.store.click_places import CLICK_SOURCE, click_place_of
from clawback.store.contents import deliveries_of, header_values
from clawback.store.dialect import Dialect
from clawback.store.duckdb_dialect import DUCKDB
from clawback.store.fields import SOURCE, Place, place_of
from clawback.store.joins import source_for


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contents:
    """How what stands in the messages is asked about.

    `deliveries` makes of a condition on messages one on their deliveries, of which only those
    within the bounds matter. `header_values` is where the values of one header stand, of a bound
    text with which its folded lines begin, and of its length.
    """

    deliveries: Callable[[str, Sequence[str]], str]
    header_values: Callable[[str, int], Place]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """Where the rows of one vocabulary stand, and the SQL of the engine that keeps them.

    `source` is what to select from, `source_for` the same for these fields; `row` is SQL of what
    names a row, `time` of the moment it is ordered and bounded by. `message`, `person` and
    `person_lc` are whose delivery it is about. `url_lines`, where there is one, is a column with
    all links as one text, a line each. `clicks` is how many there were on a row's links, where the
    field `clicked` is asked about. `counted` are places of fields that count otherwise than they
    are found. `contents` is `None` for rows that have no messages.
    """

    vocabulary: Vocabulary
    dialect: Dialect
    source: str
    source_for: Callable[[Iterable[str]], str]
    place_of: Callable[[Field], Place]
    row: str
    time: str
    message: str
    person: str
    person_lc: str
    url_lines: str = ""
    clicks: str = ""
    counted: Mapping[str, Place] = field(default_factory=dict)
    contents: Contents | None = None


_FOLDED_LINKS = "CASE WHEN d.url IS NULL THEN d.url_lc ELSE d.url_lc[1:len(d.url)] END"
_LINKS = Place(  # without the wrappers that stand behind them
    text=_FOLDED_LINKS, equal=_FOLDED_LINKS, spelled="coalesce(d.url, d.url_lc)"
)

DELIVERY_TABLE = Table(
    vocabulary=DELIVERIES,
    dialect=DUCKDB,
    source=SOURCE,
    source_for=source_for,
    place_of=place_of,
    row="d.rowid",
    time="d.time_received",
    message="d.id",
    person="d.recipient",
    person_lc="d.recipient_lc",
    url_lines="d.url_text",
    clicks="coalesce(k.clicks, 0)",
    counted={"url": _LINKS},
    contents=Contents(deliveries=deliveries_of, header_values=header_values),
)

CLICK_TABLE = Table(
    vocabulary=CLICKS,
    dialect=DUCKDB,
    source=CLICK_SOURCE,
    source_for=lambda _: CLICK_SOURCE,
    place_of=click_place_of,
    row="c.rowid",
    time="c.time_clicked",
    message="c.id",
    person="c.recipient",
    person_lc="coalesce(c.recipient_lc, '')",
)
