"""Who did something."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person or a program, by an id that never changes hands.

    `permissions` are the codes of `identity.role.Permission` this actor holds.
    """

    id: str
    name: str
    role: str
    permissions: frozenset[str] = frozenset()

    def may(self, permission: str) -> bool:
        return permission in self.permissions
