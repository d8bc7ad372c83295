"""What the server runs on, for a report and before an update. Tells no path, address or user."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from clawback.http.part import part
from clawback.model.errors import ClawbackError

router = APIRouter(tags=["system"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """Asks what mail events and what everything else is kept in; both may raise."""

    store: Callable[[], str]
    database: Callable[[], str]


class VersionsOut(BaseModel):
    """Versions as text; an engine that does not answer is `null`."""

    clawback: str
    python: str
    store: str | None = Field(description="Of mail events, such as `DuckDB 2.0.3`.")
    database: str | None = Field(description="Of all other state, such as `SQLite 3.53.1`.")


@router.get("/versions", operation_id="versions")
def versions(engines: Annotated[Engines, Depends(part(Engines))]) -> VersionsOut:
    """Which Clawback, Python and engines are at work."""
    return VersionsOut(
        clawback=version("clawback"),
        python=platform.python_version(),
        store=_asked(engines.store),
        database=_asked(engines.database),
    )


def _asked(engine: Callable[[], str]) -> str | None:
    try:
        return engine()
    except ClawbackError:
        return None  # why it does not answer, the checks say
