"""Reads the Sieve scripts of an account as the master user."""

from __future__ import annotations

import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, cast

from clawback.mailboxes.imap.connection import said
from clawback.mailboxes.imap.managesieve.wire import Answer, Atom, WireError, answer, literal
from clawback.mailboxes.port import LoginRefusedError, RefusedError, ServerUnavailableError
from clawback.mailboxes.rules.port import Language, Script
from clawback.mailboxes.settings import ImapSettings, MasterLogin, Tls

_MOST_SCRIPTS = 100


class ManageSieve:
    """The ManageSieve service beside an IMAP server. Safe to be used by many threads."""

    def __init__(self, settings: ImapSettings, port: int) -> None:
        self._settings, self._port = settings, port

    def knock(self) -> None:
        """Whether it answers as ManageSieve does.

        Raises:
            ServerUnavailableError: it does not.
        """
        with self._connected():
            pass

    def scripts(self, account: str) -> tuple[Script, ...]:
        """All scripts of an account.

        Raises:
            LoginRefusedError: it refuses the master user, or knows no such account.
            RefusedError: it understood and said no.
            ServerUnavailableError: it does not answer.
        """
        with self._connected() as wire:
            self._log_in(wire, account)
            listed = wire.ensured(b"LISTSCRIPTS")
            found = tuple(
                self._script(wire, name, active=active)
                for name, active in list(_named(listed))[:_MOST_SCRIPTS]
            )
            wire.leave()
        return found

    @contextmanager
    def _connected(self) -> Iterator[_Wire]:
        settings = self._settings
        address = (settings.host, self._port)
        try:
            end = socket.create_connection(address, timeout=settings.connect_seconds)
        except OSError as error:
            raise self._silent(error) from error
        wire = _Wire(end)
        try:
            end.settimeout(settings.read_seconds)
            wire.ensured(b"")  # its greeting
            if settings.tls is not Tls.NONE:
                wire.ensured(b"STARTTLS")
                wire.protect(self._context(), settings.host)
                wire.ensured(b"")
            yield wire
        except (OSError, WireError) as error:
            raise self._silent(error) from error
        finally:
            wire.close()

    def _context(self) -> ssl.SSLContext:
        ca_file = self._settings.ca_file
        return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)

    def _log_in(self, wire: _Wire, account: str) -> None:
        """SASL PLAIN (RFC 4616), as IMAP's login of the same settings."""
        settings = self._settings
        owner, user = account, settings.master_user
        if settings.login is MasterLogin.SEPARATOR:
            owner, user = "", f"{account}{settings.separator}{settings.master_user}"
        word = b64encode(f"{owner}\0{user}\0{settings.password()}".encode())
        answered = wire.ask(b'AUTHENTICATE "PLAIN" ' + literal(word))
        if answered.status != "OK":
            raise LoginRefusedError(
                f"The ManageSieve service of {settings.name} does not let us in: "
                f"{said(answered.said.encode())}"
            )

    def _script(self, wire: _Wire, name: bytes, *, active: bool) -> Script:
        (words,) = wire.ensured(b"GETSCRIPT " + literal(name)).lines[:1] or ((b"",),)
        text = words[0] if words else b""
        if isinstance(text, Atom):
            raise WireError("a script is no string")
        return Script(
            name=name.decode("utf-8", "replace"),
            language=Language.SIEVE,
            active=active,
            text=text.decode("utf-8", "replace"),
        )

    def _silent(self, why: object) -> ServerUnavailableError:
        reason = "it did not answer in time" if isinstance(why, TimeoutError) else str(why)
        return ServerUnavailableError(
            f"The ManageSieve service of {self._settings.name} is not available: {reason}."
        )


class _Wire:
    """One connection: a command, an answer."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._stream = cast("BinaryIO", end.makefile("rb"))

    def protect(self, context: ssl.SSLContext, host: str) -> None:
        """TLS from here on; what came before it, unasked, is not believed."""
        self._stream.close()
        self._end = context.wrap_socket(self._end, server_hostname=host)
        self._stream = cast("BinaryIO", self._end.makefile("rb"))

    def ask(self, command: bytes) -> Answer:
        """What a command gets; nothing is sent for an empty one."""
        if command:
            self._end.sendall(command + b"\r\n")
        return answer(self._stream)

    def ensured(self, command: bytes) -> Answer:
        """What a command gets when the server says OK.

        Raises:
            RefusedError: it says no.
        """
        answered = self.ask(command)
        if answered.status == "BYE":
            raise WireError(said(answered.said.encode()))
        if answered.status != "OK":
            raise RefusedError(
                f"The ManageSieve service refused us: {said(answered.said.encode())}"
            )
        return answered

    def leave(self) -> None:
        with suppress(OSError):
            self._end.sendall(b"LOGOUT\r\n")

    def close(self) -> None:
        with suppress(OSError):
            self._stream.close()
        with suppress(OSError):
            self._end.close()


def _named(listed: Answer) -> Iterator[tuple[bytes, bool]]:
    """Each script's name, and whether it is the active one."""
    for words in listed.lines:
        if words and isinstance(words[0], bytes):
            active = any(isinstance(one, Atom) and one.text.upper() == "ACTIVE" for one in words)
            yield words[0], active
