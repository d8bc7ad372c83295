"""A container: a named collection that several people add deliveries to before it is proposed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from clawback.model.delivery import DeliveryKey
from clawback.model.errors import BadInputError, ConflictError, NotFoundError
from clawback.model.scope import EVERYWHERE, Scope
from clawback.remediation.action import Action, Severity

MOST_TEXT = 256 * 1024  # characters of all its filters together, as of one filter


class ContainerMissingError(NotFoundError):
    """There is no such container."""

    code = "container_missing"


class ContainerClosedError(ConflictError):
    """This container has been proposed already and takes nothing more. Open another one."""

    code = "container_closed"


class ContainerEmptyError(BadInputError):
    """Nothing has been added to this container, so there is nothing to propose."""

    code = "container_empty"


class ContainerFullError(BadInputError):
    """The filters of this container are too long together. Propose it, and open another one."""

    code = "container_full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What one person added: the deliveries that a filter finds when the container is proposed."""

    filter: str
    person: str
    added_by_name: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A container as it stands; `remediation` is set once it was proposed.

    `scope` is that of whoever changed it last: only those see it whose own scope includes it.
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
    scope: Scope = EVERYWHERE

    @property
    def filter(self) -> str:
        """Everything that was added, as one filter."""
        return " OR ".join(f"({part.filter})" for part in self.parts)


def filter_of(keys: tuple[DeliveryKey, ...]) -> str:
    """The filter that finds just these deliveries."""
    return " OR ".join(
        f"(network_message_id:{quoted(key.network_message_id)} recipient:{quoted(key.recipient)})"
        for key in keys
    )


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
