"""How mails go to a parsing child and how answers come back: plain lengths and bytes, no pickle.

A block is a count, that many lengths, then the mails; all numbers are 32 bits, big-endian. Each
answer is a length and that many bytes of JSON; length 0 says that memory ran out.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import BinaryIO

READY = b"clawback analysis 2\n"  # the process that forks children is warm
BIRTH = b"+"  # asks it for a child; two pipes come along
OUT_OF_MEMORY = b"\0\0\0\0"
NUMBER = 4  # bytes of a number
_LARGEST_ANSWER = 64 * 1024 * 1024


class FrameError(Exception):
    """What came through the pipe is no answer."""


def block(raws: Sequence[bytes]) -> bytes:
    """The bytes that hand `raws` to a child."""
    lengths = struct.pack(f">{len(raws) + 1}I", len(raws), *map(len, raws))
    return b"".join((lengths, *raws))


def read_block(stream: BinaryIO) -> list[bytes]:
    """The mails of the next block; empty at the end of the stream."""
    start = stream.read(NUMBER)
    if len(start) < NUMBER:
        return []
    count = int.from_bytes(start, "big")
    lengths = struct.unpack(f">{count}I", stream.read(NUMBER * count))
    return [stream.read(length) for length in lengths]


def answer(data: bytes) -> bytes:
    """The bytes that bring `data` back."""
    return len(data).to_bytes(NUMBER, "big") + data


def take_answer(buffer: bytearray) -> bytes | None:
    """Take the next whole answer out of `buffer`; `None` while it is not all there."""
    if len(buffer) < NUMBER:
        return None
    length = int.from_bytes(buffer[:NUMBER], "big")
    if length > _LARGEST_ANSWER:
        raise FrameError("An answer is longer than any message.")
    if len(buffer) < NUMBER + length:
        return None
    data = bytes(buffer[NUMBER : NUMBER + length])
    del buffer[: NUMBER + length]
    return data
