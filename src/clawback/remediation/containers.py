"""Containers: gathering deliveries together with others before anything is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from clawback.audit.action import AuditAction
from clawback.database import Connection
from clawback.filters.parse import parse
from clawback.model.actor import Actor
from clawback.model.identifier import new_id
from clawback.remediation import records
from clawback.remediation.action import Action, Severity
from clawback.remediation.container import (
    MOST_TEXT,
    Addition,
    Container,
    ContainerClosedError,
    ContainerEmptyError,
    ContainerFullError,
    ContainerMissingError,
    Removal,
)
from clawback.remediation.drafts import Drafts, Wish
from clawback.remediation.proposal import Hand, Part, person_behind
from clawback.remediation.proposals import Proposals
from clawback.remediation.remediation import Source, Standing
from clawback.remediation.room import Room


class Containers:
    """The one door to containers. Safe to call from several threads."""

    def __init__(self, room: Room, drafts: Drafts, proposals: Proposals) -> None:
        self._room = room
        self._drafts = drafts
        self._proposals = proposals

    def open(
        self, actor: Actor, *, action: Action, name: str, severity: Severity, description: str
    ) -> Container:
        """An empty container; whoever may draft and sees it can add to it."""
        now = self._room.clock.now()
        container = Container(
            id=new_id("C", now),
            action=action,
            name=name,
            severity=severity,
            description=description,
            created_at=now,
            author=person_behind(actor),
            created_by_name=actor.name,
            scope=actor.scope,
        )
        with self._room.database.write() as connection:
            records.containers.add(connection, container)
            self._tell(connection, actor, AuditAction.CONTAINER_OPEN, container)
        return container

    def add(self, container_id: str, actor: Actor, text: str) -> Container:
        """Adds what a filter will find when the container is proposed.

        From here on the container is within this actor's scope, as an edited draft is.

        Raises:
            FilterError: the filter cannot be read.
            ContainerClosedError: it was proposed already.
            ContainerFullError: its filters are too long together.
        """
        parse(text)
        with self._room.database.write() as connection:
            container = _open(connection, container_id, actor)
            addition = Addition(
                filter=text,
                person=person_behind(actor),
                added_by_name=actor.name,
                added_at=self._room.clock.now(),
            )
            parts = (*container.parts, addition)
            grown = replace(container, parts=parts, scope=actor.scope)
            if len(grown.filter) > MOST_TEXT:
                raise ContainerFullError
            records.containers.add_part(connection, grown)
            self._tell(connection, actor, AuditAction.CONTAINER_ADD, grown)
        return grown

    def remove(self, container_id: str, actor: Actor, number: int) -> Container:
        """Takes a part out again. Whoever does so has a hand in what is proposed.

        Raises:
            ContainerClosedError: it was proposed or discarded already.
            PartMissingError: it has no such part.
        """
        with self._room.database.write() as connection:
            container = _open(connection, container_id, actor)
            less = replace(container.without_part(number, self._removal(actor)), scope=actor.scope)
            records.containers.remove_part(connection, less, number)
            self._tell(connection, actor, AuditAction.CONTAINER_REMOVE, less)
        return less

    def discard(self, container_id: str, actor: Actor) -> Container:
        """Throws a container away that nobody proposed; it stays to be read among the closed.

        Raises:
            ContainerClosedError: it was proposed or discarded already.
        """
        with self._room.database.write() as connection:
            container = replace(
                _open(connection, container_id, actor), discarded=self._removal(actor)
            )
            records.containers.discard(connection, container)
            self._tell(connection, actor, AuditAction.CONTAINER_DISCARD, container)
        return container

    def propose(self, container_id: str, actor: Actor) -> Standing:
        """Freezes what the container's filters find now, and proposes it.

        Nobody who added to it may approve it.

        Raises:
            ContainerEmptyError: nothing was added to it.
            ConflictError, ForbiddenError: as for every proposal.
        """
        with self._room.database.read() as connection:
            container = _open(connection, container_id, actor)
        if container.empty:
            raise ContainerEmptyError
        made = self._drafts.make(_wish(container), actor, Source.MANUAL, _hands(container))
        with self._room.database.write() as connection:
            if _open(connection, container_id, actor) != container:
                raise ContainerClosedError(
                    "Somebody changed this container at the same moment. Look at it again."
                )
            records.containers.close(connection, container_id, made.remediation)
            self._tell(connection, actor, AuditAction.CONTAINER_PROPOSE, container)
        return self._proposals.propose(made.remediation.id, actor)

    def get(self, container_id: str, actor: Actor) -> Container:
        """Raises `ContainerMissingError`, also where the actor may not see it."""
        with self._room.database.read() as connection:
            return _found(connection, container_id, actor)

    def page(
        self, actor: Actor, *, limit: int, before: str | None = None, closed: bool = False
    ) -> Sequence[Container]:
        """What the actor may see, newest first: the open ones, or those that are closed."""
        with self._room.database.read() as connection:
            return records.containers.page(
                connection, scope=actor.scope, limit=limit, before=before, closed=closed
            )

    def _removal(self, actor: Actor) -> Removal:
        return Removal(person=person_behind(actor), name=actor.name, at=self._room.clock.now())

    def _tell(
        self, connection: Connection, actor: Actor, action: AuditAction, container: Container
    ) -> None:
        self._room.authority.trail.record(
            connection,
            actor,
            action,
            f"container:{container.id}",
            details={"parts": len(container.parts), "action": container.action.value},
        )


def _found(connection: Connection, container_id: str, actor: Actor) -> Container:
    container = records.containers.find(connection, container_id)
    if container is None or not actor.scope.includes(container.scope):
        raise ContainerMissingError(f"There is no container {container_id[:40]!r}.")
    return container


def _open(connection: Connection, container_id: str, actor: Actor) -> Container:
    container = _found(connection, container_id, actor)
    if container.remediation is not None:
        raise ContainerClosedError(
            f"This container has been proposed as {container.remediation} and takes nothing more. "
            "Open another one."
        )
    if container.discarded is not None:
        raise ContainerClosedError(
            f"{container.discarded.name} has discarded this container. Open another one."
        )
    return container


def _wish(container: Container) -> Wish:
    return Wish(
        action=container.action,
        filter=container.filter,
        name=container.name,
        severity=container.severity,
        description=container.description,
    )


def _hands(container: Container) -> list[Hand]:
    """Whoever took something out chose as much as whoever added."""
    added = {part.person for part in container.parts}
    removed = {part.removed.person for part in container.parts if part.removed}
    return [
        Hand(person=container.author, part=Part.CREATED),
        *(Hand(person=person, part=Part.ADDED) for person in sorted(added)),
        *(Hand(person=person, part=Part.EDITED) for person in sorted(removed)),
    ]
