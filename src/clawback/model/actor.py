"""Who did something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from clawback.model.scope import EVERYWHERE, Scope


class ActorKind(StrEnum):
    """Who or what acts. Only a person may approve."""

    PERSON = "person"
    PROGRAM = "program"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person or a program, by an id that never changes hands.

    `person` is the id of the human behind it: a person's own, a token's owner's, empty where nobody
    stands behind (a service's token, the house itself). `permissions` are the codes of
    `identity.role.Permission` this actor holds. `proved_at` is when this person last proved who
    they are with a second factor; `None` when they have not, and always for programs.
    """

    id: str
    name: str
    role: str
    kind: ActorKind = ActorKind.PROGRAM
    person: str = ""
    permissions: frozenset[str] = frozenset()
    scope: Scope = EVERYWHERE
    proved_at: datetime | None = None

    def may(self, permission: str) -> bool:
        return permission in self.permissions


SYSTEM = Actor(id="system", name="Clawback", role="system", kind=ActorKind.SYSTEM)
