"""Clicks of a view, row by row, and the mail that they were on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import JsonValue, WithJsonSchema

from clawback.explorer.pointer import pointer
from clawback.explorer.views.asked import Asked
from clawback.explorer.views.marks import read_click_cursor, write_click_cursor
from clawback.filters.click_fields import CLICK_FIELDS, CLICKS
from clawback.filters.describe import describe
from clawback.filters.parse import parse
from clawback.model.click import ClickRow
from clawback.store.json_row import plain
from clawback.store.port import EventStore
from clawback.store.ranking import Ranking
from clawback.store.shown import row_schema

MOST_MESSAGES = 5000
"""Messages that one filter text can name."""

ShownClick = Annotated[
    dict[str, JsonValue],
    WithJsonSchema(row_schema("Click", CLICK_FIELDS) | {"required": list(CLICK_FIELDS)}),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownClicks:
    """Clicks, newest first, under the names of their filter fields.

    `next` asks for the following page and is null on the last.
    """

    view: str
    rows: Sequence[ShownClick]
    next: str | None
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedClicks:
    """How many clicks there are."""

    count: int
    exact: bool
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailsOfClicks:
    """A filter that finds all deliveries of the messages that the clicks were on.

    It is empty where no message is known. `complete` is false where there are more messages than
    one filter can name: then the filter has the 5,000 with the most clicks.
    """

    filter: str
    messages: int
    complete: bool
    sentence: str


def clicks(asked: Asked, store: EventStore, *, limit: int, cursor: str | None) -> ShownClicks:
    """A page of clicks. Raises `BadCursorError`."""
    after = None if cursor is None else read_click_cursor(cursor)
    found = store.click_page(asked.clicks, limit=limit, after=after)
    return ShownClicks(
        view=asked.view.name,
        rows=[click_to_json(row) for row in found.rows],
        next=write_click_cursor(found.next) if found.next else None,
        sentence=asked.clicks_sentence,
    )


def count_clicks(asked: Asked, store: EventStore) -> CountedClicks:
    """The exact number of clicks."""
    return CountedClicks(
        count=store.count(asked.clicks), exact=True, sentence=asked.clicks_sentence
    )


def emails_of(asked: Asked, store: EventStore) -> EmailsOfClicks:
    """Which mail the clicks were on, as a filter about mail."""
    ranking = Ranking(field="network_message_id", limit=MOST_MESSAGES)
    found = store.ranking(asked.clicks, ranking)
    ids = [one.value for one in found.values]
    text = pointer("network_message_id", *ids) if ids else ""
    return EmailsOfClicks(
        filter=text,
        messages=found.different,
        complete=found.different == len(ids),
        sentence=describe(parse(text)) if ids else "No mail: of no click it is known which.",
    )


def click_to_json(row: ClickRow) -> dict[str, JsonValue]:
    """Field name to text, `None`, or a list of text, as a delivery's row has it."""
    read: Mapping[str, object] = {
        name: plain(field.read(row)) for name, field in CLICKS.fields.items()
    }
    return dict(read)  # type: ignore[arg-type] # its values are JSON's
