"""People: who somebody is here, by an id that never changes hands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from clawback.identity.role import Permission, Role, codes, permissions_of
from clawback.identity.token import Owner
from clawback.model.actor import Actor, ActorKind
from clawback.model.errors import BadInputError
from clawback.model.labelled import Labelled
from clawback.model.scope import EVERYWHERE, Scope

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,99}")
_NAME_LIMIT = 200


class PersonState(Labelled):
    """Whether somebody can sign in."""

    INVITED = "invited", "Invited"  # has a setup link, and no way in yet
    ACTIVE = "active", "Active"
    DISABLED = "disabled", "Disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an account. Times are aware and in UTC.

    `id` is random and stays for good, also when the login name changes: whoever proposed something
    is known by it. People are never deleted, only disabled.
    """

    id: str
    login: str
    name: str
    roles: frozenset[Role]
    scope: Scope = EVERYWHERE
    state: PersonState = PersonState.INVITED
    created_at: datetime
    created_by: str
    disabled_at: datetime | None = None
    disabled_by: str = ""
    signed_in_at: datetime | None = None

    @property
    def active(self) -> bool:
        return self.state is PersonState.ACTIVE

    @property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.roles)

    @property
    def owner(self) -> Owner:
        """This person as the one behind a token."""
        return Owner(person=self.id, name=self.name, permissions=self.permissions, scope=self.scope)

    def actor(self, *, proved_at: datetime | None, complete: bool = True) -> Actor:
        """This person at work; before the sign-in is complete they may do nothing."""
        return Actor(
            id=f"person:{self.id}",
            name=self.name,
            role=said(self.roles),
            kind=ActorKind.PERSON,
            person=self.id,
            permissions=codes(self.permissions) if complete else frozenset(),
            scope=self.scope,
            proved_at=proved_at if complete else None,
        )


def said(roles: frozenset[Role]) -> str:
    """Several roles as an actor and the audit trail name them: `approver, responder`."""
    return ", ".join(sorted(role.value for role in roles))


def folded_login(text: str) -> str:
    """A login name as it is kept and compared.

    Raises:
        BadInputError: it is not one.
    """
    login = text.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise BadInputError(
            "A login name has 1 to 100 of the letters a to z, digits and . _ @ + -, and begins "
            "with a letter or a digit."
        )
    return login


def asked_login(text: str) -> str:
    """The login name that somebody means; `-`, which nobody has, for a text that is none."""
    login = text.strip().lower()
    return login if _LOGIN.fullmatch(login) else "-"


def checked_name(text: str) -> str:
    """A display name.

    Raises:
        BadInputError: it is empty, too long, or cannot be printed.
    """
    name = text.strip()
    if not name or len(name) > _NAME_LIMIT or not name.isprintable():
        raise BadInputError(f"A person needs a name of 1 to {_NAME_LIMIT} printable characters.")
    return name


def checked_roles(roles: frozenset[Role]) -> frozenset[Role]:
    """One role or several.

    Raises:
        BadInputError: there is none.
    """
    if not roles:
        raise BadInputError("A person needs at least one role.")
    return roles


def checked_scope(scope: Scope) -> Scope:
    """A scope with its domains in lower case.

    Raises:
        BadInputError: a domain or a tag is empty or holds a space.
    """
    domains = frozenset(domain.strip().lower().rstrip(".") for domain in scope.domains)
    tags = frozenset(tag.strip() for tag in scope.tags)
    if not all(text and text.isprintable() and " " not in text for text in domains | tags):
        raise BadInputError("A scope is made of domains and tags, without spaces.")
    return Scope(domains, tags)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A person to be made."""

    login: str
    name: str
    roles: frozenset[Role]
    scope: Scope = EVERYWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What to change; `None` leaves a thing as it is."""

    login: str | None = None
    name: str | None = None
    roles: frozenset[Role] | None = None
    scope: Scope | None = None

    def applied(self, person: Person) -> Person:
        """The person after it.

        Raises:
            BadInputError: something of it is not sensible.
        """
        return replace(
            person,
            login=person.login if self.login is None else folded_login(self.login),
            name=person.name if self.name is None else checked_name(self.name),
            roles=person.roles if self.roles is None else checked_roles(self.roles),
            scope=person.scope if self.scope is None else checked_scope(self.scope),
        )
