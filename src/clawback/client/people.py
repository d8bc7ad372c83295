"""The API of people, roles and tokens as methods; errors as in `transport.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from clawback.client.json import JsonObject
from clawback.client.shapes import IssuedToken, Person, PersonSession, Role, SetUp
from clawback.client.transport import Body, Transport

_ROOT = "/api/v1"


class PeopleClient:
    """People, roles and tokens of one server."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def every(self) -> list[Person]:
        """Everybody, by login name."""
        return cast("list[Person]", self._get("/people")["items"])

    def create(self, wanted: Mapping[str, object]) -> SetUp:
        """Makes an account: `login`, `name`, `roles`, `scope`."""
        return cast("SetUp", self._post("/people", wanted))

    def edit(self, person_id: str, changes: Mapping[str, object]) -> Person:
        """Changes what is named of `login`, `name`, `roles`, `scope`."""
        path = f"{_ROOT}/people/{person_id}"
        return cast("Person", self._transport.json("PATCH", path, body=Body.of(dict(changes))))

    def disable(self, person_id: str) -> Person:
        """Shuts somebody out."""
        return cast("Person", self._post(f"/people/{person_id}/disable"))

    def enable(self, person_id: str) -> Person:
        """Lets somebody in again."""
        return cast("Person", self._post(f"/people/{person_id}/enable"))

    def reset_link(self, person_id: str, *, forget_factors: bool) -> SetUp:
        """A new setup link."""
        body = {"forget_factors": forget_factors}
        return cast("SetUp", self._post(f"/people/{person_id}/reset-link", body))

    def sessions(self, person_id: str) -> list[PersonSession]:
        """Somebody's sessions, newest first."""
        return cast("list[PersonSession]", self._get(f"/people/{person_id}/sessions")["items"])

    def end_sessions(self, person_id: str) -> int:
        """Ends all of them; how many there were."""
        path = f"{_ROOT}/people/{person_id}/sessions"
        return cast("int", self._transport.json("DELETE", path)["ended"])

    def roles(self) -> list[Role]:
        """Every role with what it may do."""
        return cast("list[Role]", self._get("/roles")["items"])

    def create_token(
        self,
        *,
        name: str,
        role: str,
        days: int,
        permissions: Sequence[str] = (),
        scope: Mapping[str, Sequence[str]] | None = None,
        networks: Sequence[str] = (),
    ) -> IssuedToken:
        """Makes a service's token."""
        wanted: dict[str, object] = {"name": name, "role": role, "days": days}
        limits = {"permissions": list(permissions), "scope": scope, "networks": list(networks)}
        wanted |= {key: value for key, value in limits.items() if value}
        return cast("IssuedToken", self._post("/tokens", wanted))

    def _get(self, path: str) -> JsonObject:
        return self._transport.json("GET", _ROOT + path)

    def _post(self, path: str, body: Mapping[str, object] | None = None) -> JsonObject:
        sent = None if body is None else Body.of(dict(body))
        return self._transport.json("POST", _ROOT + path, body=sent)


def scope_of(domains: Sequence[str], tags: Sequence[str]) -> dict[str, Sequence[str]]:
    """A scope as the API takes it."""
    return {"domains": list(domains), "tags": list(tags)}
