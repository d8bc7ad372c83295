"""What stands in the messages: how it is kept so that it can be searched, and where.

The body and each line of the header are kept folded beside the content; they are looked into only
by filters that ask about them, as a condition on the message whose deliveries are meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from clawback.model.codec import CodecError, message_from_json
from clawback.model.message import Message
from clawback.store.columns import folded
from clawback.store.fields import Place

SEARCHED = ("body_lc", "header_lc")
_BLOCK = 500  # messages
_KEEP = """
    INSERT INTO searched SELECT unnest($ids::UUID[]), unnest($bodies::VARCHAR[]),
        unnest($headers::VARCHAR[][])
"""


class _Connection(Protocol):
    def execute(self, query: str, parameters: object = ...) -> _Connection: ...

    def fetchall(self) -> list[tuple[Any, ...]]: ...  # Any: of any column


def searched(message: Message) -> tuple[object, object]:
    """The values of `SEARCHED`; NULL for nothing."""
    lines = [folded(f"{name}: {value}") for name, value in message.headers]
    return folded(message.text) or None, lines or None


def deliveries_of(condition: str, bounds: Sequence[str]) -> str:
    """SQL that is true for deliveries of the messages for which the condition is.

    Only messages that have a delivery within the bounds are looked into.
    """
    within = f"SELECT d.id FROM delivery d WHERE {' AND '.join(bounds)}" if bounds else ""  # noqa: S608 - bound
    recent = f"m.id IN ({within}) AND " if within else ""
    return f"(d.id IN (SELECT m.id FROM message m WHERE {recent}{condition}))"  # noqa: S608 - closed list, bound


def header_values(prefix: str, length: int) -> Place:
    """Values of the header whose lines begin with the bound prefix."""
    lines = f"list_filter(m.header_lc, lambda each: starts_with(each, {prefix}))"
    values = f"list_transform({lines}, lambda each: substr(each, {length + 1}))"
    return Place(text=values, equal=values, spelled=values)


def make_searchable(connection: _Connection) -> None:
    """Fills `SEARCHED` of messages that were stored before there were such columns."""
    connection.execute("CREATE TEMP TABLE searched (id UUID, body_lc VARCHAR, header_lc VARCHAR[])")
    [(most,)] = connection.execute("SELECT coalesce(max(rowid), -1) FROM message").fetchall()
    for start in range(0, most + 1, _BLOCK):
        sql = "SELECT id, content FROM message WHERE rowid BETWEEN ? AND ?"
        found = connection.execute(sql, [start, start + _BLOCK - 1]).fetchall()
        known = [(each, *_searched_in(content)) for each, content in found]
        if known:
            ids, bodies, headers = map(list, zip(*known, strict=True))
            connection.execute(_KEEP, {"ids": ids, "bodies": bodies, "headers": headers})
    connection.execute(
        "UPDATE message SET body_lc = s.body_lc, header_lc = s.header_lc"
        " FROM searched s WHERE s.id = message.id"
    )
    connection.execute("DROP TABLE searched")


def _searched_in(content: str) -> tuple[object, object]:
    try:
        return searched(message_from_json(content))
    except CodecError:
        return None, None  # of a newer version; its row is found by all else
