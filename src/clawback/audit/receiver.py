"""Sends syslog messages to a receiver, and knows whether they have arrived.

Syslog has no acknowledgement. Over TCP and TLS a batch counts as arrived only when the receiver's
machine has taken every byte, the connection then stayed open for a moment, and the receiver closed
it after us and without a reset: a process that was killed has closed it before, or leaves bytes
unread, which resets it. What did not arrive so is sent again, so it may come twice and is never
left out.
"""

from __future__ import annotations

import fcntl
import select
import socket
import ssl
import struct
import termios
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Protocol, TypeAlias
from urllib.parse import urlsplit

from clawback.audit.syslog import framed
from clawback.model.errors import UnavailableError

_TIMEOUT = 10.0  # seconds for each wait
_SETTLE = 0.2  # seconds that the receiver must still be there after it took the last byte
_LOOK = 0.01  # seconds between looks at what the other machine has taken
_BLOCK = 4096

Connection: TypeAlias = socket.socket | ssl.SSLSocket


class ReceiverUnavailableError(UnavailableError):
    """The receiver of the audit trail does not take it."""

    code = "audit_receiver_unavailable"


class Receiver(Protocol):
    """Where messages go."""

    def send(self, messages: Sequence[bytes]) -> None:
        """Sends them, and returns when they have arrived as far as can be known.

        Raises:
            ReceiverUnavailableError: some may not have; send all of them again.
        """
        ...


def receiver_at(address: str, *, ca: Path | None = None) -> Receiver:
    """The receiver at `udp://`, `tcp://` or `tls://` HOST:PORT."""
    split = urlsplit(address)
    place = (split.hostname or "", split.port or 0)
    if split.scheme == "udp":
        return UdpReceiver(*place)
    return StreamReceiver(*place, tls=_context(ca) if split.scheme == "tls" else None)


class UdpReceiver:
    """One datagram a message (RFC 5426); nobody knows whether it arrives."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port

    def send(self, messages: Sequence[bytes]) -> None:
        try:
            family, kind, protocol, _, place = socket.getaddrinfo(
                self._host, self._port, type=socket.SOCK_DGRAM
            )[0]
            with closing(socket.socket(family, kind, protocol)) as sending:
                for message in messages:
                    sending.sendto(message, place)
        except OSError as error:
            raise _unavailable(self._host, self._port, error) from error


class StreamReceiver:
    """A connection for each batch, over TCP (RFC 6587) or TLS (RFC 5425)."""

    def __init__(self, host: str, port: int, *, tls: ssl.SSLContext | None) -> None:
        self._host = host
        self._port = port
        self._tls = tls

    def send(self, messages: Sequence[bytes]) -> None:
        try:
            with closing(self._connected()) as connection:
                connection.sendall(b"".join(map(framed, messages)))
                _await_taken(connection)
                _await_close(connection)
        except OSError as error:
            raise _unavailable(self._host, self._port, error) from error

    def _connected(self) -> Connection:
        plain = socket.create_connection((self._host, self._port), timeout=_TIMEOUT)
        if self._tls is None:
            return plain
        try:
            return self._tls.wrap_socket(plain, server_hostname=self._host)
        except BaseException:
            plain.close()
            raise


def _await_taken(connection: Connection) -> None:
    """Until the other machine has every byte, and a moment more; raises when it closes."""
    until = time.monotonic() + _TIMEOUT
    settled = None
    while settled is None or time.monotonic() < settled:
        _still_open(connection)
        if _untaken(connection):
            settled = None
            if time.monotonic() > until:
                raise TimeoutError("it takes nothing")
        elif settled is None:
            settled = time.monotonic() + _SETTLE


def _still_open(connection: Connection) -> None:
    """Reads what a receiver should not say (and TLS's own), for a moment; raises at its end."""
    ready, _, _ = select.select([connection], [], [], _LOOK)
    if not ready:
        return
    connection.settimeout(_LOOK)
    with suppress(TimeoutError, ssl.SSLWantReadError):
        if not connection.recv(_BLOCK):
            raise ConnectionResetError("it closed the connection too early")
    connection.settimeout(_TIMEOUT)


def _await_close(connection: Connection) -> None:
    """Says that this was all, and waits until the receiver has read it and closes."""
    if isinstance(connection, ssl.SSLSocket):
        # Some close without TLS's own goodbye; a reset is still an error.
        with suppress(ssl.SSLEOFError, ssl.SSLZeroReturnError):
            connection.unwrap()
        return
    connection.shutdown(socket.SHUT_WR)
    while connection.recv(_BLOCK):
        pass


def _untaken(connection: Connection) -> int:
    """Bytes that were sent and not taken by the other machine yet (Linux: SIOCOUTQ)."""
    answer = fcntl.ioctl(connection, termios.TIOCOUTQ, struct.pack("i", 0))
    return int(struct.unpack("i", answer)[0])


def _context(ca: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca)
    except (OSError, ssl.SSLError) as error:
        raise ReceiverUnavailableError(
            f"The certificates in audit.syslog_ca cannot be read: {error.strerror}."
        ) from error


def _unavailable(host: str, port: int, error: OSError) -> ReceiverUnavailableError:
    return ReceiverUnavailableError(
        f"The syslog receiver at {host} port {port} did not take the audit trail: "
        f"{error.strerror or error}. It is sent again."
    )
