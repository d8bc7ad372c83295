"""A UNIX socket for a mail server on the same machine."""

from __future__ import annotations

import asyncio
import errno
import socket
from asyncio import BaseProtocol, Server, StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from pathlib import Path

_MODE = 0o660  # who is in the folder's group may speak; who else is on the machine may not


async def listen_at(
    path: Path, serve: Callable[[StreamReader, StreamWriter], Awaitable[None]]
) -> Server:
    """Listens at `path`, for its owner and group; a socket that nobody listens at is replaced.

    Raises:
        OSError: somebody listens there, something else lies there, or the folder is missing.
    """
    _must_be_free(path)
    server = await asyncio.start_unix_server(serve, path)
    _open_to_group(path)
    return server


async def serve_at(path: Path, protocol: Callable[[], BaseProtocol]) -> Server:
    """`listen_at` for a protocol of one's own, one for each connection."""
    _must_be_free(path)
    server = await asyncio.get_running_loop().create_unix_server(protocol, path)
    _open_to_group(path)
    return server


def remove(path: Path) -> None:
    """Takes the socket away."""
    path.unlink(missing_ok=True)


def _must_be_free(path: Path) -> None:
    if _answers(path):
        raise OSError(errno.EADDRINUSE, "somebody listens there")


def _open_to_group(path: Path) -> None:
    path.chmod(_MODE)


def _answers(path: Path) -> bool:
    if not path.is_socket():
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except (ConnectionRefusedError, FileNotFoundError):
            return False
        return True
