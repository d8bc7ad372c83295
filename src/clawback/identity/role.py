"""Roles, permissions, and the one table that joins them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from clawback.model.actor import Actor
from clawback.model.labelled import Labelled


class Permission(StrEnum):
    """One thing that somebody may do; each operation of the API needs exactly one."""

    DELIVERIES_READ = "deliveries.read"
    CONTENT_READ = "content.read"
    IMPORT = "import"
    LISTS_READ = "lists.read"
    LISTS_WRITE = "lists.write"
    QUERIES_WRITE = "queries.write"
    JUDGE = "mail.judge"
    SUBMISSIONS_READ = "submissions.read"
    SUBMISSIONS_WRITE = "submissions.write"
    REMEDIATIONS_READ = "remediations.read"
    REMEDIATE_DRAFT = "remediate.draft"
    REMEDIATE_PROPOSE = "remediate.propose"
    REMEDIATE_START = "remediate.start"
    REMEDIATE_UNDO = "remediate.undo"
    REMEDIATE_APPROVE = "remediate.approve"
    OWN_ACCOUNT = "account.own"
    PEOPLE_READ = "people.read"
    PEOPLE_MANAGE = "people.manage"
    TOKENS_READ = "tokens.read"
    TOKENS_MANAGE = "tokens.manage"
    AUDIT_READ = "audit.read"
    SYSTEM_READ = "system.read"
    MAIL_SERVERS_TEST = "mail_servers.test"
    RETENTION_MANAGE = "retention.manage"
    MODEL_MANAGE = "model.manage"
    LINKS_MANAGE = "links.manage"
    QUARANTINE_RELEASE = "held_mail.release"
    ALERTS_READ = "alerts.read"
    ALERTS_HANDLE = "alerts.handle"
    ALERTS_MANAGE = "alerts.manage"
    CLICKS_RECORD = "clicks.record"


class Role(Labelled):
    """What somebody is here for."""

    READER = "reader", "Reader"
    CONTENT_READER = "content_reader", "Content reader"
    ANALYST = "analyst", "Analyst"
    RESPONDER = "responder", "Responder"
    APPROVER = "approver", "Approver"
    AUDITOR = "auditor", "Auditor"
    CLICK_SERVICE = "click_service", "Click service"
    ADMIN = "admin", "Administrator"

    @property
    def permissions(self) -> frozenset[Permission]:
        return _PERMISSIONS[self]


_READING = frozenset(
    {
        Permission.OWN_ACCOUNT,
        Permission.DELIVERIES_READ,
        Permission.LISTS_READ,
        Permission.QUERIES_WRITE,
        Permission.REMEDIATIONS_READ,
        Permission.ALERTS_READ,
        Permission.SUBMISSIONS_READ,
    }
)
_ANALYSING = _READING | {
    Permission.LISTS_WRITE,
    Permission.JUDGE,
    Permission.ALERTS_HANDLE,
    Permission.SUBMISSIONS_WRITE,
    Permission.REMEDIATE_DRAFT,
    Permission.REMEDIATE_PROPOSE,
}
_RESPONDING = _ANALYSING | {
    Permission.REMEDIATE_START,
    Permission.REMEDIATE_UNDO,
    Permission.QUARANTINE_RELEASE,
}

_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.READER: _READING,
    Role.CONTENT_READER: _READING | {Permission.CONTENT_READ},
    Role.ANALYST: _ANALYSING,
    Role.RESPONDER: _RESPONDING,
    # Starts, stops and takes back what others drafted, and drafts nothing.
    Role.APPROVER: _READING
    | {Permission.REMEDIATE_APPROVE, Permission.REMEDIATE_START, Permission.REMEDIATE_UNDO},
    # Sees who did what, and no mail.
    Role.AUDITOR: frozenset(
        {
            Permission.OWN_ACCOUNT,
            Permission.REMEDIATIONS_READ,
            Permission.PEOPLE_READ,
            Permission.TOKENS_READ,
            Permission.AUDIT_READ,
        }
    ),
    # A program: hands clicks over, reads what is blocked, and sees no mail.
    Role.CLICK_SERVICE: frozenset({Permission.CLICKS_RECORD}),
    # Runs the place, and reads nobody's mail bodies.
    Role.ADMIN: frozenset(Permission) - {Permission.CONTENT_READ},
}


# A program may be stolen with the machine it runs on: what takes a person, it cannot do.
NEVER_IN_A_TOKEN = frozenset({Permission.REMEDIATE_APPROVE, Permission.OWN_ACCOUNT})
# Nor may a token of one's own make accounts that outlive it.
NEVER_IN_AN_OWN_TOKEN = NEVER_IN_A_TOKEN | {
    Permission.PEOPLE_MANAGE,
    Permission.TOKENS_MANAGE,
    Permission.RETENTION_MANAGE,  # what is forgotten does not come back
}


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """All that somebody with these roles may do."""
    return frozenset[Permission]().union(*(role.permissions for role in roles))


def codes(permissions: Iterable[Permission]) -> frozenset[str]:
    """Permissions as an actor carries them."""
    return frozenset(permission.value for permission in permissions)


def actor_of(actor_id: str, name: str, role: Role) -> Actor:
    """Somebody with this role and all it may do."""
    return Actor(
        id=actor_id,
        name=name,
        role=role.value,
        permissions=codes(role.permissions),
    )
