"""A connection to an engine: one deadline for all of it, and an end to what is taken from it."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

from clawback.analysis.providers.port import GarbledError, SilentError, UnreachableError

_PIECE = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where an engine listens: a host and a port, or the absolute path of a UNIX socket."""

    host: str = ""
    port: int = 0
    path: str = ""

    @classmethod
    def read(cls, text: str) -> Address:
        """Of `HOST:PORT`, `[IPv6]:PORT` or `/path`; raises `ValueError` for what is neither."""
        if text.startswith("/"):
            return cls(path=text)
        host, colon, port = text.rpartition(":")
        number = int(port) if port.isascii() and port.isdecimal() else 0
        if not (host and colon and 0 < number < 1 << 16):
            raise ValueError(
                "must be HOST:PORT, [IPv6]:PORT, or the absolute path of a UNIX socket"
            )
        return cls(host=host.strip("[]"), port=number)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.path or f"{host}:{self.port}"


def exchange(
    address: Address,
    request: Iterable[bytes],
    *,
    seconds: float,
    most: int,
    ended: bool = False,
) -> bytes:
    """Sends a request and gives all that is answered until the other side closes.

    `seconds` is for all of it together, so that an engine that answers a byte a second gains
    nothing; `most` is how many bytes are taken. `ended` says by half a close that the request ends.
    An engine may answer and close before it has read all: its answer is taken as it is.

    Raises:
        UnreachableError: nobody takes the call.
        SilentError: it did not end in time.
        GarbledError: it closes without a word, or answers without end.
    """
    until = monotonic() + seconds
    try:
        with _connected(address, until) as line:
            _send(line, request, until, ended=ended)
            return _answer(line, until, most)
    except TimeoutError:
        raise SilentError(f"It did not answer within {seconds:g} s.") from None
    except (BrokenPipeError, ConnectionResetError):
        raise GarbledError("It closed the connection without an answer.") from None
    except OSError as error:
        said = error.strerror or type(error).__name__
        raise UnreachableError(f"It cannot be reached: {said}.") from error


def _connected(address: Address, until: float) -> socket.socket:
    if not address.path:
        line = socket.create_connection((address.host, address.port), timeout=_left(until))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return line
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(_left(until))
        line.connect(address.path)
    except OSError:
        line.close()
        raise
    return line


def _send(line: socket.socket, request: Iterable[bytes], until: float, *, ended: bool) -> None:
    # What was closed already may have left an answer all the same.
    with suppress(BrokenPipeError, ConnectionResetError):
        for piece in request:
            line.settimeout(_left(until))
            line.sendall(piece)
        if ended:
            with suppress(OSError):  # nobody is there any more to be told
                line.shutdown(socket.SHUT_WR)


def _answer(line: socket.socket, until: float, most: int) -> bytes:
    answer = bytearray()
    while len(answer) <= most:
        line.settimeout(_left(until))
        try:
            piece = line.recv(_PIECE)
        except ConnectionResetError:
            if not answer:
                raise
            piece = b""
        if not piece:
            return bytes(answer)
        answer += piece
    raise GarbledError(f"Its answer has no end: {most} bytes are more than it ever needs.")


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left
