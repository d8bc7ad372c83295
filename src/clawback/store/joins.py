"""What must be joined to the deliveries so that a field can be asked about, and no more than that.

`overlay.latest_of` says what is meant; here it is said in SQL for all deliveries at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clawback.filters.fields import FIELDS, Origin
from clawback.store.fields import SOURCE

_WHEN = "(moment, event_id)"


def _last(value: str, when: str) -> tuple[str, str]:
    return f"arg_max({value}, {_WHEN})", when


def _every(name: str, *forms: str) -> tuple[str, str]:
    """All texts that events say, each in its forms."""
    parts = "".join(f", '{form}': {name}_{form}" for form in forms)
    struct = f"{{'spelled': {name}, 'folded': {name}_lc{parts}}}"
    return f"list(DISTINCT {struct} ORDER BY {struct})", f"{name} IS NOT NULL"


_AGGREGATES: Mapping[str, tuple[str, str]] = {  # column: what is gathered, of which events
    "location": _last("location", "location IS NOT NULL"),
    "mailbox": _last("mailbox", "mailbox IS NOT NULL"),
    "folder_lc": _last("folder_lc", "mailbox IS NOT NULL"),
    "read": _last("read", "read IS NOT NULL"),
    "threat_type": _last("threat_type", "type = 'judged'"),
    "additional_action": (
        "list(DISTINCT additional_action ORDER BY additional_action)",
        "additional_action IS NOT NULL",
    ),
    "remediation_id": (_every("remediation_id")[0], "remediation_id <> ''"),
    "alert_id": _every("alert_id"),
    "alert_policy_id": _every("alert_policy_id"),
    "campaign_id": _last(
        "{'spelled': campaign_id, 'folded': campaign_id_lc}", "campaign_id IS NOT NULL"
    ),
    "zap_url_signal": _every("zap_url_signal", "key"),
    "reported": ("bool_or(true)", "type = 'reported'"),
    "delivery_action": _last("delivery_action", "delivery_action IS NOT NULL"),
    "original_location": _last("original_location", "original_location IS NOT NULL"),
    "connector": _last("{'spelled': connector, 'folded': connector_lc}", "connector IS NOT NULL"),
    "transport_rule": _every("transport_rule"),
}
_COLUMNS: Mapping[str, tuple[str, ...]] = {  # of the fields that are not called as their column
    "latest_delivery_location": ("location", "original_location"),
    "original_delivery_location": ("original_location",),
    "latest_threat_type": ("threat_type",),
    "folder": ("mailbox", "folder_lc"),
}

_TOLD_BY_EVENTS = frozenset({Origin.EVENTS, Origin.CORRECTED})


def source_for(names: Iterable[str], among: str = "id IS NOT NULL") -> str:
    """What to select from when these fields are asked about.

    `among` is a condition on the message `id` of the events and clicks that are looked at.
    """
    asked = [FIELDS[name] for name in sorted(names)]
    told = [each.name for each in asked if each.origin in _TOLD_BY_EVENTS]
    clicks = any(each.origin is Origin.CLICKS for each in asked)
    return SOURCE + (_events(told, among) if told else "") + (_clicks(among) if clicks else "")


def _clicks(among: str) -> str:
    return f"""
    LEFT JOIN (
        SELECT id, recipient, count(*) AS clicks,
            list_sort(list(DISTINCT click_verdict)) AS click_verdict
        FROM click WHERE {among} AND clicked_by = 'person' GROUP BY id, recipient
    ) k ON k.id = d.id AND k.recipient = d.recipient
"""  # noqa: S608 - closed list


def _events(names: Iterable[str], among: str) -> str:
    """The overlay, with what these fields need of it."""
    columns = dict.fromkeys(column for name in names for column in _COLUMNS.get(name, (name,)))
    asked = {name: _AGGREGATES[name] for name in columns}
    gathered = [f"{what} FILTER ({when}) AS {name}" for name, (what, when) in asked.items()]
    telling = " OR ".join(dict.fromkeys(when for _, when in asked.values()))
    return f"""
    LEFT JOIN (
        SELECT id, recipient, {", ".join(gathered)}
        FROM event WHERE ({telling}) AND {among} GROUP BY id, recipient
    ) l ON l.id = d.id AND l.recipient = d.recipient
"""  # noqa: S608 - closed list


JOINED_SOURCE = source_for(FIELDS)
"""All of it."""
