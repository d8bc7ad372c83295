"""Reads what people paste or upload to name deliveries: ids one a line, or a table with columns."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from clawback.filters.list_name import LIST_NAME
from clawback.model.delivery import DeliveryKey
from clawback.model.errors import BadInputError
from clawback.model.folding import fold
from clawback.remediation.choice import Key, Names, bare, require_few

LONGEST_NAME = 4_096  # characters
_LIST = "list:"
_COLUMNS = {
    "network_message_id": "network_message_id",
    "network message id": "network_message_id",
    "id": "network_message_id",
    "internet_message_id": "internet_message_id",
    "internet message id": "internet_message_id",
    "message_id": "internet_message_id",
    "message-id": "internet_message_id",
    "recipient": "recipient",
    "recipient email address": "recipient",
    "recipients": "recipient",
}


class BadNameError(BadInputError):
    """A line names no delivery."""

    code = "bad_name"


@dataclass(slots=True)
class _Gathered:
    keys: set[Key] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    lists: list[str] = field(default_factory=list)


def read_names(
    text: str, keys: Iterable[DeliveryKey], entries: Callable[[str], Iterable[str]]
) -> Names:
    """The names in a text, and these keys.

    Each line holds a network message id or an internet message id (Message-ID, RFC 5322 §3.6.4), or
    `list:<name>` for all of an uploaded list, which `entries` gives. A text whose first line is a
    heading with `network_message_id` or `internet_message_id` is CSV (RFC 4180); a line of it with
    a network message id and a recipient names that one delivery. Empty lines are left out, and a
    name that comes twice counts once.

    Raises:
        BadNameError: a line names nothing, or cannot be a name.
        TooManyNamesError: there are more than `choice.MOST_NAMES`.
    """
    gathered = _Gathered(keys={(fold(key.network_message_id), key.recipient) for key in keys})
    lines = text.removeprefix("\ufeff").splitlines()
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    columns = _heading(lines[first]) if lines else {}
    if columns:
        _read_table(lines, first, columns, gathered)
    else:
        _read_lines(lines, gathered, entries)
    names = Names(
        keys=frozenset(gathered.keys), ids=frozenset(gathered.ids), lists=tuple(gathered.lists)
    )
    if not len(names):
        raise BadNameError("There is no id in what was sent. Send one a line, or leave it out.")
    return require_few(names)


def _heading(line: str) -> dict[str, int]:
    """Column numbers by what they hold; empty when the line is no heading."""
    cells = next(csv.reader([line], delimiter=_delimiter(line)), [])
    found = [_COLUMNS.get(cell.strip().lower()) for cell in cells]
    columns = {name: at for at, name in enumerate(found) if name}
    return columns if columns.keys() - {"recipient"} else {}


def _delimiter(line: str) -> str:
    return max(",;\t", key=line.count)


def _read_table(lines: list[str], first: int, columns: dict[str, int], gathered: _Gathered) -> None:
    rows = csv.reader(lines[first + 1 :], delimiter=_delimiter(lines[first]))
    for row in _rows(rows):
        if any(cell.strip() for cell in row):
            cells = {name: _cell(row, at) for name, at in columns.items()}
            _take(cells, gathered, first + 1 + rows.line_num)


def _rows(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error as error:
        raise BadNameError(f"This is no CSV that can be read: {error}.") from None


def _cell(row: list[str], at: int) -> str:
    return row[at].strip() if at < len(row) else ""


def _take(cells: dict[str, str], gathered: _Gathered, number: int) -> None:
    message = cells.get("network_message_id", "")
    other = cells.get("internet_message_id", "")
    recipient = cells.get("recipient", "")
    if message and recipient:
        gathered.keys.add((fold(_checked(message, number)), _checked(recipient, number)))
    elif message or other:
        gathered.ids.add(bare(_checked(message or other, number)))
    else:
        raise BadNameError(f"Line {number:,} has no message id. Nothing was chosen.")


def _read_lines(
    lines: list[str], gathered: _Gathered, entries: Callable[[str], Iterable[str]]
) -> None:
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if text.startswith(_LIST) and LIST_NAME.fullmatch(text[len(_LIST) :]):
            name = text[len(_LIST) :]
            gathered.lists.append(name)
            gathered.ids.update(bare(entry) for entry in entries(name))
        elif text:
            gathered.ids.add(bare(_checked(text, number)))


def _checked(text: str, number: int) -> str:
    if len(text) > LONGEST_NAME:
        raise BadNameError(f"Line {number:,} is longer than {LONGEST_NAME:,} characters.")
    if not text.isprintable():
        raise BadNameError(f"Line {number:,} holds a character that cannot be printed.")
    return text
