"""The mail servers, as methods; errors as in `transport.py`."""

from __future__ import annotations

from typing import TypedDict, cast
from urllib.parse import quote

from clawback.client.transport import Body, Transport

_ROOT = "/api/v1/mail-servers"


class FolderFound(TypedDict):
    """A folder of a mailbox; `place` is what it is for, if it is not its owner's own."""

    name: str
    place: str | None


class Abilities(TypedDict):
    """What a server can do for us."""

    move: bool
    hidden_recoverable: bool
    stable_ids: bool
    rules: bool


class MailServerTest(TypedDict):
    """What a look at a mailbox found; `trouble` is empty when all went well."""

    server: str
    account: str
    signed_in: bool
    seconds: float
    folders: list[FolderFound]
    capabilities: Abilities | None
    missing: list[str]
    trouble: str


class MailServersClient:
    """Whether we may come in."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def test(self, name: str, address: str) -> MailServerTest:
        """Signs in to a mailbox and looks around, without changing anything in it."""
        body = Body.of({"address": address})
        path = f"{_ROOT}/{quote(name, safe='')}/test"
        return cast("MailServerTest", self._transport.json("POST", path, body=body))
