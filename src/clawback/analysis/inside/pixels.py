"""A picture as plain bytes, known without loading what decodes or reads one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pixels:
    """A grey picture: one byte a pixel, rows from the top, 255 is white."""

    width: int
    height: int
    data: bytes
