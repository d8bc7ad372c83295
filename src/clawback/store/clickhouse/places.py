"""Where each field stands in the ClickHouse tables: a closed list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from clawback.filters.click_fields import CLICKS
from clawback.filters.fields import FIELDS, Field, Kind, Origin
from clawback.filters.vocabulary import DELIVERIES
from clawback.store.click_places import CLICK_SOURCE, click_place_of
from clawback.store.clickhouse.dialect import CLICKHOUSE
from clawback.store.contents import deliveries_of
from clawback.store.fields import Place
from clawback.store.tables import Contents, Table

SOURCE = "delivery d"
_JOINED = {  # of events the corrections or all, whether clicks
    (None, False): SOURCE,
    (Origin.CORRECTED, False): "delivery_corrected d",
    (Origin.EVENTS, False): "delivery_told d",
    (None, True): "delivery_clicked d",
    (Origin.CORRECTED, True): "delivery_corrected_clicked d",
    (Origin.EVENTS, True): "delivery_now d",
}


def spelled(name: str) -> str:
    """The text, or the list of texts, as it was written."""
    return f"if(empty({name}), {name}_lc, {name})"


ID_SPELLED = "if(empty(d.network_message_id), UUIDNumToString(d.id), d.network_message_id)"
_ID = Place(
    text="if(empty(d.network_message_id_lc), UUIDNumToString(d.id), d.network_message_id_lc)",
    equal="d.id",
    spelled=ID_SPELLED,
)
URL_SPELLED = "if(empty(d.url) AND empty(d.url_wrapper_lc), d.url_lc, d.url)"
_URL = Place(
    text="d.url_lc",
    equal="d.url_key",
    spelled=f"arrayConcat({URL_SPELLED}, {spelled('d.url_wrapper')})",
)
_ORIGINAL = (
    "if(empty(d.latest_original_location),"
    " d.original_delivery_location, d.latest_original_location)"
)
LOCATION = f"if(empty(d.latest_location), {_ORIGINAL}, d.latest_location)"
MAILBOX = "if(empty(d.latest_mailbox), d.mailbox, d.latest_mailbox)"
_FOLDER_LC = "if(empty(d.latest_mailbox), d.folder_lc, d.latest_folder_lc)"
_FOLDER = Place(text=_FOLDER_LC, equal=_FOLDER_LC, spelled=f"({MAILBOX})[1].folder")


def _each(name: str, equal: int = 2) -> Place:
    """Of a list of tuples that hold a text in its forms: as written, folded, as URLs compare."""
    forms = [f"arrayMap(one -> tupleElement(one, {n}), d.latest_{name})" for n in (1, 2, 3)]
    return Place(text=forms[1], equal=forms[equal - 1], spelled=forms[0])


def _as_it_is(sql: str) -> Place:
    return Place(text=sql, equal=sql, spelled=sql)


_CONNECTOR = "d.latest_connector.2"


def _and_each(name: str) -> Place:
    """Of a list of texts of the delivery, to which events may add."""
    added = _each(name)
    folded = f"arrayConcat(d.{name}_lc, {added.text})"
    return Place(
        text=folded,
        equal=folded,
        spelled=f"arrayConcat({spelled(f'd.{name}')}, {added.spelled})",
    )


_DAYS = "['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']"
_SECOND = "toInt64(dateDiff('second', toStartOfDay(d.time_received), d.time_received))"

# Told when it is asked, as in DuckDB; a cluster is asked whole, because a recipient's mail lies on
# every server of it.
_FIRST_CONTACT = """CAST(if(d.sender_address_lc = '', NULL,
    (d.recipient_lc, d.sender_address_lc, d.time_received) GLOBAL IN (
        SELECT recipient_lc, sender_address_lc, min(time_received)
        FROM delivery GROUP BY recipient_lc, sender_address_lc
    )
), 'Nullable(Bool)')"""

_SPECIAL = {
    "body": _as_it_is("m.body_lc"),
    "header": _as_it_is("m.header_lc"),
    "first_contact": _as_it_is(_FIRST_CONTACT),
    "time_of_day": _as_it_is(_SECOND),
    "weekday": _as_it_is(f"({_DAYS})[toDayOfWeek(d.time_received)]"),
    "network_message_id": _ID,
    "url": _URL,
    "latest_delivery_location": _as_it_is(LOCATION),
    "folder": _FOLDER,
    "delivery_action": _as_it_is(
        "if(empty(d.latest_delivery_action), d.delivery_action, d.latest_delivery_action)"
    ),
    "original_delivery_location": _as_it_is(_ORIGINAL),
    "connector": Place(
        text=f"if(empty({_CONNECTOR}), d.connector_lc, {_CONNECTOR})",
        equal=f"if(empty({_CONNECTOR}), d.connector_lc, {_CONNECTOR})",
        spelled=f"if(empty({_CONNECTOR}), {spelled('d.connector')}, d.latest_connector.1)",
    ),
    "transport_rule": _and_each("transport_rule"),
    "additional_action": _as_it_is("d.latest_additional_action"),
    "remediation_id": _each("remediation_id"),
    "alert_id": _each("alert_id"),
    "alert_policy_id": _each("alert_policy_id"),
    "campaign_id": Place(
        text="d.latest_campaign_id.2",
        equal="d.latest_campaign_id.2",
        spelled="d.latest_campaign_id.1",
    ),
    "zap_url_signal": _each("zap_url_signal", 3),
    "reported": _as_it_is("d.latest_reported"),
    "read": _as_it_is("ifNull(d.latest_read, d.read)"),
    "latest_threat_type": _as_it_is(
        "if(ifNull(d.latest_judged, false), d.latest_threat_type, d.threat_type)"
    ),
    "clicked": _as_it_is("CAST(notEmpty(d.latest_click_verdict), 'Bool')"),
    "click_verdict": _as_it_is("d.latest_click_verdict"),
}


def _stored(field: Field) -> Place:
    name = f"d.{field.name}"
    folded = f"{name}_lc"
    match field.kind:
        case Kind.TEXT:
            return Place(text=folded, equal=folded, spelled=spelled(name))
        case Kind.URL:
            return Place(text=folded, equal=f"{name}_key", spelled=spelled(name))
        case Kind.IP:
            return Place(text=folded, equal=f"{name}_order", spelled=spelled(name))
        case _:
            return _as_it_is(name)


_PLACES: Mapping[str, Place] = MappingProxyType(
    {
        field.name: _SPECIAL.get(field.name) or _stored(field)
        for field in FIELDS.values()
        if field.origin is not Origin.RECIPIENT
    }
)


def place_of(field: Field) -> Place:
    return _PLACES[field.name]


def source_for(names: Iterable[str]) -> str:
    """What to select from when these fields are asked about."""
    origins = {FIELDS[name].origin for name in names}
    told = next((one for one in (Origin.EVENTS, Origin.CORRECTED) if one in origins), None)
    return _JOINED[told, Origin.CLICKS in origins]


def _header_values(prefix: str, length: int) -> Place:
    lines = f"arrayFilter(each -> startsWith(each, {prefix}), m.header_lc)"
    return _as_it_is(f"arrayMap(each -> substringUTF8(each, {length + 1}), {lines})")


_FOLDED_LINKS = f"arraySlice(d.url_lc, 1, length({URL_SPELLED}))"
_LINKS = Place(  # without the wrappers that stand behind them
    text=_FOLDED_LINKS, equal=_FOLDED_LINKS, spelled=URL_SPELLED
)

DELIVERY_TABLE = Table(
    vocabulary=DELIVERIES,
    dialect=CLICKHOUSE,
    source=SOURCE,
    source_for=source_for,
    place_of=place_of,
    row="",
    time="d.time_received",
    message="d.id",
    person="d.recipient",
    person_lc="d.recipient_lc",
    url_lines="d.url_text",
    clicks="d.latest_clicks",
    counted={"url": _LINKS},
    contents=Contents(deliveries=deliveries_of, header_values=_header_values),
)

CLICK_TABLE = Table(
    vocabulary=CLICKS,
    dialect=CLICKHOUSE,
    source=CLICK_SOURCE,
    source_for=lambda _: CLICK_SOURCE,
    place_of=click_place_of,
    row="",
    time="c.time_clicked",
    message="if(c.network_message_id = '', NULL, c.id)",
    person="c.recipient",
    person_lc="c.recipient_lc",
)
