"""Giving out tokens, taking them back, and telling who holds one."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from clawback.audit.action import AuditAction
from clawback.identity.port import Note, TokenRecords
from clawback.identity.role import Permission, Role
from clawback.identity.token import (
    RANDOM_BYTES,
    Network,
    Owner,
    Secret,
    Token,
    TokenState,
    make_secret,
    narrowed,
    read_secret,
)
from clawback.model.actor import SYSTEM, Actor
from clawback.model.clock import Clock
from clawback.model.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    UnauthenticatedError,
)
from clawback.model.scope import EVERYWHERE, Scope

DEFAULT_LIFETIME = timedelta(days=90)
LONGEST_LIFETIME = timedelta(days=3660)
_NOTE_USE_EVERY = timedelta(minutes=1)
_NAME_LIMIT = 200
_MOST_NETWORKS = 100

Randomness = Callable[[int], bytes]


class TokenRefusedError(UnauthenticatedError):
    """The API token is not valid: mistyped, unknown, expired or revoked. Ask for a new one."""

    code = "token_refused"


class LastAdministratorError(ConflictError):
    """This is the last token that may manage tokens. Create another one first."""

    code = "last_administrator"


class Owners(Protocol):
    """Tells what the person behind a token may do now."""

    def owner(self, person: str) -> Owner | None:
        """The person as an owner; `None` when they are not active, or nobody."""
        ...


class Nobody:
    """Where there are no people, no token has an owner."""

    def owner(self, person: str) -> Owner | None:
        del person
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What makes a token open less than its role does; see `Token`."""

    only: frozenset[Permission] = frozenset()
    scope: Scope = EVERYWHERE
    networks: tuple[Network, ...] = ()


UNLIMITED = Limits()


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token: what is kept, and the secret that is shown this once."""

    token: Token
    secret: Secret


class Tokens:
    """The tokens of this installation. Safe to call from several threads."""

    def __init__(
        self,
        records: TokenRecords,
        clock: Clock,
        randomness: Randomness = secrets.token_bytes,
        owners: Owners | None = None,
    ) -> None:
        self._records = records
        self._clock = clock
        self._randomness = randomness
        self._owners = owners or Nobody()

    def create(
        self,
        *,
        name: str,
        role: Role,
        by: str | Actor,
        lifetime: timedelta = DEFAULT_LIFETIME,
        limits: Limits = UNLIMITED,
    ) -> Issued:
        """A new service's token that opens what its role may do until its lifetime is over.

        Raises:
            BadInputError: the name is empty or too long, or the lifetime or a limit is not
                sensible.
        """
        return self._issue(name=name, role=role, by=by, lifetime=lifetime, limits=limits)

    def create_own(
        self,
        *,
        name: str,
        role: Role,
        by: Actor,
        lifetime: timedelta = DEFAULT_LIFETIME,
        limits: Limits = UNLIMITED,
    ) -> Issued:
        """A new token of a person's own; it dies with their account and never opens more than it.

        Raises:
            BadInputError: as `create`; or it would open nothing that the person may do.
        """
        owner = self._owners.owner(by.person) if by.person else None
        if owner is None:
            raise BadInputError("Only a person's account can have tokens of its own.")
        scope = narrowed(owner.scope, limits.scope)
        if scope is None or not _inside(limits.scope, owner.scope):
            raise BadInputError("A token cannot reach further than your account's scope.")
        return self._issue(
            name=name, role=role, by=by, lifetime=lifetime, limits=limits, owner=owner
        )

    def authenticate(self, text: str, address: str = "") -> Actor:
        """Who sent this token from this network address.

        Raises:
            TokenRefusedError: nobody may use it; the error does not tell why.
        """
        secret = read_secret(text)
        token = None if secret is None else self._records.find(secret.id)
        now = self._clock.now()
        if secret is None or token is None or not token.fits(secret):
            raise TokenRefusedError
        if token.state(now) is not TokenState.ACTIVE or not token.comes_from(address):
            raise TokenRefusedError
        actor = self._actor(token)
        if token.last_used_at is None or now - token.last_used_at >= _NOTE_USE_EVERY:
            self._records.used(token.id, now)
        return actor

    def present(self, owner: str) -> Owner | None:
        """What somebody may do and see now: a person, or the service of a token (`token:…`).

        `None` when they are gone: a person who is not active, a token that opens nothing any more.
        """
        name, _, token_id = owner.partition(":")
        if name != "token":
            return self._owners.owner(owner)
        token = self._records.find(token_id)
        if token is None or token.owner or token.state(self._clock.now()) is not TokenState.ACTIVE:
            return None
        return Owner(person="", name=token.name, permissions=token.opens, scope=token.scope)

    def every(self) -> Sequence[Token]:
        """All tokens, oldest first, revoked and expired ones too."""
        return self._records.every()

    def of(self, person: str) -> Sequence[Token]:
        """A person's own tokens, oldest first."""
        return [token for token in self._records.every() if token.owner == person]

    def revoke(self, token_id: str, by: Actor = SYSTEM) -> Token:
        """Takes a token back at once; doing so again changes nothing.

        Raises:
            NotFoundError: there is no such token.
            LastAdministratorError: nobody could give out tokens any more.
        """
        token = self._records.find(token_id)
        if token is None:
            raise NotFoundError(f"There is no token {token_id}.")
        if self._last_administrator(token):
            raise LastAdministratorError
        note = Note(actor=by, action=AuditAction.TOKEN_REVOKE, subject=f"token:{token_id}")
        self._records.revoke(token_id, self._clock.now(), note)
        return self._records.find(token_id) or token

    @property
    def now(self) -> datetime:
        """The moment against which a token's state is told."""
        return self._clock.now()

    def _issue(
        self,
        *,
        name: str,
        role: Role,
        by: str | Actor,
        lifetime: timedelta,
        limits: Limits,
        owner: Owner | None = None,
    ) -> Issued:
        _check(name, lifetime, limits)
        now = self._clock.now()
        secret = make_secret(self._randomness(RANDOM_BYTES))
        token = Token(
            id=secret.id,
            name=name.strip(),
            role=role,
            digest=secret.digest,
            created_at=now,
            created_by=by if isinstance(by, str) else by.name,
            expires_at=now + lifetime,
            owner=owner.person if owner else "",
            only=limits.only,
            scope=limits.scope,
            networks=limits.networks,
        )
        if not (token.opens & owner.permissions if owner else token.opens):
            raise BadInputError("This token would open nothing. Choose another role or permission.")
        self._records.add(token, _note(token, SYSTEM if isinstance(by, str) else by))
        return Issued(token, secret)

    def _actor(self, token: Token) -> Actor:
        owner = self._owners.owner(token.owner) if token.owner else None
        actor = None if token.owner and owner is None else token.actor(owner)
        if actor is None:
            raise TokenRefusedError
        return actor

    def _last_administrator(self, token: Token) -> bool:
        now = self._clock.now()
        administrators = {
            other.id
            for other in self._records.every()
            if other.state(now) is TokenState.ACTIVE and Permission.TOKENS_MANAGE in other.opens
        }
        return administrators == {token.id}


def _note(token: Token, actor: Actor) -> Note:
    return Note(
        actor=actor,
        action=AuditAction.TOKEN_CREATE,
        subject=f"token:{token.id}",
        details={
            "role": token.role.value,
            "owner": token.owner,
            "expires_at": token.expires_at.isoformat(),
        },
    )


def _inside(inner: Scope, outer: Scope) -> bool:
    """Whether nothing of the inner scope lies outside; one that is not narrowed takes the outer."""
    if inner.everywhere or outer.everywhere:
        return True
    return inner.domains <= outer.domains and inner.tags <= outer.tags


def _check(name: str, lifetime: timedelta, limits: Limits) -> None:
    if not name.strip() or len(name) > _NAME_LIMIT or not name.isprintable():
        raise BadInputError(f"A token needs a name of 1 to {_NAME_LIMIT} printable characters.")
    if not timedelta() < lifetime <= LONGEST_LIFETIME:
        raise BadInputError(f"A token lives between 1 and {LONGEST_LIFETIME.days} days.")
    if len(limits.networks) > _MOST_NETWORKS:
        raise BadInputError(f"A token can be bound to at most {_MOST_NETWORKS} networks.")
