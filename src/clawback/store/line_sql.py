"""SQL of some fields of rows, and how its values become a line as `json_row.py` shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from clawback.filters.fields import FIELDS, Field, Kind
from clawback.model.tags import Tags
from clawback.store.fields import LINKS, place_of
from clawback.store.joins import source_for

_TEXTUAL = frozenset({Kind.TEXT, Kind.URL, Kind.IP})
KEYS = "d.rowid, d.time_received, d.id, coalesce(d.network_message_id, d.id::VARCHAR), d.recipient"

Plain: TypeAlias = Callable[[object], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Where a field's value is read, and how it becomes plain."""

    sql: str
    plain: Plain


def shown_of(field: Field, tags: Tags) -> Shown:
    if field.name == "tags":
        return Shown(sql="d.recipient", plain=lambda who: sorted(tags.of(str(who))))
    if field.name == "url":
        return Shown(sql=LINKS, plain=_listed)
    spelled = place_of(field).spelled
    if field.several:
        return Shown(sql=spelled, plain=_listed)
    if field.kind is Kind.TIME:
        return Shown(sql=spelled, plain=_moment)
    return Shown(sql=spelled, plain=_text if field.kind in _TEXTUAL else _same)


def lines_sql(fields: Sequence[str], tags: Tags) -> str:
    """SELECT of `KEYS` and the fields, for the rows of `$rows`, in any order."""
    shown = "".join(f", {shown_of(FIELDS[name], tags).sql}" for name in fields)
    among = "SELECT unnest($rows::BIGINT[])"
    messages = f"id IN (SELECT id FROM delivery WHERE rowid IN ({among}))"  # noqa: S608 - bound
    source = source_for(fields, messages)
    return f"SELECT {KEYS}{shown} FROM {source} WHERE d.rowid IN ({among})"  # noqa: S608 - closed list, bound


def readers(fields: Sequence[str], tags: Tags) -> Sequence[Plain]:
    """What makes the values of the fields plain, in order."""
    return [shown_of(FIELDS[name], tags).plain for name in fields]


def _same(value: object) -> object:
    return value


def _text(value: object) -> object:
    return value or ""


def _listed(value: object) -> object:
    return value or []


def _moment(value: object) -> object:
    assert isinstance(value, datetime)  # noqa: S101 - the column is NOT NULL
    return value.isoformat(timespec="microseconds") + "Z"
