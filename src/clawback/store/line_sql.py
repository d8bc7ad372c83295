"""SQL of some fields of rows, each value as `json_row.py` shows it; nothing is left to do after."""

from __future__ import annotations

from collections.abc import Sequence

from clawback.filters.fields import FIELDS, Field, Kind
from clawback.model.tags import Tags
from clawback.store.fields import LINKS, place_of
from clawback.store.joins import source_for

_TEXTUAL = frozenset({Kind.TEXT, Kind.URL, Kind.IP})
_ISO = "%Y-%m-%dT%H:%M:%S.%fZ"  # as `json_row.moment_text`
_TAGS = "tags"
KEYS = "d.rowid, d.time_received, d.id, coalesce(d.network_message_id, d.id::VARCHAR), d.recipient"
KEY_PARTS = 5
_AMONG = "SELECT unnest($rows::BIGINT[])"
MESSAGES = f"SELECT DISTINCT id FROM delivery WHERE rowid IN ({_AMONG})"  # noqa: S608 - bound
"""SELECT of the messages of the rows of `$rows`."""


def needs_messages(fields: Sequence[str]) -> bool:
    """Whether some of these are told by what lies beside the deliveries of `$messages`."""
    return any(FIELDS[name].joined for name in fields)


def lines_sql(fields: Sequence[str]) -> str:
    """SELECT of `KEYS` and the fields, for the rows of `$rows`, in any order.

    Instead of tags it has the recipient; `with_tags` puts them in.
    """
    shown = "".join(f", {_shown(FIELDS[name])}" for name in fields)
    source = source_for(fields, "id IN (SELECT unnest($messages::UUID[]))")
    return f"SELECT {KEYS}{shown} FROM {source} WHERE d.rowid IN ({_AMONG})"  # noqa: S608 - closed list, bound


def with_tags(
    fields: Sequence[str], tags: Tags, lines: Sequence[tuple[object, ...]]
) -> tuple[tuple[object, ...], ...]:
    """The lines, with the recipient's tags where their field was asked for."""
    if _TAGS not in fields:
        return tuple(lines)
    at = list(fields).index(_TAGS)
    return tuple((*line[:at], sorted(tags.of(str(line[at]))), *line[at + 1 :]) for line in lines)


def _shown(field: Field) -> str:
    if field.name == _TAGS:
        return "d.recipient"
    spelled = LINKS if field.name == "url" else place_of(field).spelled
    if field.several:
        return f"coalesce({spelled}, [])"
    if field.kind is Kind.TIME:
        return f"strftime({spelled}, '{_ISO}')"
    return f"coalesce({spelled}, '')" if field.kind in _TEXTUAL else spelled
