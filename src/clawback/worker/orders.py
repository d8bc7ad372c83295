"""What a worker process is told by its server, over the line between them.

First the orders, then single bytes each way. Both sides are this program in this version, so that
orders are written as Python writes its values; nobody else can reach the line.
"""

from __future__ import annotations

import pickle
import socket
import struct
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from pydantic import SecretStr

from clawback.mailboxes.settings import MailboxesTable
from clawback.remediation.surprise import Threshold

_SIZE = struct.Struct("!I")


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """Where the state is, which mail servers there are, how careful to be, and what to log.

    An empty `state_url` is SQLite in the folder. `log_level` is a level of `logging`. The process
    leaves after `idle_seconds` without work.
    """

    folder: Path
    state_url: SecretStr
    mailboxes: tuple[MailboxesTable, ...]
    threshold: Threshold
    log_level: int
    idle_seconds: float = 60.0


class Word(Enum):
    """What is said on the line, one byte each."""

    WAKE = b"w"  # to the worker: there may be something to do
    STOP = b"s"  # to the worker: finish what is under way, and leave
    ENDED = b"e"  # from the worker: attempts ended, and others go on
    RESTED = b"r"  # from the worker: nothing is under way any more; attempts may have ended


def write_orders(line: socket.socket, orders: Orders) -> None:
    """Raises `OSError` when nobody reads."""
    data = pickle.dumps(orders)
    line.sendall(_SIZE.pack(len(data)) + data)


def read_orders(line: socket.socket) -> Orders:
    """Raises `EOFError` when the server is gone."""
    (size,) = _SIZE.unpack(_read(line, _SIZE.size))
    orders: Orders = pickle.loads(_read(line, size))  # noqa: S301 - from our own parent alone
    return orders


def _read(line: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        chunk = line.recv(size - len(data))
        if not chunk:
            raise EOFError
        data += chunk
    return bytes(data)
