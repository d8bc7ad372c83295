"""A container: a named collection that several people add deliveries to before it is proposed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from clawback.filters.write import write
from clawback.model.errors import BadInputError, ConflictError, NotFoundError
from clawback.model.scope import EVERYWHERE, Scope
from clawback.remediation.action import Action, Severity
from clawback.remediation.choice import Names

MOST_TEXT = 256 * 1024  # characters of all its filters together, as of one filter


class ContainerMissingError(NotFoundError):
    """There is no such container."""

    code = "container_missing"


class ContainerClosedError(ConflictError):
    """This container was proposed or discarded and takes nothing more. Open another one."""

    code = "container_closed"


class ContainerEmptyError(BadInputError):
    """Nothing has been added to this container, so there is nothing to propose."""

    code = "container_empty"


class ContainerFullError(BadInputError):
    """The filters of this container are too long together. Propose it, and open another one."""

    code = "container_full"


class PartMissingError(BadInputError):
    """This container has no such part, or it was taken out before."""

    code = "container_part_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """Who took a part out of a container again, and when."""

    person: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What one person added: the deliveries that a filter finds when the container is proposed.

    What was `removed` stays to be read, and finds nothing any more.
    """

    filter: str
    person: str
    added_by_name: str
    added_at: datetime
    removed: Removal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A container as it stands; `remediation` is set once it was proposed.

    Parts are numbered from 0, in order. `discarded` is set once somebody threw it away. `scope` is
    that of whoever changed it last: only those see it whose own scope includes it.
    """

    id: str
    action: Action
    name: str
    severity: Severity
    description: str
    created_at: datetime
    author: str
    created_by_name: str
    parts: tuple[Addition, ...] = ()
    remediation: str | None = None
    discarded: Removal | None = None
    scope: Scope = EVERYWHERE

    @property
    def filter(self) -> str:
        """Everything that was added and not taken out, as one filter."""
        return " OR ".join(f"({part.filter})" for part in self.parts if part.removed is None)

    @property
    def empty(self) -> bool:
        return all(part.removed for part in self.parts)

    def without_part(self, number: int, removal: Removal) -> Container:
        """The container after somebody took a part out; raises `PartMissingError`."""
        if not 0 <= number < len(self.parts) or self.parts[number].removed:
            raise PartMissingError(f"The container {self.id} has no part {number} in it.")
        parts = list(self.parts)
        parts[number] = replace(parts[number], removed=removal)
        return replace(self, parts=tuple(parts))


def filter_of(names: Names) -> str:
    """The filter that finds just what is named."""
    named = [
        f"(network_message_id:{quoted(message)} recipient:{quoted(recipient)})"
        for message, recipient in sorted(names.keys)
    ]
    if names.ids:
        named.append(write(Names(ids=names.ids).tree))
    return " OR ".join(named)


def bounded(text: str, since: datetime | None, until: datetime | None) -> str:
    """The filter with its bounds in time as a part of it; `since` is included, `until` is not."""
    bounds = [f"time_received>={since.isoformat()}"] if since else []
    bounds += [f"time_received<{until.isoformat()}"] if until else []
    if not bounds:
        return text
    return " ".join([f"({text})", *bounds] if text.strip() else bounds)


def quoted(value: str) -> str:
    """The value as a filter takes it, whatever is in it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
