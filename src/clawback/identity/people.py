"""Who has an account: made, changed, disabled by administrators, or brought by a provider."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from clawback.audit.action import AuditAction
from clawback.audit.entry import Detail
from clawback.audit.trail import Trail
from clawback.database import Connection, Database
from clawback.identity import link
from clawback.identity.external import ExternalRefusedError, Stranger, free_login
from clawback.identity.link import SetupLink
from clawback.identity.person import (
    Edit,
    Person,
    PersonState,
    Wanted,
    checked_name,
    checked_roles,
    checked_scope,
    folded_login,
    said,
)
from clawback.identity.records import factors, people
from clawback.identity.records import sessions as kept_sessions
from clawback.identity.role import Permission, Role
from clawback.identity.session import Seen, Session, Stage, Way
from clawback.identity.sign_in import SignIn
from clawback.identity.step_up import require_fresh_proof
from clawback.identity.token import Owner
from clawback.model.actor import SYSTEM, Actor, ActorKind
from clawback.model.clock import Clock
from clawback.model.errors import ConflictError, ForbiddenError, NotFoundError
from clawback.model.scope import Scope

UNSEEN = Seen()


class LoginTakenError(ConflictError):
    """Somebody else has this login name. Choose another."""

    code = "login_taken"


class LastAdminError(ConflictError):
    """This is the last active administrator. Make somebody else one first."""

    code = "last_administrator"


class OwnRolesError(ForbiddenError):
    """Nobody changes their own roles or scope, or disables themselves. Ask a colleague."""

    code = "own_roles"


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as others see them."""

    person: Person
    external: bool  # signs in through a provider
    second_factor: bool  # has one


class People:
    """The people of this installation. Safe to call from several threads.

    A person who changes others must have shown a second factor in the last five minutes
    (`StepUpNeededError`); a service's token stands on its own.
    """

    def __init__(
        self,
        *,
        database: Database,
        trail: Trail,
        clock: Clock,
        sign_in: SignIn,
        randomness: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._database = database
        self._trail = trail
        self._clock = clock
        self._sign_in = sign_in
        self._settings = sign_in.settings
        self._randomness = randomness

    def every(self) -> Sequence[Listed]:
        """Everybody, disabled people too, by login name."""
        with self._database.read() as connection:
            external = people.external_people(connection)
            factored = factors.people_with_one(connection)
            return [
                Listed(person, person.id in external, person.id in factored)
                for person in people.every(connection)
            ]

    def listed(self, person: Person) -> Listed:
        """A person with what others see of them."""
        with self._database.read() as connection:
            return Listed(
                person,
                person.id in people.external_people(connection),
                person.id in factors.people_with_one(connection),
            )

    def find(self, person_id: str) -> Person:
        """The person of this id.

        Raises:
            NotFoundError: there is none.
        """
        with self._database.read() as connection:
            return _found(connection, person_id)

    def owner(self, person: str) -> Owner | None:
        """A person as the one behind a token; `None` when they are not active, or nobody."""
        with self._database.read() as connection:
            found = people.find(connection, person)
        return found.owner if found is not None and found.active else None

    def may(self, person: str, permission: Permission) -> bool:
        """Whether a person is active and holds a permission now."""
        owner = self.owner(person)
        return owner is not None and permission in owner.permissions

    def create(self, actor: Actor, wanted: Wanted) -> tuple[Person, SetupLink]:
        """A new account without a password, and the link with which its owner sets one.

        Raises:
            BadInputError: something wanted is not sensible.
            LoginTakenError: somebody has this login name.
        """
        self._sure(actor)
        person = Person(
            id=self._id(),
            login=folded_login(wanted.login),
            name=checked_name(wanted.name),
            roles=checked_roles(wanted.roles),
            scope=checked_scope(wanted.scope),
            created_at=self._clock.now(),
            created_by=actor.name,
        )
        with self._database.write() as connection:
            _free(connection, person)
            people.add(connection, person)
            self._tell(connection, actor, AuditAction.PERSON_CREATE, person, _standing(person))
            made = self._new_link(connection, person, forget_factors=False)
        return person, made

    def edit(self, actor: Actor, person_id: str, edit: Edit) -> Person:
        """Changes an account. Other roles or another scope end its sessions.

        Raises:
            NotFoundError: there is no such person.
            BadInputError: something of it is not sensible.
            LoginTakenError: somebody has this login name.
            OwnRolesError: it is one's own roles or scope.
            LastAdminError: nobody would administer any more.
        """
        self._sure(actor)
        with self._database.write() as connection:
            before = _found(connection, person_id)
            after = edit.applied(before)
            if after == before:
                return after
            self._change(connection, actor, before, after)
        return after

    def disable(self, actor: Actor, person_id: str) -> Person:
        """Ends everything somebody can do here at once: sessions, links, tokens of their own.

        Raises:
            NotFoundError: there is no such person.
            OwnRolesError: it is oneself.
            LastAdminError: nobody would administer any more.
        """
        self._sure(actor)
        with self._database.write() as connection:
            before = _found(connection, person_id)
            if before.state is PersonState.DISABLED:
                return before
            if before.id == actor.person:
                raise OwnRolesError
            _keep_an_administrator(connection, before)
            after = replace(
                before,
                state=PersonState.DISABLED,
                disabled_at=self._clock.now(),
                disabled_by=actor.name,
            )
            people.change(connection, after)
            people.drop_links(connection, person_id)
            kept_sessions.end_all(connection, person_id)
            self._tell(connection, actor, AuditAction.PERSON_DISABLE, after)
        return after

    def enable(self, actor: Actor, person_id: str) -> Person:
        """Lets somebody in again, with the password and the second factors they had.

        Raises:
            NotFoundError: there is no such person.
        """
        self._sure(actor)
        with self._database.write() as connection:
            before = _found(connection, person_id)
            if before.state is not PersonState.DISABLED:
                return before
            known = people.password(connection, person_id) or person_id in people.external_people(
                connection
            )
            state = PersonState.ACTIVE if known else PersonState.INVITED
            after = replace(before, state=state, disabled_at=None, disabled_by="")
            people.change(connection, after)
            self._tell(connection, actor, AuditAction.PERSON_ENABLE, after)
        return after

    def reset_link(
        self, actor: Actor, person_id: str, *, forget_factors: bool = False
    ) -> tuple[Person, SetupLink]:
        """A new setup link in place of any before; ends all sessions.

        The present password holds until the link is used. With `forget_factors`, second factors
        that were lost are forgotten then.

        Raises:
            NotFoundError: there is no such person.
            ConflictError: they are disabled, or sign in through a provider.
        """
        self._sure(actor)
        with self._database.write() as connection:
            person = _found(connection, person_id)
            if person.state is PersonState.DISABLED:
                raise ConflictError(f"{person.name} is disabled. Enable the account first.")
            if person_id in people.external_people(connection):
                raise ConflictError(f"{person.name} signs in through a provider. Reset it there.")
            kept_sessions.end_all(connection, person_id)
            made = self._new_link(connection, person, forget_factors=forget_factors)
            details: dict[str, Detail] = {"forget_factors": forget_factors}
            self._tell(connection, actor, AuditAction.PERSON_RESET_LINK, person, details)
        return person, made

    def sign_in_external(
        self,
        *,
        issuer: str,
        subject: str,
        name: str,
        email: str,
        roles: frozenset[Role],
        scope: Scope,
        proved: bool,
        seen: Seen = UNSEEN,
    ) -> Session:
        """Signs in somebody whom a provider vouches for; the session holds its token.

        A person is known by issuer and subject alone (OpenID Connect Core §5.7), never by e-mail.
        Name, roles and scope follow the provider each time. `proved` says that it checked a second
        factor just now.

        Raises:
            ExternalRefusedError: no role, no account, or a disabled one.
        """
        stranger = Stranger(issuer=issuer, subject=subject, name=name, email=email)
        with self._database.write() as connection:
            person = people.by_external(connection, issuer, subject)
            new = person is None and self._settings.external_people
            if roles and (new or (person is not None and person.active)):
                person = self._followed(connection, stranger, person, roles, scope)
                return self._welcome(connection, person, proved=proved, seen=seen)
        self._sign_in.deny("external", seen, person)
        raise ExternalRefusedError

    def _followed(
        self,
        connection: Connection,
        stranger: Stranger,
        before: Person | None,
        roles: frozenset[Role],
        scope: Scope,
    ) -> Person:
        if before is None:
            person = Person(
                id=self._id(),
                login=free_login(
                    stranger, lambda login: people.by_login(connection, login) is not None
                ),
                name=stranger.shown_name,
                roles=roles,
                scope=checked_scope(scope),
                state=PersonState.ACTIVE,
                created_at=self._clock.now(),
                created_by=stranger.issuer,
            )
            people.add(connection, person)
            people.tie(connection, person.id, stranger.issuer, stranger.subject)
            self._tell(connection, SYSTEM, AuditAction.PERSON_CREATE, person, _standing(person))
            return person
        after = replace(before, name=stranger.shown_name, roles=roles, scope=checked_scope(scope))
        if after != before:
            people.change(connection, after)
            self._tell(connection, SYSTEM, AuditAction.PERSON_EDIT, after, _standing(after))
        if (after.roles, after.scope) != (before.roles, before.scope):
            kept_sessions.end_all(connection, before.id)
        return after

    def _welcome(
        self, connection: Connection, person: Person, *, proved: bool, seen: Seen
    ) -> Session:
        stage = Stage.OPEN if proved else self._sign_in.stage_of(connection, person)
        return self._sign_in.admit(
            connection, person, stage=stage, way=Way.EXTERNAL, seen=seen, proved=proved
        )

    def _change(self, connection: Connection, actor: Actor, before: Person, after: Person) -> None:
        reach = (after.roles, after.scope) != (before.roles, before.scope)
        if reach and before.id == actor.person:
            raise OwnRolesError
        if Role.ADMIN not in after.roles:
            _keep_an_administrator(connection, before)
        if after.login != before.login:
            _free(connection, after)
        people.change(connection, after)
        if reach:
            kept_sessions.end_all(connection, before.id)
        details = {**_standing(after), "before": said(before.roles), "login_before": before.login}
        self._tell(connection, actor, AuditAction.PERSON_EDIT, after, details)

    def _new_link(
        self, connection: Connection, person: Person, *, forget_factors: bool
    ) -> SetupLink:
        token = link.make_token(self._randomness(link.TOKEN_BYTES))
        ends: datetime = self._clock.now() + self._settings.setup_link_lifetime
        digest = link.digest_of(token) or ""
        people.put_link(connection, person.id, digest, ends, forget_factors=forget_factors)
        return SetupLink(token=token, expires_at=ends)

    def _sure(self, actor: Actor) -> None:
        if actor.kind is ActorKind.PERSON:
            require_fresh_proof(actor, self._clock.now())

    def _id(self) -> str:
        return self._randomness(10).hex()

    def _tell(
        self,
        connection: Connection,
        actor: Actor,
        action: AuditAction,
        person: Person,
        details: dict[str, Detail] | None = None,
    ) -> None:
        self._trail.record(connection, actor, action, f"person:{person.id}", details=details)


def _found(connection: Connection, person_id: str) -> Person:
    person = people.find(connection, person_id)
    if person is None:
        raise NotFoundError(f"There is no person {person_id}.")
    return person


def _free(connection: Connection, person: Person) -> None:
    if people.by_login(connection, person.login) is not None:
        raise LoginTakenError


def _keep_an_administrator(connection: Connection, leaving: Person) -> None:
    if not leaving.active or Role.ADMIN not in leaving.roles:
        return
    others = (
        person
        for person in people.every(connection)
        if person.active and Role.ADMIN in person.roles and person.id != leaving.id
    )
    if next(others, None) is None:
        raise LastAdminError


def _standing(person: Person) -> dict[str, Detail]:
    return {
        "login": person.login,
        "roles": said(person.roles),
        "domains": ", ".join(sorted(person.scope.domains)),
        "tags": ", ".join(sorted(person.scope.tags)),
    }
