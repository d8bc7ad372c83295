"""Small pictures (PNG, 8-bit RGB): a logo, a photograph of sorts."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from random import Random
from typing import TypeAlias

Colour: TypeAlias = tuple[int, int, int]
_WHITE: Colour = (255, 255, 255)


def logo(colour: Colour, size: int = 48) -> bytes:
    """A ring with a bar, in the colour given."""
    middle, outer, inner = size / 2, (size / 2) ** 2, (size / 3.2) ** 2

    def shade(x: int, y: int) -> Colour:
        distance = (x - middle) ** 2 + (y - middle) ** 2
        in_bar = abs(y - middle) < size / 14
        return colour if inner < distance < outer or (in_bar and distance < outer) else _WHITE

    return _png(size, size, shade)


def photo(random: Random, width: int = 96, height: int = 72) -> bytes:
    """A grainy gradient, as large as a picture of its size would be."""
    near, far = ([random.randint(30, 220) for _ in range(3)] for _ in range(2))

    def shade(x: int, y: int) -> Colour:
        part = (x + y) / (width + height)
        grain = random.getrandbits(4) - 8
        red, green, blue = (
            max(0, min(255, int(a + (b - a) * part) + grain))
            for a, b in zip(near, far, strict=True)
        )
        return red, green, blue

    return _png(width, height, shade)


def _png(width: int, height: int, shade: Callable[[int, int], Colour]) -> bytes:
    rows = b"".join(
        b"\0" + bytes(part for x in range(width) for part in shade(x, y)) for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
