"""How values go into ClickHouse's columns, and come out of them as DuckDB would give them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias, cast
from uuid import UUID

from clawback.filters.fields import FIELDS, Kind
from clawback.model.delivery import Delivery
from clawback.store import columns
from clawback.store.clickhouse.dialect import storable
from clawback.store.clickhouse.places import ID_SPELLED, URL_SPELLED, spelled
from clawback.store.clickhouse.schema import DELIVERY
from clawback.store.columns import COLUMNS, STORED, Column

Keep: TypeAlias = Callable[[Any], object]  # Any: a column's value, of the column's type

NOBODY = bytes(16)
"""Of a click whose message is not known."""


def keep(kind: str) -> Keep:
    """How a value is brought into a column of this type; `None` becomes what stands for nothing."""
    if kind.startswith("FixedString"):
        return lambda value: value.bytes if isinstance(value, UUID) else NOBODY
    if kind.startswith("Array(Tuple"):
        return lambda value: [] if value is None else [value]
    if kind.startswith("Array"):
        return lambda value: [] if value is None else list(map(_plain, value))
    if kind.startswith("DateTime64"):
        return _moment
    if kind in {"String", "LowCardinality(String)"}:
        return _text
    return lambda value: value


def _text(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    return "" if value is None else _plain(value)


def _plain(value: object) -> object:
    """An enumeration's code; the driver takes nothing but plain text."""
    return str(value) if isinstance(value, str) else value


def _moment(value: datetime) -> datetime:
    return storable(value if value.tzinfo else value.replace(tzinfo=UTC))


class Writer:
    """Makes rows of a table: values by the names of their columns, keys of URLs in full."""

    def __init__(self, names: Sequence[str], kinds: Mapping[str, str]) -> None:
        self.columns = {name: kinds[name] for name in names}
        self._keeps = tuple(map(keep, self.columns.values()))
        at = {name: place for place, name in enumerate(names)}
        self._keys = tuple(
            (place, at[f"{name.removesuffix('_key')}_lc"])
            for name, place in at.items()
            if name.endswith("_key")
        )

    def row(self, values: Sequence[object]) -> list[object]:
        row = [each(value) for each, value in zip(self._keeps, values, strict=True)]
        for key, folded in self._keys:
            row[key] = row[key] or row[folded]
        return row

    def rows(self, many: Iterable[Sequence[object]]) -> list[list[object]]:
        return [self.row(values) for values in many]


DELIVERIES = Writer(STORED, DELIVERY)


def delivery_row(delivery: Delivery) -> list[object]:
    """The values of `DELIVERIES.columns` for one delivery."""
    return DELIVERIES.row(columns.row_of(delivery))


def mailbox_in(value: object) -> object:
    """A list of one mailbox or none, as DuckDB gives it."""
    found = cast("Sequence[object]", value)
    return found[0] if found else None


def _or_none(value: object) -> object:
    return value or None


def _select(column: Column) -> str:
    name = f"d.{column.attribute}"
    match column.attribute:
        case "network_message_id":
            return ID_SPELLED
        case "url":
            return URL_SPELLED
        case _ if f"{column.attribute}_lc" in column.stored and column.attribute != "recipient":
            return spelled(name)
        case _:
            return name


def _given(column: Column) -> Keep | None:
    """What makes the engine's value one that the column's `read` knows."""
    if column.attribute == "mailbox":
        return mailbox_in
    field = FIELDS.get(column.attribute)
    chosen = field is not None and field.kind is Kind.CHOICE and not field.several
    return _or_none if chosen else None


SELECTED = ", ".join(f"{_select(column)} AS c{n}" for n, column in enumerate(COLUMNS))
_GIVEN = tuple((n, given) for n, column in enumerate(COLUMNS) if (given := _given(column)))


def delivery_of(values: Sequence[object]) -> Delivery:
    """A delivery from the values of `SELECTED`."""
    found = list(values)
    for n, given in _GIVEN:
        found[n] = given(found[n])
    return columns.delivery_of(found)
