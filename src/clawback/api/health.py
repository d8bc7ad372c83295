"""Whether the process lives, whether it can do its work, and its figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from clawback.api.errors import problem
from clawback.api.metrics import Metrics
from clawback.http.part import part
from clawback.model.errors import ClawbackError

router = APIRouter(tags=["health"])


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold for the server to do its work.

    `look` returns a sentence when it does not hold, else `None`; it may raise a `ClawbackError`.
    """

    name: str
    look: Callable[[], str | None]


class Checks:
    """Everything that must hold."""

    def __init__(self, every: Sequence[Check]) -> None:
        self._every = tuple(every)

    def failing(self) -> dict[str, str]:
        """A sentence for each check that does not hold, by name."""
        looked = {check.name: _looked(check) for check in self._every}
        return {name: sentence for name, sentence in looked.items() if sentence is not None}

    @property
    def names(self) -> list[str]:
        return [check.name for check in self._every]


class Alive(BaseModel):
    """The process lives."""

    status: Literal["alive"] = "alive"


class Ready(BaseModel):
    """The server can do its work; each check holds."""

    status: Literal["ready"] = "ready"
    checks: list[str]


@router.get("/healthz", operation_id="health")
async def health() -> Alive:
    """Whether the process lives; looks at nothing else."""
    return Alive()


@router.get("/readyz", operation_id="ready", response_model=Ready)
def ready(request: Request, checks: Annotated[Checks, Depends(part(Checks))]) -> Ready | Response:
    """Whether the server can do its work; 503 with a sentence for each check that fails."""
    failing = checks.failing()
    if not failing:
        return Ready(checks=checks.names)
    return problem(
        request.scope,
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        code="not_ready",
        title="The server cannot do its work.",
        detail=" ".join(failing.values()),
        extensions={"checks": failing},
    )


@router.get("/metrics", operation_id="metrics", response_class=Response)
def metrics(figures: Annotated[Metrics, Depends(part(Metrics))]) -> Response:
    """Figures in the text format of Prometheus."""
    return Response(figures.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


def _looked(check: Check) -> str | None:
    try:
        return check.look()
    except ClawbackError as error:
        return str(error)
