"""Where each field of the filter language stands in the DuckDB tables: a closed list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from clawback.filters.fields import FIELDS, Field, Kind, Origin
from clawback.store.hashes import HASHED

LINKS = "coalesce(d.url, d.url_lc)"
"""The field `url` also finds wrappers; a line shows none."""

SOURCE = "delivery d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """SQL of a field's value over `joins.source_for` of the field, or over `message m`.

    `text` is the value in which text is searched (folded; a code, number or time as it is), `equal`
    the form that equality compares, `spelled` the value as it was written. Lists may be NULL when
    they are empty. `hashed`, where there is one, is the number of what equality compares.
    """

    text: str
    equal: str
    spelled: str
    hashed: str = ""


def place_of(field: Field) -> Place:
    return _PLACES[field.name]


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
_ORIGINAL = "coalesce(l.original_location, d.original_delivery_location)"
_LOCATION = f"coalesce(l.location, {_ORIGINAL})"
_FOLDER = Place(
    text="coalesce(l.folder_lc, d.folder_lc)",
    equal="coalesce(l.folder_lc, d.folder_lc)",
    spelled="coalesce(l.mailbox, d.mailbox).folder",
)


def _each(column: str, equal: str = "folded") -> Place:
    """Of a list of structs that hold a text in its forms."""
    return Place(
        text=f"list_transform({column}, lambda each: each.folded)",
        equal=f"list_transform({column}, lambda each: each.{equal})",
        spelled=f"list_transform({column}, lambda each: each.spelled)",
    )


_CAMPAIGN = Place(
    text="l.campaign_id.folded", equal="l.campaign_id.folded", spelled="l.campaign_id.spelled"
)

_CONNECTOR = Place(
    text="coalesce(l.connector.folded, d.connector_lc)",
    equal="coalesce(l.connector.folded, d.connector_lc)",
    spelled="coalesce(l.connector.spelled, d.connector, d.connector_lc)",
)


def _and_each(name: str) -> Place:
    """Of a list of texts of the delivery, to which events may add."""
    stored, added = f"d.{name}_lc", _each(f"l.{name}")
    folded = (
        f"CASE WHEN l.{name} IS NULL THEN {stored} ELSE list_concat({stored}, {added.text}) END"
    )
    spelled = f"list_concat(coalesce(d.{name}, {stored}), {added.spelled})"
    return Place(
        text=folded,
        equal=folded,
        spelled=f"CASE WHEN l.{name} IS NULL THEN coalesce(d.{name}, {stored}) ELSE {spelled} END",
    )


def _as_it_is(sql: str) -> Place:
    return Place(text=sql, equal=sql, spelled=sql)


_SECOND = (
    "(extract(hour FROM d.time_received) * 3600 + extract(minute FROM d.time_received) * 60"
    " + extract(second FROM d.time_received))"
)

# Told when it is asked, so that mail which is imported later, but is older, counts too. Whatever
# else a filter says is looked at first.
_FIRST_CONTACT = """(CASE WHEN d.sender_address_lc IS NOT NULL THEN NOT EXISTS (
    SELECT 1 FROM delivery earlier WHERE earlier.recipient_lc = d.recipient_lc
    AND earlier.sender_address_lc = d.sender_address_lc
    AND earlier.time_received < d.time_received
) END)"""

_HELD_FOR = """(CASE WHEN l.threat_type IS NULL THEN d.threat_type
    WHEN len(l.threat_type) > 0 THEN l.threat_type END)"""  # judged clean is held for nothing

_SPECIAL = {
    "time_of_day": _as_it_is(_SECOND),
    "weekday": _as_it_is("lower(dayname(d.time_received))"),
    "body": _as_it_is("m.body_lc"),
    "header": _as_it_is("m.header_lc"),
    "first_contact": _as_it_is(_FIRST_CONTACT),
    "network_message_id": _ID,
    "url": _URL,
    "latest_delivery_location": _as_it_is(_LOCATION),
    "folder": _FOLDER,
    "delivery_action": _as_it_is("coalesce(l.delivery_action, d.delivery_action)"),
    "original_delivery_location": _as_it_is(_ORIGINAL),
    "connector": _CONNECTOR,
    "transport_rule": _and_each("transport_rule"),
    "additional_action": _as_it_is("l.additional_action"),
    "remediation_id": _each("l.remediation_id"),
    "alert_id": _each("l.alert_id"),
    "alert_policy_id": _each("l.alert_policy_id"),
    "campaign_id": _CAMPAIGN,
    "zap_url_signal": _each("l.zap_url_signal", "key"),
    "reported": _as_it_is("coalesce(l.reported, false)"),
    "read": _as_it_is("coalesce(l.read, d.read)"),
    "latest_threat_type": _as_it_is(_HELD_FOR),
    "clicked": _as_it_is("(k.id IS NOT NULL)"),
    "click_verdict": _as_it_is("k.click_verdict"),
}


def _stored(field: Field) -> Place:
    folded, spelled = f"d.{field.name}_lc", f"coalesce(d.{field.name}, d.{field.name}_lc)"
    match field.kind:
        case Kind.TEXT:
            hashed = f"d.{field.name}_hash" if field.name in HASHED else ""
            return Place(text=folded, equal=folded, spelled=spelled, hashed=hashed)
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
