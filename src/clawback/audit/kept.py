"""An entry as it stands in the database, and the bytes that are sealed of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from clawback.audit.entry import Detail, Entry

LEAF_FORM = "clawback audit entry 1"
_LONGEST = 2000  # characters of a text; what is longer is cut, and says so
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CUT = " […]"
_PLAIN = json.JSONEncoder(separators=(",", ":"))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEntry:
    """A row of the trail: `at` in microseconds since 1970-01-01 UTC, `details` as JSON text.

    `leaf` is its place in the tree, from 0; `None` until it is sealed.
    """

    id: int
    at: int
    actor_id: str
    actor_name: str
    actor_kind: str
    actor_role: str
    person: str
    action: str
    subject: str
    result: str
    details: str
    leaf: int | None = None
    leaf_hash: bytes | None = None

    @property
    def moment(self) -> datetime:
        """`at` as a time; 1970 when it was changed into something that is none."""
        try:
            return _EPOCH + timedelta(microseconds=self.at)
        except (OverflowError, TypeError):
            return _EPOCH

    @property
    def facts(self) -> dict[str, Detail]:
        """The details; as one text, `unreadable`, when they were changed into something else."""
        try:
            read = json.loads(self.details)
        except (ValueError, TypeError, RecursionError):
            read = None
        plain = isinstance(read, dict) and all(
            value is None or isinstance(value, str | int) for value in read.values()
        )
        return read if plain else {"unreadable": str(self.details)}


def leaf_bytes(entry: KeptEntry, leaf: int) -> bytes:
    """What is hashed of an entry at this place of the tree: a JSON array in ASCII, without blanks.

    Form, place, id, time, actor (id, name, kind, role), person, action, subject, result, details.
    """
    parts = [
        LEAF_FORM,
        leaf,
        entry.id,
        entry.at,
        entry.actor_id,
        entry.actor_name,
        entry.actor_kind,
        entry.actor_role,
        entry.person,
        entry.action,
        entry.subject,
        entry.result,
        entry.details,
    ]
    return _PLAIN.encode(parts).encode("ascii")


def row_of(entry: Entry) -> tuple[int, str, str, str, str, str, str, str, str, str]:
    """The columns of a new entry from `at` to `details`."""
    actor = entry.actor
    return (
        microseconds(entry.at),
        _kept(actor.id),
        _kept(actor.name),
        actor.kind.value,
        _kept(actor.role),
        _kept(actor.person),
        _kept(entry.action),
        _kept(entry.subject),
        entry.result.value,
        _details(entry),
    )


def microseconds(moment: datetime) -> int:
    """Since 1970-01-01 UTC, exactly."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _kept(text: str) -> str:
    """The text as every database can hold it; an entry must never fail for what it says."""
    if len(text) > _LONGEST:
        text = text[: _LONGEST - len(_CUT)] + _CUT
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _details(entry: Entry) -> str:
    if not entry.details:
        return "{}"
    held = {
        key: _kept(value) if isinstance(value, str) else value
        for key, value in entry.details.items()
    }
    return json.dumps(held, sort_keys=True, separators=(",", ":"))
