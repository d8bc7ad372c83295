"""Roles and what they may do."""

from __future__ import annotations

from clawback.identity.role import Permission, Role


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
