"""The web server of this process: bound first, stopped by a signal, in bounded time."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from threading import Thread
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from clawback.model.errors import BadInputError, UnavailableError

_GRACE = 10  # seconds that requests under way get to finish
# Seconds that a connection may lie idle. Proxies keep theirs for a minute, and lose a request that
# they send on one which is being closed.
_KEPT_OPEN = 75
_BACKLOG = 128
_PORTS = range(1 << 16)


class AddressTakenError(UnavailableError):
    """The server cannot listen at this address."""

    code = "address_taken"


@dataclass(frozen=True, slots=True)
class Listen:
    """Where to listen; port 0 takes any free one."""

    host: str
    port: int

    @staticmethod
    def read(text: str) -> Listen:
        """From `HOST:PORT`, with an IPv6 address in brackets.

        Raises:
            BadInputError: it is something else.
        """
        host, colon, port = text.rpartition(":")
        if not colon or not host or not port.isdecimal() or int(port) not in _PORTS:
            raise BadInputError(f"{text!r} is not HOST:PORT, such as 127.0.0.1:8025.")
        return Listen(host.removeprefix("[").removesuffix("]"), int(port))


def bind(listen: Listen, choice: str = "--http") -> socket.socket:
    """A listening socket, so that the port is ours before anything else is started.

    `choice` is where another address can be chosen.

    Raises:
        AddressTakenError: somebody else has it, or it is not an address of this machine.
    """
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            listen.host, listen.port, type=socket.SOCK_STREAM
        )[0]
        return _listening(socket.socket(family, kind, protocol), place)
    except OSError as error:
        raise AddressTakenError(
            f"Cannot listen at {listen.host} port {listen.port}: {error.strerror}. "
            f"Stop what uses it, or choose another address with {choice}."
        ) from error


def _listening(bound: socket.socket, place: tuple[object, ...]) -> socket.socket:
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(place)
        bound.listen(_BACKLOG)
    except OSError:
        bound.close()
        raise
    return bound


def address(bound: socket.socket) -> str:
    """The URL at which the socket is reached from this machine."""
    host, port = bound.getsockname()[:2]
    reach = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not bound
    return f"http://[{reach}]:{port}" if ":" in reach else f"http://{reach}:{port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """How requests are read: in native code or not, and which proxies are believed."""

    native: bool = False
    proxies: tuple[str, ...] = ()


PLAIN = Front()


class WebServer:
    """Serves an application on a bound socket until told to stop.

    `stopping` is called in the server's loop then, to end answers that would go on for ever.
    """

    def __init__(
        self,
        application: ASGIApp,
        bound: socket.socket,
        *,
        stopping: Callable[[], None] = lambda: None,
        front: Front = PLAIN,
    ) -> None:
        self._bound = bound
        self._server = _Uvicorn(
            stopping,
            uvicorn.Config(
                application,
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="off",
                timeout_graceful_shutdown=_GRACE,
                timeout_keep_alive=_KEPT_OPEN,
                http="httptools" if front.native else "h11",
                forwarded_allow_ips=list(front.proxies) or None,
            ),
        )

    def run(self) -> None:
        """Serves until SIGTERM, SIGINT or `stop`; requests under way are finished. Main thread."""
        with self._signals():
            self._server.run(sockets=[self._bound])

    def stop(self) -> None:
        self._server.should_exit = True

    @contextmanager
    def beside(self) -> Iterator[None]:
        """Serves in a thread of its own while the block runs."""
        thread = Thread(target=self._server.run, kwargs={"sockets": [self._bound]}, name="http")
        thread.start()
        try:
            yield
        finally:
            self.stop()
            thread.join()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        def stop(_: int, __: FrameType | None) -> None:
            self.stop()

        before = {one: signal.signal(one, stop) for one in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


class _Uvicorn(uvicorn.Server):
    # uvicorn raises a caught signal again when it has stopped, which would end the process before
    # the other parts are closed.
    capture_signals = nullcontext  # type: ignore[assignment]

    def __init__(self, stopping: Callable[[], None], config: uvicorn.Config) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping()
        await super().shutdown(sockets)
