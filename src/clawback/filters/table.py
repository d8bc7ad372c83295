"""The fields of the filter language, and the views, as tables for `docs/reference`."""

from __future__ import annotations

from clawback.filters.choices import choices_of
from clawback.filters.fields import Field
from clawback.filters.views import VIEWS
from clawback.filters.vocabulary import DELIVERIES, Vocabulary
from clawback.filters.write import write

_HEAD = """\
| Field | Also | Name | Kind | Meaning | Example |
|---|---|---|---|---|---|
"""


def field_table(vocabulary: Vocabulary = DELIVERIES) -> str:
    """Every field, in Markdown, in the registry's order."""
    return _HEAD + "".join(_row(field, vocabulary) for field in vocabulary.fields.values())


def choice_table(vocabulary: Vocabulary = DELIVERIES) -> str:
    """The values of every field that is one of a choice, in Markdown."""
    rows = "".join(_choices(field) for field in vocabulary.fields.values() if field.choices)
    return "| Field | Values |\n|---|---|\n" + rows


def view_table() -> str:
    """Every view: what it narrows to, what it is charted by, and its tabs; in Markdown."""
    head = "| View | Shows | Filter | Charted by | Tabs |\n|---|---|---|---|---|\n"
    return head + "".join(
        f"| {view.label} (`{view.name}`) | {view.meaning} | {_code(write(view.filter, view.about))}"
        f" | {', '.join(f'`{name}`' for name in view.pivots)}"
        f" | {', '.join(f'{tab.label} (`{tab.name}`)' for tab in view.tabs)} |\n"
        for view in VIEWS.values()
    )


def aliases_of(field: Field, vocabulary: Vocabulary = DELIVERIES) -> tuple[str, ...]:
    """The other names of a field, in order."""
    return tuple(sorted(a for a, name in vocabulary.aliases.items() if name == field.name))


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _row(field: Field, vocabulary: Vocabulary) -> str:
    also = ", ".join(f"`{alias}`" for alias in aliases_of(field, vocabulary))
    kind = f"{field.kind.value}, several" if field.several else field.kind.value
    example = field.example.replace("|", "\\|")
    cells = (f"`{field.name}`", also, field.label, kind, field.meaning, f"`{example}`")
    return f"| {' | '.join(cells)} |\n"


def _choices(field: Field) -> str:
    values = ", ".join(f"{member.label} (`{member.value}`)" for member in choices_of(field))
    return f"| `{field.name}` | {values} |\n"
