"""Indicators of a STIX 2.1 bundle as wishes; whatever is none is told with its reason."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from clawback.entries.bringing.brought import BadFileError, Brought
from clawback.entries.bringing.pattern import NotUnderstoodError, values_of
from clawback.entries.entry import LONGEST_NOTE, ValueKind
from clawback.entries.expiry import Expiry, ExpiryWish
from clawback.entries.wish import EntryWish
from clawback.model.errors import BadInputError

Json = Any  # what a file of somebody else holds
Usual = Callable[[str, ValueKind | None], EntryWish]


def read_bundle(content: bytes, usual: Usual, now: datetime) -> Brought:
    """The indicators of a bundle, on the terms of `usual`; `valid_until` ends an entry.

    Raises:
        BadFileError: it is no bundle.
    """
    objects = _objects(content)
    found = Brought(now)
    for one in objects:
        if isinstance(one, dict) and one.get("type") == "indicator":
            _indicator(found, one, usual, now)
    if not found.wishes and not found.faults:
        raise BadFileError("This bundle holds no indicator.")
    return found


def _objects(content: bytes) -> list[Json]:
    try:
        bundle = json.loads(content)
    except (ValueError, RecursionError):
        raise BadFileError("This is no JSON, so it is no STIX bundle.") from None
    objects = bundle.get("objects") if isinstance(bundle, dict) else None
    if not isinstance(objects, list) or bundle.get("type") != "bundle":
        raise BadFileError("This is no STIX bundle: an object of the type `bundle` is one.")
    return objects


def _indicator(found: Brought, one: Mapping[str, Json], usual: Usual, now: datetime) -> None:
    place, pattern = _word(one, "id"), _word(one, "pattern")
    reason = _not_now(one, now)
    if reason:
        found.refuse(place, pattern, reason)
        return
    try:
        values = values_of(pattern)
    except NotUnderstoodError as error:
        found.refuse(place, pattern, str(error))
        return
    until = _moment(one, "valid_until")
    for kind, text in values:
        try:
            wish = usual(text, kind)
            ends = ExpiryWish(choice=Expiry.DATE, at=until) if until else wish.expiry
            name = _word(one, "name")[:LONGEST_NOTE]
            found.take(replace(wish, note=wish.note or name, expiry=ends))
        except BadFileError:
            raise
        except BadInputError as error:
            found.refuse(place, text, str(error))


def _not_now(one: Mapping[str, Json], now: datetime) -> str:
    """Why an indicator does not count now; empty where it does."""
    if one.get("revoked") is True:
        return "It is revoked."
    if _word(one, "pattern_type") not in {"", "stix"}:
        return f"Its pattern is one of {_word(one, 'pattern_type')[:20]}, not of STIX."
    until, since = _moment(one, "valid_until"), _moment(one, "valid_from")
    if until and until <= now:
        return "It is not valid any more."
    return "It is not valid yet." if since and since > now else ""


def _moment(one: Mapping[str, Json], name: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(_word(one, name))
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _word(one: Mapping[str, Json], name: str) -> str:
    value = one.get(name)
    return value if isinstance(value, str) else ""
