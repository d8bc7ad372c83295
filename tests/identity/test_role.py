"""Roles and what they may do."""

from __future__ import annotations

from pathlib import Path

from clawback.identity.role import NEVER_IN_A_TOKEN, Permission, Role, permissions_of
from clawback.identity.role_table import role_table

PAGE = Path(__file__).parents[2] / "docs/reference/roles.md"


def test_every_role_may_do_something():
    """No role is forgotten in the table."""
    assert all(role.permissions for role in Role)


def test_administrators_read_no_bodies():
    """An administrator may do everything but read mail bodies."""
    assert Role.ADMIN.permissions == frozenset(Permission) - {Permission.CONTENT_READ}


def test_auditors_see_no_mail():
    """An auditor sees what was done and by whom, and nothing of mail."""
    assert Permission.DELIVERIES_READ not in Role.AUDITOR.permissions
    assert Permission.CONTENT_READ not in Role.AUDITOR.permissions


def test_only_responders_approvers_and_administrators_touch_mailboxes():
    """Nobody else can start or take back a remediation."""
    starting = {role for role in Role if Permission.REMEDIATE_START in role.permissions}
    undoing = {role for role in Role if Permission.REMEDIATE_UNDO in role.permissions}
    assert starting == undoing == {Role.RESPONDER, Role.APPROVER, Role.ADMIN}


def test_every_permission_belongs_to_a_role():
    """No permission exists that nobody can have."""
    assert frozenset().union(*(role.permissions for role in Role)) == frozenset(Permission)


def test_the_documented_table_is_the_one_in_the_code():
    """docs/reference/roles.md holds exactly what `role_table` renders."""
    assert role_table() in PAGE.read_text("utf-8")


def test_the_table_tells_every_role_and_permission():
    """A row for each permission that says yes exactly where the role has it."""
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in role_table().splitlines()]
    assert lines[0][1:-1] == [role.value for role in Role]
    for permission, line in zip(Permission, lines[2:], strict=True):
        assert line[0] == f"`{permission}`"
        assert [cell == "yes" for cell in line[1:-1]] == [
            permission in role.permissions for role in Role
        ]


def test_only_approvers_and_administrators_approve_and_no_program():
    """One permission, two roles, no token."""
    approving = {role for role in Role if Permission.REMEDIATE_APPROVE in role.permissions}
    assert approving == {Role.APPROVER, Role.ADMIN}
    assert Permission.REMEDIATE_APPROVE in NEVER_IN_A_TOKEN


def test_roles_add_up():
    """Two roles may do what either may."""
    both = permissions_of({Role.AUDITOR, Role.CONTENT_READER})
    assert both == Role.AUDITOR.permissions | Role.CONTENT_READER.permissions
    assert permissions_of(()) == frozenset()
