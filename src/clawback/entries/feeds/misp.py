"""Reads MISP feeds (manifest.json and a file for each event) as other people write them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from clawback.entries.bringing.brought import BadFileError, Brought
from clawback.entries.bringing.importing import Usual
from clawback.entries.entry import ValueKind
from clawback.entries.feeds.feed import FeedGarbledError
from clawback.model.errors import BadInputError

Json = Any  # what a file of somebody else holds
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Each type with what of its value counts: all of it, or one side of a `|`.
_TYPES: Mapping[str, tuple[ValueKind, int | None]] = {
    "email": (ValueKind.ADDRESS, None),
    "email-src": (ValueKind.ADDRESS, None),
    "domain": (ValueKind.DOMAIN, None),
    "hostname": (ValueKind.DOMAIN, None),
    "domain|ip": (ValueKind.DOMAIN, 0),
    "hostname|port": (ValueKind.DOMAIN, 0),
    "url": (ValueKind.URL, None),
    "uri": (ValueKind.URL, None),
    "sha256": (ValueKind.FILE, None),
    "filename|sha256": (ValueKind.FILE, 1),
    "ip-src": (ValueKind.IP, None),
    "ip-dst": (ValueKind.IP, None),
    "ip-src|port": (ValueKind.IP, 0),
    "ip-dst|port": (ValueKind.IP, 0),
}


def read_manifest(content: bytes) -> Mapping[str, str]:
    """Events by their ids, each with its timestamp. Raises `FeedGarbledError`."""
    manifest = _object(content)
    found = {
        event: str(told["timestamp"])
        for event, told in manifest.items()
        if _UUID.fullmatch(event) and isinstance(told, dict) and "timestamp" in told
    }
    if manifest and not found:
        raise FeedGarbledError("The manifest names no event by its UUID and timestamp.")
    return found


def read_event(content: bytes, usual: Usual, now: datetime, *, only_flagged: bool) -> Brought:
    """The attributes of an event that entries can be for. Raises `FeedGarbledError`."""
    event = _object(content).get("Event")
    if not isinstance(event, dict):
        raise FeedGarbledError("A file of the feed holds no event.")
    found = Brought(now)
    for one in _attributes(event):
        if one.get("deleted") is True or (only_flagged and one.get("to_ids") is not True):
            continue
        _take(found, one, usual)
    return found


def _take(found: Brought, one: Mapping[str, Json], usual: Usual) -> None:
    kind, side = _TYPES.get(str(one.get("type")), (None, None))
    place, value = str(one.get("uuid", ""))[:80], str(one.get("value", ""))
    if kind is None:
        found.refuse(place, value, f"No entry can be for a {str(one.get('type'))[:40]}.")
        return
    text = value if side is None else value.partition("|")[2 * side]
    try:
        found.take(usual.wish(text, kind))
    except BadFileError:
        raise
    except BadInputError as error:
        found.refuse(place, value, str(error))


def _attributes(event: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    """Those of the event itself, and those of its objects."""
    for holder in (event, *_dicts(event.get("Object"))):
        yield from _dicts(holder.get("Attribute"))


def _dicts(several: Json) -> Iterator[Mapping[str, Json]]:
    if isinstance(several, list):
        yield from (one for one in several if isinstance(one, dict))


def _object(content: bytes) -> Mapping[str, Json]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise FeedGarbledError("A file of the feed is no JSON.") from None
    if not isinstance(found, dict):
        raise FeedGarbledError("A file of the feed is no JSON object.")
    return found
