"""Where each field of a click stands in the DuckDB table: a closed list."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from clawback.filters.click_fields import CLICK_FIELDS
from clawback.filters.fields import Field, Kind
from clawback.store.fields import Place

CLICK_SOURCE = "click c"


def click_place_of(field: Field) -> Place:
    """Where it stands, in either engine: both keep clicks in columns of the same names."""
    return _PLACES[field.name]


def _stored(field: Field) -> Place:
    name, folded = f"c.{field.name}", f"c.{field.name}_lc"
    match field.kind:
        case Kind.TEXT if field.name == "network_message_id":
            return Place(text=folded, equal="c.id", spelled=name)
        case Kind.TEXT:
            return Place(text=folded, equal=folded, spelled=name)
        case Kind.URL:
            return Place(text=folded, equal=f"{name}_key", spelled=name)
        case Kind.IP:
            return Place(text=folded, equal=f"{name}_order", spelled=name)
        case _:
            return Place(text=name, equal=name, spelled=name)


_PLACES: Mapping[str, Place] = MappingProxyType(
    {
        field.name: _stored(field)
        for field in CLICK_FIELDS.values()
        if field.name != "tags"  # kept nowhere, as for deliveries
    }
)
