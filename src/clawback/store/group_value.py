"""Which group a delivery is in, and the filter that finds it; `group_sql.py` says it to an engine.

Deliveries are together when the filter language calls their values equal: text folded, a
Message-ID without its brackets, links by `filters/urls.py`, addresses of machines by number. So
a group is found again by a filter, with exactly its deliveries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from ipaddress import ip_network
from typing import Any

from clawback.filters.comparing import entries
from clawback.filters.fields import Field, Kind
from clawback.filters.ip import ip_order
from clawback.filters.tree import And, AnyOf, Filter, InNetwork, Not, Present, Regex, Scalar
from clawback.filters.urls import url_key
from clawback.model.delivery import Row
from clawback.store.columns import folded, sound
from clawback.store.grouping import Group
from clawback.store.json_row import moment_text
from clawback.store.keys import message_key
from clawback.store.sorting import SortValue

_UNQUOTABLE = re.compile("[\x00-\x1f\x7f]")
_MOST_SPELLED = 120  # characters; an expression has at most 1,000
NO_ADDRESS = b"\x00"  # the key of all that is in an IP field and is no address
_EVERY_NETWORK = (ip_network("0.0.0.0/0"), ip_network("::/0"))


def groups_of(field: Field, row: Row) -> Mapping[SortValue, str]:
    """The keys of the groups that a row is in, and how their values read in it."""
    if field.name == "network_message_id":
        written = row.delivery.network_message_id
        return {str(message_key(written)): sound(written)}
    found: dict[SortValue, str] = {}
    for entry in entries(field, row):
        key = group_key(field)(entry)
        if key not in {None, ""}:
            found.setdefault(key, _shown(field, entry, key))
    return found or {None: ""}


def group_key(field: Field) -> Callable[[Any], SortValue]:
    """How an entry becomes the key of its group. Any: as the field's kind says."""
    if field.name == "internet_message_id":
        return _bare_id
    match field.kind:
        case Kind.TEXT:
            return folded
        case Kind.URL:
            return lambda entry: sound(url_key(entry))
        case Kind.IP:
            return lambda entry: ip_order(entry) or NO_ADDRESS
        case _:
            return lambda entry: entry.value if isinstance(entry, Enum) else entry


def filter_of(field: Field, group: Group) -> Filter:
    """The test that finds the group's deliveries and no others.

    Text that cannot be quoted in a filter is said as an expression; a filter takes so much of one
    that a long text is found by its beginning.
    """
    key = group.key
    if key is None:
        return Not(Present(field.name))
    if key == NO_ADDRESS:
        outside = (Not(InNetwork(field.name, network)) for network in _EVERY_NETWORK)
        return And((Present(field.name), *outside))
    if isinstance(key, str) and _UNQUOTABLE.search(key):
        return _spelled_out(field, key)
    value: Scalar = group.value if isinstance(key, str | bytes) else key
    return AnyOf(field.name, (value,))


def _spelled_out(field: Field, text: str) -> Filter:
    """An expression for RE2 that finds this text and nothing else."""
    end = r"/*\s*\z" if field.kind is Kind.URL else r"\z"
    start = r"\A\s*" if field.kind is Kind.URL else r"\A"
    signs = [sign if sign.isalnum() else rf"\x{{{ord(sign):x}}}" for sign in text[:_MOST_SPELLED]]
    return Regex(field.name, start + "".join(signs) + (end if len(text) <= _MOST_SPELLED else ""))


def shown_key(key: SortValue) -> str:
    """How a value reads that has no spelling of its own."""
    match key:
        case bool():
            return str(key).lower()
        case datetime():
            return moment_text(key)
        case None:
            return ""
        case _:
            return str(key)


def _shown(field: Field, entry: Any, key: SortValue) -> str:  # noqa: ANN401 - as in `group_key`
    return sound(entry) if field.kind in {Kind.TEXT, Kind.IP} else shown_key(key)


def _bare_id(entry: str) -> str:
    text = folded(entry)
    return text.removeprefix("<").removesuffix(">") or text
