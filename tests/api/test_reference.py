"""docs/reference/api.md and the API are one."""

from __future__ import annotations

import re
from pathlib import Path

from clawback.api.operations import guard
from clawback.api.permissions import PERMISSIONS, Public
from clawback.identity.role import Permission, Role

PAGE = (Path(__file__).parents[2] / "docs/reference/api.md").read_text()


def test_every_operation_is_documented_and_no_other(app):
    """Id, method, path and permission stand in the table."""
    documented = set(
        re.findall(r"^\| `(\w+)` \| `(\w+) (\S+)` \| `?([\w.]+)`? \|", PAGE, re.MULTILINE)
    )
    offered = {
        (one.id, next(iter(one.methods - {"HEAD"})), one.path, _needs(one.id))
        for one in guard(app.routes, PERMISSIONS).every
        if one.id != "openapi"
    }
    assert documented == offered


def test_every_permission_is_documented_with_its_roles():
    """The table says exactly who may do what."""
    heading = re.search(r"^\| permission \| (.*) \|$", PAGE, re.MULTILINE)
    assert heading is not None
    roles = [role.strip() for role in heading[1].split("|")]
    assert roles == [role.value for role in Role]
    for permission in Permission:
        row = re.search(rf"^\| `{re.escape(permission)}` \|(.*)\|$", PAGE, re.MULTILINE)
        assert row is not None, permission
        said = [cell.strip() == "yes" for cell in row[1].split("|")]
        assert said == [permission in role.permissions for role in Role], permission


def _needs(name: str) -> str:
    needs = PERMISSIONS[name]
    return "nothing" if isinstance(needs, Public) else needs.value
