"""What a server runs on; errors as in `transport.py`."""

from __future__ import annotations

from typing import TypedDict


class Versions(TypedDict):
    """Versions as text; an engine that does not answer is `None`."""

    clawback: str
    python: str
    store: str | None
    database: str | None
