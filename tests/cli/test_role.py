"""`clawback role`."""

from __future__ import annotations

import json

import pytest

from clawback.identity.role import Role


@pytest.mark.usefixtures("library")
def test_roles_are_listed_with_what_they_may_do(clawback):
    """As a table, and as the table in the code."""
    assert "Content reader" in clawback("role", "list").out
    listed = json.loads(clawback("role", "list", "--format", "json").out)
    assert {one["role"]: set(one["permissions"]) for one in listed} == {
        role.value: set(role.permissions) for role in Role
    }
