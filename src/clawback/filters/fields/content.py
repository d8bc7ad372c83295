"""What stands in the mail: its header and its body; and what else its recipient got.

These are looked into when they are asked about, and are no columns of a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from clawback.filters.fields.field import Field, Kind, Origin, boolean
from clawback.model.delivery import Row
from clawback.model.folding import fold

HEADER = "header"
_NAMED = "header."
_NAME = re.compile(r"header\.([a-z0-9_.-]{1,76})", re.IGNORECASE)


def _body(row: Row) -> str:
    return row.beside.text


def _lines(row: Row) -> tuple[str, ...]:
    return tuple([f"{name}: {value}" for name, value in row.beside.headers])


def _first_contact(row: Row) -> bool | None:
    return row.beside.first_contact


CONTENT = (
    Field(
        name="body",
        label="Body",
        kind=Kind.TEXT,
        meaning="The text of the mail, as far as it was kept (16,000 characters).",
        example='body~"gift card"',
        read=_body,
        origin=Origin.MESSAGE,
        shown=False,
    ),
    Field(
        name=HEADER,
        label="Header",
        kind=Kind.TEXT,
        meaning="A line of the header; `header.x-mailer:php*` asks about those of one name.",
        example='header~"x-mailer: php"',
        read=_lines,
        several=True,
        origin=Origin.MESSAGE,
        shown=False,
    ),
    replace(
        boolean(
            "first_contact",
            "First contact",
            "Whether its recipient had no mail from this sender address before.",
        ),
        read=_first_contact,
        origin=Origin.HISTORY,
        shown=False,
    ),
)


def header_field(name: str) -> Field | None:
    """The field `header.<name>`, in any case; `None` for what is not so called."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    header = match[1].lower()
    return replace(
        next(field for field in CONTENT if field.name == HEADER),
        name=f"{_NAMED}{header}",
        label=f"Header {header}",
        meaning=f"The value of a header field called {header}.",
        example=f"{_NAMED}{header}:*",
        read=_values_of(header),
    )


def header_prefix(field: Field) -> str:
    """How the folded lines begin that a `header.<name>` field is about; empty for all lines."""
    return f"{field.name.removeprefix(_NAMED)}: " if field.name.startswith(_NAMED) else ""


def _values_of(header: str) -> Callable[[Row], tuple[str, ...]]:
    prefix = f"{header}: "

    def read(row: Row) -> tuple[str, ...]:
        return tuple([line[len(prefix) :] for line in _lines(row) if _begins(line, prefix)])

    return read


def _begins(line: str, prefix: str) -> bool:
    return fold(line[: len(prefix)]) == prefix
