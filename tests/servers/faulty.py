"""Engines that misbehave: each takes calls on loopback and does one wrong thing with them."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TypeAlias

Deed: TypeAlias = Callable[[socket.socket, Event], None]


def silent(_: socket.socket, ended: Event) -> None:
    """Takes the call and says nothing."""
    ended.wait()


def closing(_: socket.socket, __: Event) -> None:
    """Hangs up at once."""


def hanging_up_late(line: socket.socket, _: Event) -> None:
    """Reads the beginning of the request, then hangs up."""
    line.recv(64)


def trickling(line: socket.socket, ended: Event) -> None:
    """Answers a byte now and then, each soon enough for a clock that starts anew with each."""
    while not ended.wait(0.05):
        line.sendall(b" ")


def endless(line: socket.socket, ended: Event) -> None:
    """Answers as fast as it can, without end."""
    while not ended.is_set():
        line.sendall(b"stream: " * 8192)


def saying(answer: bytes) -> Deed:
    """Reads what comes at first, answers one thing, and hangs up."""

    def say(line: socket.socket, _: Event) -> None:
        line.recv(1 << 16)
        line.sendall(answer)
        line.shutdown(socket.SHUT_WR)
        with suppress(OSError):
            while line.recv(1 << 16):
                pass

    return say


@contextmanager
def engine(deed: Deed) -> Iterator[str]:
    """The address of an engine that does this with every call."""
    ended = Event()
    threads: list[Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as door:

        def take() -> None:
            while not ended.is_set():
                with suppress(OSError):
                    line, _ = door.accept()
                    thread = Thread(target=serve, args=(line,), daemon=True)
                    threads.append(thread)
                    thread.start()

        def serve(line: socket.socket) -> None:
            with line, suppress(OSError):
                deed(line, ended)

        taker = Thread(target=take, daemon=True)
        taker.start()
        host, port = door.getsockname()
        yield f"{host}:{port}"
        ended.set()
        with suppress(OSError):
            socket.create_connection((host, port), 1).close()
        for thread in (taker, *threads):
            thread.join(5)


def nobody() -> str:
    """An address on loopback at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        host, port = door.getsockname()
        return f"{host}:{port}"
