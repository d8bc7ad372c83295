"""Entries as CSV: written for spreadsheets, and read from whatever a spreadsheet writes."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from io import StringIO
from typing import TypeVar

from clawback.entries.bringing.brought import BadFileError, Brought
from clawback.entries.entry import (
    LONGEST_NOTE,
    Direction,
    Entry,
    EntryAction,
    Place,
    ValueKind,
)
from clawback.entries.expiry import BadExpiryError, Expiry, ExpiryWish
from clawback.entries.value import BadValueError
from clawback.entries.wish import EntryWish
from clawback.filters.list_table import records_of
from clawback.filters.lists import BadListError
from clawback.model.errors import BadInputError
from clawback.model.folding import fold
from clawback.model.spreadsheet import harmless, visible

COLUMNS = (
    *("value", "kind", "action", "direction", "places", "expiry", "expires_at", "note"),
    *("origin", "used_at", "by", "at"),
)
_Choice = TypeVar("_Choice", bound=StrEnum)
_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_GUARDED = re.compile(r"'[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]")  # as `model/spreadsheet.py` writes
_SEPARATORS = (",", ";", "\t")
_BLOCK = 500  # lines


def sheet(entries: Iterable[Entry]) -> Iterator[bytes]:
    """A heading and a line for each, in blocks; no text becomes a formula."""
    block: list[tuple[str, ...]] = [COLUMNS]
    for one in entries:
        block.append(tuple(str(harmless(visible(text))) for text in _line(one)))
        if len(block) >= _BLOCK:
            yield _csv(block)
            block = []
    if block:
        yield _csv(block)


def read_sheet(
    content: bytes, usual: Callable[[str, ValueKind | None], EntryWish], now: datetime
) -> Brought:
    """Reads lines of values, or a table whose heading has `value`.

    `usual` makes a wish of a value on the terms that whoever sends the file has named; a column of
    the table says otherwise, cell by cell.

    Raises:
        BadFileError: it cannot be read at all.
    """
    text = _text(content)
    heading, separator = _heading(text)
    found = Brought(now)
    try:
        for number, record in enumerate(records_of(text, separator)):
            if number == 0 and heading:
                continue
            cells = dict(zip(heading or ("value",), record.cells, strict=False))
            _take(found, record.line, cells, usual)
    except BadListError as error:
        raise BadFileError(str(error)) from None
    return found


def _take(
    found: Brought,
    line: int,
    cells: Mapping[str, str],
    usual: Callable[[str, ValueKind | None], EntryWish],
) -> None:
    value = cells.get("value", "").strip()
    if not value:
        return
    try:
        kind = _choice(ValueKind, cells.get("kind", ""), "kind")
        found.take(_with_cells(usual(value, kind), cells))
    except BadFileError:
        raise
    except BadInputError as error:
        found.refuse(f"line {line:,}", value, str(error))


def _with_cells(wish: EntryWish, cells: Mapping[str, str]) -> EntryWish:
    places = [one for one in re.split(r"[,; ]+", cells.get("places", "")) if one]
    read = (_choice(Place, one, "place") for one in places)
    return replace(
        wish,
        action=_choice(EntryAction, cells.get("action", ""), "action") or wish.action,
        direction=_choice(Direction, cells.get("direction", ""), "direction") or wish.direction,
        places=frozenset(one for one in read if one) or wish.places,
        expiry=_expiry(cells) or wish.expiry,
        note=_note(cells.get("note", "")) or wish.note,
    )


def _expiry(cells: Mapping[str, str]) -> ExpiryWish | None:
    choice = _choice(Expiry, cells.get("expiry", ""), "expiry")
    told = cells.get("expires_at", "").strip()
    if choice not in {None, Expiry.DATE} or (choice is None and not told):
        return ExpiryWish(choice=choice) if choice else None
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        raise BadExpiryError(f"“{told[:40]}” is no moment in ISO 8601.") from None
    if at.tzinfo is None:
        raise BadExpiryError("The moment in `expires_at` needs its time zone, such as Z.")
    return ExpiryWish(choice=Expiry.DATE, at=at)


def _choice(kind: type[_Choice], text: str, column: str) -> _Choice | None:
    word = fold(text.strip())
    if not word:
        return None
    try:
        return kind(word)
    except ValueError:
        known = ", ".join(one.value for one in kind)
        raise BadValueError(f"“{text.strip()[:40]}” is no {column}. There is {known}.") from None


def _note(text: str) -> str:
    plain = text.strip()
    return (plain[1:] if _GUARDED.match(plain) else plain)[:LONGEST_NOTE]


def _heading(text: str) -> tuple[tuple[str, ...], str]:
    first = next((line for line in text.split("\n", 50) if line.strip()), "")
    for separator in _SEPARATORS:
        names = [fold(one.strip()) for one in next(csv.reader([first], delimiter=separator), [])]
        if "value" in names:
            return tuple(names), separator
    return (), ""


def _line(one: Entry) -> tuple[str, ...]:
    terms, life = one.terms, one.terms.lifetime
    ends = Expiry.AFTER_LAST_USE if life.after_use else Expiry.DATE
    return (
        one.value.text,
        one.value.kind.value,
        terms.action.value,
        terms.direction.value,
        ";".join(sorted(terms.places)),
        ends.value if life.expires_at else Expiry.NEVER.value,
        life.expires_at.isoformat() if life.expires_at else "",
        terms.note,
        one.origin,
        one.used_at.isoformat() if one.used_at else "",
        one.by_name,
        one.at.isoformat(),
    )


def _csv(lines: Iterable[tuple[str, ...]]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(lines)  # RFC 4180 §2
    return text.getvalue().encode("utf-8", "replace")


def _text(content: bytes) -> str:
    for mark, name in _WIDE.items():
        if content.startswith(mark):
            text = content[len(mark) :].decode(name, "replace")
            break
    else:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
