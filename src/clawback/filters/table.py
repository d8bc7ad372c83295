"""The fields of the filter language as the table in `docs/reference/filter-language.md`."""

from __future__ import annotations

from clawback.filters.choices import choices_of
from clawback.filters.fields import ALIASES, FIELDS, Field

_HEAD = """\
| Field | Also | Name | Kind | Meaning | Example |
|---|---|---|---|---|---|
"""


def field_table() -> str:
    """Every field, in Markdown, in the registry's order."""
    return _HEAD + "".join(_row(field) for field in FIELDS.values())


def choice_table() -> str:
    """The values of every field that is one of a choice, in Markdown."""
    rows = "".join(_choices(field) for field in FIELDS.values() if field.choices)
    return "| Field | Values |\n|---|---|\n" + rows


def aliases_of(field: Field) -> tuple[str, ...]:
    """The other names of a field, in order."""
    return tuple(sorted(alias for alias, name in ALIASES.items() if name == field.name))


def _row(field: Field) -> str:
    also = ", ".join(f"`{alias}`" for alias in aliases_of(field))
    kind = f"{field.kind.value}, several" if field.several else field.kind.value
    example = field.example.replace("|", "\\|")
    cells = (f"`{field.name}`", also, field.label, kind, field.meaning, f"`{example}`")
    return f"| {' | '.join(cells)} |\n"


def _choices(field: Field) -> str:
    values = ", ".join(f"{member.label} (`{member.value}`)" for member in choices_of(field))
    return f"| `{field.name}` | {values} |\n"
