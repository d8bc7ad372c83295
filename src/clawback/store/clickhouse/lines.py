"""Some fields of rows, read by themselves, as `json_row.py` shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from clawback.filters.fields import FIELDS, Field, Kind
from clawback.model.tags import Tags
from clawback.store.clickhouse.places import URL_SPELLED, place_of
from clawback.store.columns import moment_of
from clawback.store.json_row import moment_text

Plain: TypeAlias = Callable[[Any], object]  # Any: a value as the engine gives it


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Where a field's value is read, and how it becomes plain."""

    sql: str
    plain: Plain


def shown_of(field: Field, tags: Tags) -> Shown:
    """The field in a line; tags are told by the recipient."""
    if field.name == "tags":
        return Shown(sql="d.recipient", plain=lambda who: sorted(tags.of(who)))
    if field.name == "url":
        return Shown(sql=URL_SPELLED, plain=list)
    spelled = place_of(field).spelled
    if field.several:
        return Shown(sql=spelled, plain=list)
    match field.kind:
        case Kind.TIME:
            return Shown(sql=spelled, plain=_moment)
        case Kind.CHOICE:
            return Shown(sql=spelled, plain=lambda code: code or None)
        case _:
            return Shown(sql=spelled, plain=lambda value: value)


def columns_of(fields: Sequence[str], tags: Tags) -> str:
    """What to select for these fields."""
    every = (shown_of(FIELDS[name], tags).sql for name in fields)
    return "".join(f", {sql} AS f{n}" for n, sql in enumerate(every))


def readers(fields: Sequence[str], tags: Tags) -> Sequence[Plain]:
    """What makes the values of the fields plain, in order."""
    return [shown_of(FIELDS[name], tags).plain for name in fields]


def _moment(value: datetime) -> str:
    return moment_text(moment_of(value))
