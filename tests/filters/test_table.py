from __future__ import annotations

import re
from pathlib import Path

import pytest

from clawback.filters.fields import ALIASES, FIELDS
from clawback.filters.parse import parse
from clawback.filters.table import aliases_of, choice_table, field_table, view_table
from clawback.filters.views import VIEWS

_DOC = Path(__file__).parents[2] / "docs" / "reference" / "filter-language.md"


@pytest.mark.parametrize("table", [field_table, choice_table])
def test_the_docs_show_the_registry(table):
    """The tables in the docs are the ones rendered from the code."""
    assert table() in _DOC.read_text("utf-8")


def test_every_example_in_the_docs_is_a_filter():
    """What the docs tell people to type can be typed."""
    blocks = re.findall(r"```filter\n(.*?)```", _DOC.read_text("utf-8"), re.DOTALL)
    examples = [line for block in blocks for line in block.splitlines() if line]
    assert len(examples) > 20
    for line in examples:
        parse(line)


def test_a_row_has_its_aliases():
    """Every alias stands beside its field."""
    assert sorted(a for field in FIELDS.values() for a in aliases_of(field)) == sorted(ALIASES)


def test_tables_have_even_rows():
    """No cell breaks its row."""
    for line in field_table().splitlines():
        assert len(re.findall(r"(?<!\\)\|", line)) == 7


def test_every_view_has_a_row():
    """With its filter, pivots and tabs."""
    rows = view_table().splitlines()[2:]
    assert len(rows) == len(VIEWS)
    assert "`threat_type:phish`" in next(row for row in rows if "(`phish`)" in row)
