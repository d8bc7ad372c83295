"""`clawback fields`."""

from __future__ import annotations

import json

import pytest

from clawback.filters.fields import FIELDS

pytestmark = pytest.mark.usefixtures("library")


def test_every_field_is_listed(clawback):
    """In a table and as objects."""
    lines = clawback("fields").out.splitlines()[1:]
    assert [line.split()[0] for line in lines] == list(FIELDS)
    listed = json.loads(clawback("fields", "--format", "json").out)
    assert [one["name"] for one in listed] == list(FIELDS)
