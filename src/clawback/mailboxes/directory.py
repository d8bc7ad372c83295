"""Which server holds whose mailbox."""

from __future__ import annotations

from collections.abc import Iterable

from clawback.mailboxes.port import MailServer
from clawback.model.errors import BadInputError, NotFoundError


class Directory:
    """The organisation's mail servers, in the order of the settings; the first that knows wins."""

    def __init__(self, servers: Iterable[MailServer]) -> None:
        self._servers: dict[str, MailServer] = {}
        for server in servers:
            if server.name in self._servers:
                raise BadInputError(f"Two mail servers are named {server.name}. Rename one.")
            self._servers[server.name] = server

    @property
    def servers(self) -> tuple[MailServer, ...]:
        """All of them, in order."""
        return tuple(self._servers.values())

    def server_for(self, recipient: str) -> tuple[MailServer, str] | None:
        """The server and account of an address; `None` when no server holds its mailbox."""
        for server in self._servers.values():
            account = server.account(recipient)
            if account is not None:
                return server, account
        return None

    def named(self, name: str) -> MailServer:
        """The server of this name.

        Raises:
            NotFoundError: there is none.
        """
        try:
            return self._servers[name]
        except KeyError:
            raise NotFoundError(f"No mail server is named {name}.") from None
