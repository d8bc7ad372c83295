"""Containers through the API, as methods; errors as in `transport.py`."""

from __future__ import annotations

from typing import TypedDict, cast

from clawback.client.shapes import Names, Remediation
from clawback.client.transport import Body, Transport

_ROOT = "/api/v1/remediation-containers"


class Part(TypedDict):
    """What one person added; one with `removed_at` was taken out again."""

    number: int
    filter: str
    added_by: str
    added_at: str
    removed_by: str
    removed_at: str | None


class Container(TypedDict):
    """A container; `remediation_id` is what became of it, unless it was discarded."""

    id: str
    action: str
    name: str
    severity: str
    description: str
    created_at: str
    created_by: str
    parts: list[Part]
    remediation_id: str | None
    discarded_by: str
    discarded_at: str | None


class Addition(TypedDict):
    """What is added: what a filter finds, of that only what is named, or what is named alone."""

    filter: str | None
    since: str | None
    until: str | None
    only: Names | None


class Containers:
    """The containers of one server."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def open(self, *, action: str, name: str, severity: str, description: str) -> Container:
        """A new one, with nothing in it."""
        wish = {"action": action, "name": name, "severity": severity, "description": description}
        return self._container("POST", "", Body.of(wish))

    def newest(self, limit: int, *, closed: bool = False) -> list[Container]:
        """The newest ones, at most 100: the open ones, or those proposed or discarded."""
        page = self._transport.json("GET", _ROOT, query={"limit": limit, "closed": closed})
        return cast("list[Container]", page["items"])

    def get(self, container_id: str) -> Container:
        """One as it stands."""
        return self._container("GET", f"/{container_id}")

    def add(self, container_id: str, addition: Addition) -> Container:
        """Adds to it."""
        return self._container("POST", f"/{container_id}/add", Body.of(addition))

    def remove(self, container_id: str, number: int) -> Container:
        """Takes a part out again."""
        return self._container("POST", f"/{container_id}/remove", Body.of({"number": number}))

    def discard(self, container_id: str) -> Container:
        """Throws it away."""
        return self._container("DELETE", f"/{container_id}")

    def propose(self, container_id: str) -> Remediation:
        """Freezes and proposes what it finds now."""
        path = f"{_ROOT}/{container_id}/propose"
        return cast("Remediation", self._transport.json("POST", path))

    def _container(self, method: str, path: str, body: Body | None = None) -> Container:
        return cast("Container", self._transport.json(method, _ROOT + path, body=body))
