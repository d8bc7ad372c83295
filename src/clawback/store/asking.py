"""A question to the store as SQL: which table, under which condition, counted by what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from clawback.filters.fields import Field
from clawback.store.counting import field_to_count
from clawback.store.fields import Place
from clawback.store.page_sql import Ordered, ordered_by
from clawback.store.port import ClickQuery, Query
from clawback.store.query import Condition, compile_filter, compile_tags
from clawback.store.sorting import Sort
from clawback.store.tables import CLICK_TABLE, DELIVERY_TABLE, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What is counted: the rows of a condition, by a field that stands in a place."""

    table: Table
    field: Field
    place: Place
    condition: Condition
    values: Mapping[str, object]

    def condition_with(self, name: str | None) -> Condition:
        """The condition, and that this field is asked about too."""
        asked = self.condition
        return replace(asked, fields=asked.fields | {name}) if name else asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Of one engine: where deliveries stand, and where clicks."""

    deliveries: Table
    clicks: Table

    def of(self, query: Query | ClickQuery) -> Table:
        return self.deliveries if isinstance(query, Query) else self.clicks


DUCKDB_TABLES = Tables(deliveries=DELIVERY_TABLE, clicks=CLICK_TABLE)


def condition_of(query: Query | ClickQuery, tables: Tables = DUCKDB_TABLES) -> Condition:
    """The rows that the query means."""
    compiled = _compiled(query, tables)
    of = query.of if isinstance(query, ClickQuery) else None
    if of is None:
        return compiled
    mail = _compiled(of, tables, beside=compiled)
    source = tables.deliveries.source_for(mail.fields)
    theirs = f"(c.id, c.recipient) IN (SELECT (d.id, d.recipient) FROM {source} WHERE {mail.sql})"  # noqa: S608 - closed list, bound
    return Condition(sql=f"{compiled.sql} AND {theirs}", values=mail.values, fields=compiled.fields)


def counted_by(name: str, query: Query | ClickQuery, tables: Tables = DUCKDB_TABLES) -> Counted:
    """The rows of the query, counted by a field. Raises `UnknownFieldError`."""
    table, condition = tables.of(query), condition_of(query, tables)
    field = field_to_count(name, table.vocabulary)
    place, values = placed(field, query, condition, tables)
    place = table.counted.get(field.name, place)
    return Counted(table=table, field=field, place=place, condition=condition, values=values)


def placed(
    field: Field,
    query: Query | ClickQuery,
    condition: Condition,
    tables: Tables = DUCKDB_TABLES,
) -> tuple[Place, Mapping[str, object]]:
    """Where a field stands, and the values that its SQL and the condition bind."""
    table = tables.of(query)
    if field.name != "tags":
        return table.place_of(field), condition.values
    tags = compile_tags(query.tags, now=query.now, beside=condition, table=table)
    return Place(text=tags.sql, equal=tags.sql, spelled=tags.sql), tags.values


def sorted_rows(
    query: Query, condition: Condition, sort: Sort
) -> tuple[Ordered, Mapping[str, object]]:
    """What deliveries are sorted by, and the values that its SQL and the condition bind."""
    table = DUCKDB_TABLES.deliveries
    field = table.vocabulary.field(sort.field)
    place, values = placed(field, query, condition)
    ordered = ordered_by(
        field,
        place,
        descending=sort.descending,
        source=table.source_for({field.name, *condition.fields}),
        where=condition.sql,
    )
    return ordered, values


def _compiled(
    query: Query | ClickQuery, tables: Tables, beside: Condition | None = None
) -> Condition:
    return compile_filter(
        query.filter,
        now=query.now,
        since=query.since,
        until=query.until,
        lists=query.lists,
        tags=query.tags,
        table=tables.of(query),
        beside=beside,
    )
