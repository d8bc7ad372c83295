"""Where each field of the filter language stands in the DuckDB tables: a closed list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from clawback.filters.fields import FIELDS, Field, Kind, Origin

OVERLAY = """
    SELECT id, recipient,
        arg_max(location, (moment, event_id)) FILTER (location IS NOT NULL) AS location,
        arg_max(mailbox, (moment, event_id)) FILTER (mailbox IS NOT NULL) AS mailbox,
        arg_max(folder_lc, (moment, event_id)) FILTER (mailbox IS NOT NULL) AS folder_lc,
        list_sort(list(DISTINCT additional_action)
            FILTER (additional_action IS NOT NULL)) AS additional_action,
        list_sort(list(DISTINCT {'spelled': remediation_id, 'folded': remediation_id_lc})
            FILTER (remediation_id <> '')) AS remediation
    FROM event GROUP BY id, recipient
"""
"""`overlay.latest_of` for every delivery that has events."""

SOURCE = "delivery d"
JOINED_SOURCE = f"delivery d LEFT JOIN ({OVERLAY}) l ON l.id = d.id AND l.recipient = d.recipient"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """SQL of a field's value over `SOURCE`, or `JOINED_SOURCE` when the field is joined.

    `text` is the value in which text is searched (folded; a code, number or time as it is), `equal`
    the form that equality compares, `spelled` the value as it was written. Lists may be NULL when
    they are empty.
    """

    text: str
    equal: str
    spelled: str


def place_of(field: Field) -> Place:
    return _PLACES[field.name]


def source_for(names: Iterable[str]) -> str:
    """What to select from when these fields are asked about."""
    return JOINED_SOURCE if any(FIELDS[name].joined for name in names) else SOURCE


_ID = Place(
    text="coalesce(d.network_message_id_lc, d.id::VARCHAR)",
    equal="d.id",
    spelled="coalesce(d.network_message_id, d.id::VARCHAR)",
)
_URL = Place(
    text="d.url_lc",
    equal="coalesce(d.url_key, d.url_lc)",
    spelled=(
        "list_concat(coalesce(d.url, d.url_lc), coalesce(d.url_wrapper, d.url_wrapper_lc, []))"
    ),
)
_LOCATION = "coalesce(l.location, d.original_delivery_location)"
_FOLDER = Place(
    text="coalesce(l.folder_lc, d.folder_lc)",
    equal="coalesce(l.folder_lc, d.folder_lc)",
    spelled="coalesce(l.mailbox, d.mailbox).folder",
)
_REMEDIATION = Place(
    text="list_transform(l.remediation, lambda each: each.folded)",
    equal="list_transform(l.remediation, lambda each: each.folded)",
    spelled="list_transform(l.remediation, lambda each: each.spelled)",
)


def _as_it_is(sql: str) -> Place:
    return Place(text=sql, equal=sql, spelled=sql)


_SECOND = (
    "(extract(hour FROM d.time_received) * 3600 + extract(minute FROM d.time_received) * 60"
    " + extract(second FROM d.time_received))"
)

_SPECIAL = {
    "time_of_day": _as_it_is(_SECOND),
    "weekday": _as_it_is("lower(dayname(d.time_received))"),
    "network_message_id": _ID,
    "url": _URL,
    "latest_delivery_location": _as_it_is(_LOCATION),
    "folder": _FOLDER,
    "additional_action": _as_it_is("l.additional_action"),
    "remediation_id": _REMEDIATION,
}


def _stored(field: Field) -> Place:
    folded, spelled = f"d.{field.name}_lc", f"coalesce(d.{field.name}, d.{field.name}_lc)"
    match field.kind:
        case Kind.TEXT:
            return Place(text=folded, equal=folded, spelled=spelled)
        case Kind.URL:
            key = f"coalesce(d.{field.name}_key, {folded})"
            return Place(text=folded, equal=key, spelled=spelled)
        case Kind.IP:
            return Place(text=folded, equal=f"d.{field.name}_order", spelled=spelled)
        case _:
            return _as_it_is(f"d.{field.name}")


_PLACES: Mapping[str, Place] = MappingProxyType(
    {
        field.name: _SPECIAL.get(field.name) or _stored(field)
        for field in FIELDS.values()
        if field.origin is not Origin.RECIPIENT  # `query.py` asks about recipients instead
    }
)
