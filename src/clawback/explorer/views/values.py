"""A value that was counted, with its word for people and the filter that leads to its rows."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.filters.choices import choices_of, label_of
from clawback.filters.fields import Field
from clawback.filters.tree import AnyOf, Not, Present
from clawback.filters.vocabulary import Vocabulary
from clawback.filters.write import write

NOTHING = "None"
REST = "Other"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldName:
    """A field and its label; `rows` says whether it is one of deliveries or of clicks."""

    field: str
    label: str
    rows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnName:
    """A column of a top: a value of the field that it is split by."""

    code: str
    label: str


def field_name(name: str, about: Vocabulary) -> FieldName:
    return FieldName(field=name, label=about.field(name).label, rows=about.many)


def columns_of(split: str, about: Vocabulary) -> tuple[ColumnName, ...]:
    """The columns that a split makes; none without one."""
    if not split:
        return ()
    return tuple(
        ColumnName(code=choice.value, label=choice.label)
        for choice in choices_of(about.field(split))
    )


def label_for(field: Field, value: str | None) -> str:
    """The word of a series: of its value, of rows that have none, of all the rest."""
    if value is None:
        return REST
    return label_of(field, value) if value else NOTHING


def filter_for(field: Field, value: str | None, about: Vocabulary) -> str:
    """Filter text that finds the rows of a value; empty for the rest."""
    if value is None:
        return ""
    tree = AnyOf(field.name, (value,)) if value else Not(Present(field.name))
    return write(tree, about)
