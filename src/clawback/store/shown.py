"""The shapes in which the API shows deliveries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, JsonValue, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue

from clawback.filters.choices import choices_of
from clawback.filters.fields import SHOWN, Field, Kind
from clawback.model.delivery import Row
from clawback.store.grouping import GroupOrder
from clawback.store.json_row import row_to_json
from clawback.store.page_mark import write_cursor
from clawback.store.port import LinePage
from clawback.store.sorting import Sort

_JSON_TYPES = {Kind.NUMBER: "integer", Kind.SIZE: "integer", Kind.BOOLEAN: "boolean"}
_OPTIONAL = {Kind.CHOICE, Kind.NUMBER, Kind.BOOLEAN}  # what is not known is null; text is empty


def _value_schema(field: Field) -> JsonSchemaValue:
    one: JsonSchemaValue = {"type": _JSON_TYPES.get(field.kind, "string")}
    if field.kind is Kind.TIME:
        one["format"] = "date-time"
    if field.choices is not None:
        one["enum"] = [choice.value for choice in choices_of(field)]
    if field.several:
        return {"type": "array", "items": one, "description": field.meaning}
    optional = {"anyOf": [one, {"type": "null"}]} if field.kind in _OPTIONAL else one
    return optional | {"description": field.meaning}


def row_schema(title: str, fields: Mapping[str, Field]) -> JsonSchemaValue:
    """What a row is, under the names of these fields."""
    properties = {name: _value_schema(field) for name, field in fields.items()}
    return {"type": "object", "title": title, "properties": properties}


DeliveryOut = Annotated[
    dict[str, JsonValue],
    WithJsonSchema(row_schema("Delivery", SHOWN) | {"required": list(SHOWN)}),
]
LineOut = Annotated[dict[str, JsonValue], WithJsonSchema(row_schema("DeliveryLine", SHOWN))]


class DeliveriesOut(BaseModel):
    """Deliveries under the names of the filter fields: the fields asked for, or all.

    `sort` is the order they are in. `next` asks for the following page in the same order and is
    null on the last; `sentence` says the filter.
    """

    rows: list[LineOut]
    sort: str
    next: str | None
    sentence: str


class CountOut(BaseModel):
    """How many deliveries a filter finds; `sentence` says the filter.

    `exact` says whether this is a count or an estimate.
    """

    count: int
    exact: bool = True
    sentence: str


class TopOut(BaseModel):
    """A value, and how many deliveries have it."""

    value: str
    count: int


class TopsOut(BaseModel):
    """The most frequent values of a field; `exact` says whether counts are counts or estimates."""

    field: str
    exact: bool = True
    top: list[TopOut]


class ActionOut(BaseModel):
    """How many of a group's deliveries were treated so."""

    action: str
    label: str
    count: int


class NewestOut(BaseModel):
    """Which delivery of a group is its newest."""

    network_message_id: str
    recipient: str
    subject: str
    sender_address: str


class GroupOut(BaseModel):
    """Deliveries that share a value of the field; `value` is null where they have none.

    `filter` finds exactly these deliveries, within the range that was asked for. `first` and
    `last` are when they were received.
    """

    value: str | None
    label: str
    filter: str
    deliveries: int
    messages: int
    recipients: int
    first: datetime
    last: datetime
    actions: list[ActionOut]
    newest: NewestOut


class GroupsOut(BaseModel):
    """Deliveries in groups. A delivery with several values is in a group of each.

    `next` asks for the following page and is null on the last; `sentence` says the filter.
    """

    field: str
    order: GroupOrder
    groups: list[GroupOut]
    next: str | None
    sentence: str


def page_out(
    page: LinePage, columns: Sequence[str], sort: Sort, sentence: str
) -> dict[str, object]:
    """A `DeliveriesOut`, of values that need no further look."""
    return {
        "rows": [dict(zip(columns, line, strict=True)) for line in page.lines],
        "sort": str(sort),
        "next": write_cursor(page.next) if page.next else None,
        "sentence": sentence,
    }


def row_out(row: Row) -> dict[str, JsonValue]:
    """A row as the API shows it."""
    return row_to_json(row)  # type: ignore[return-value] # its values are JSON's
