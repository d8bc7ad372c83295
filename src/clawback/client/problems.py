"""Problem details (RFC 9457) from the server → the errors that rooms raise."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import cast

from clawback.client.json import JsonObject
from clawback.model.errors import (
    BadInputError,
    ClawbackError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    UnauthenticatedError,
    UnavailableError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What the server said was wrong.

    `position` counts characters of the filter, from 0; `None` when the problem is not in a filter.
    """

    status: int
    code: str
    detail: str
    request_id: str = ""
    position: int | None = None
    length: int = 1
    hint: str = ""


class ProblemError(ClawbackError):
    """The server could not do what was asked."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


class BadInputProblemError(ProblemError, BadInputError):
    """The server cannot understand what was sent."""


class UnauthenticatedProblemError(ProblemError, UnauthenticatedError):
    """The server does not accept the token."""


class ForbiddenProblemError(ProblemError, ForbiddenError):
    """The token's role does not allow this."""


class NotFoundProblemError(ProblemError, NotFoundError):
    """The server knows no such thing."""


class ConflictProblemError(ProblemError, ConflictError):
    """The thing is not in a state that allows this."""


class UnavailableProblemError(ProblemError, UnavailableError):
    """The server, or a part of it, does not answer."""


_KINDS: dict[int, type[ProblemError]] = {
    400: BadInputProblemError,
    401: UnauthenticatedProblemError,
    403: ForbiddenProblemError,
    404: NotFoundProblemError,
    409: ConflictProblemError,
    413: BadInputProblemError,
    422: BadInputProblemError,
    429: UnavailableProblemError,
    502: UnavailableProblemError,
    503: UnavailableProblemError,
    504: UnavailableProblemError,
}


def error_of(status: int, body: bytes) -> ProblemError:
    """The error in an answer; also of one that is no problem document, such as a proxy's."""
    problem = _read(status, body)
    return _KINDS.get(status, ProblemError)(problem)


def _read(status: int, body: bytes) -> Problem:
    document = _document(body)
    if "detail" not in document:
        return Problem(status=status, code="error", detail=f"The server answered {status}.")
    position, length = document.get("position"), document.get("length")
    return Problem(
        status=status,
        code=str(document.get("code", "error")),
        detail=str(document["detail"]),
        request_id=str(document.get("request_id", "")),
        position=position if isinstance(position, int) else None,
        length=length if isinstance(length, int) else 1,
        hint=str(document.get("hint", "")),
    )


def _document(body: bytes) -> JsonObject:
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return cast("JsonObject", document) if isinstance(document, dict) else {}
