"""SQL by which the engine itself writes deliveries as CSV, cell for cell as `sheets.csv_file` does.

`model/spreadsheet.py` says what a cell may hold. Nearly every text passes one quick test and stands
as it is; only the others are looked at closely.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from clawback.filters.fields import Field, Kind
from clawback.model.spreadsheet import CUT, LONGEST_CELL, PICTURES
from clawback.store.copy_sql import part_sql
from clawback.store.fields import LINKS
from clawback.store.port import Query
from clawback.store.sorting import Sort

_OPTIONS = "FORMAT csv, HEADER false, FORCE_QUOTE *, NEW_LINE '\\r\\n'"
_NUMBERS = frozenset({Kind.NUMBER, Kind.SIZE, Kind.CLOCK})
_ISO = "%Y-%m-%dT%H:%M:%S.%fZ"  # as `json_row.moment_text`
_BLANKS = r"[ \x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}]"
_BOUND = {
    # A letter or digit first, then what can be printed but for the semicolon.
    "plain": "[0-9A-Za-z][ -:<-~]*",
    "hidden": "".join(map(chr, PICTURES)),
    "pictures": "".join(map(chr, PICTURES.values())),
    "cut": CUT,
    "formula": rf"(^|;)({_BLANKS}*)([=+\-@\x{{FF1D}}\x{{FF0B}}\x{{FF0D}}\x{{FF20}}])",
    "inert": r"\1\2'\3",
}


def csv_part_sql(
    query: Query, fields: Sequence[str], path: Path, sort: Sort
) -> tuple[str, Mapping[str, object]]:
    """COPY of the chosen rows from place `$first` to before `$last`, and what else it binds."""
    sql, values = part_sql(query, fields, path, sort, column_sql=cell_sql, options=_OPTIONS)
    return sql, {**values, **_BOUND}


def cell_sql(field: Field, spelled: str) -> str:
    """A field's value as the text of its cell, under its name."""
    value = LINKS if field.name == "url" else spelled
    return f'{_cell(field, value)} AS "{field.name}"'


def _cell(field: Field, value: str) -> str:
    if field.several:
        return _text(f"array_to_string(coalesce({value}, [])::VARCHAR[], '; ')")
    if field.kind is Kind.TIME:
        return f"coalesce(strftime({value}, '{_ISO}'), '')"
    if field.kind is Kind.BOOLEAN:
        return f"CASE {value} WHEN true THEN 'True' WHEN false THEN 'False' ELSE '' END"
    if field.kind in _NUMBERS:
        return f"coalesce(({value})::VARCHAR, '')"
    return _text(f"coalesce({value}, '')")


def _text(value: str) -> str:
    """The engine works out an expression once, however often it stands here."""
    seen = f"translate({value}, $hidden, $pictures)"
    short = (
        f"CASE WHEN length({seen}) <= {LONGEST_CELL} THEN {seen}"
        f" ELSE substring({seen}, 1, {LONGEST_CELL - len(CUT)}) || $cut END"
    )
    plain = f"{value} = '' OR (strlen({value}) <= {LONGEST_CELL} AND {_full(value)})"
    return f"CASE WHEN {plain} THEN {value} ELSE {_inert(short)} END"


def _full(value: str) -> str:
    return f"regexp_full_match({value}, $plain)"


def _inert(value: str) -> str:
    return f"regexp_replace({value}, $formula, $inert, 'g')"
