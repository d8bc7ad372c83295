"""Errors → problem details (RFC 9457), in one place."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from clawback.filters.errors import FilterError
from clawback.identity.guesses import TooManyGuessesError
from clawback.model.errand import CalledOffError
from clawback.model.errors import (
    BadInputError,
    ClawbackError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    UnauthenticatedError,
    UnavailableError,
)
from clawback.store.lane import StoreBusyError

MEDIA_TYPE = "application/problem+json"
_CALLER_GONE = 499  # as nginx notes it; nobody is there to read it
_STATUS: tuple[tuple[type[ClawbackError], int], ...] = (
    (TooManyGuessesError, HTTPStatus.TOO_MANY_REQUESTS),
    (BadInputError, HTTPStatus.BAD_REQUEST),
    (UnauthenticatedError, HTTPStatus.UNAUTHORIZED),
    (ForbiddenError, HTTPStatus.FORBIDDEN),
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (ConflictError, HTTPStatus.CONFLICT),
    (CalledOffError, _CALLER_GONE),
    (UnavailableError, HTTPStatus.SERVICE_UNAVAILABLE),
)
_WORDS = {
    400: ("unreadable", "What was sent cannot be read. Send JSON in UTF-8, not nested too deeply."),
    404: ("no_such_route", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take this method."),
    413: ("too_large", "What was sent is larger than this address takes."),
    429: ("too_many_attempts", "Too many refused tokens came from your network. Wait a minute."),
}


def problem(
    scope: Scope,
    *,
    status: int,
    code: str,
    title: str,
    detail: str,
    extensions: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem document; `code` is stable, `detail` is a sentence for a person."""
    document = {
        "type": f"urn:clawback:problem:{code}",
        "title": title,
        "status": int(status),
        "detail": detail,
        "code": code,
        "request_id": scope.get("state", {}).get("request_id", ""),
        **(extensions or {}),
    }
    return JSONResponse(
        document, status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {})
    )


def from_error(scope: Scope, error: ClawbackError) -> Response:
    """The problem that one of our own errors is."""
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), None)
    status = status or HTTPStatus.INTERNAL_SERVER_ERROR
    return problem(
        scope,
        status=status,
        code=error.code,
        title=_title(error, status),
        detail=str(error),
        extensions=_extensions(error),
        headers=_headers(error, status),
    )


def from_status(scope: Scope, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """The problem behind a bare HTTP status."""
    phrase = HTTPStatus(status).phrase
    code, detail = _WORDS.get(status, (phrase.lower().replace(" ", "_"), phrase + "."))
    return problem(scope, status=status, code=code, title=phrase, detail=detail, headers=headers)


def unexpected(scope: Scope) -> Response:
    """The problem when we failed; tells nothing but the id under which the log tells more."""
    return problem(
        scope,
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
        code="internal",
        title="Something in Clawback went wrong.",
        detail="This is a fault in Clawback. The server's log tells more under this request id.",
    )


def install(application: FastAPI) -> None:
    """Makes every error of the application a problem document."""
    application.add_exception_handler(ClawbackError, _ours)
    application.add_exception_handler(RequestValidationError, _invalid)
    application.add_exception_handler(HTTPException, _http)


async def _ours(request: Request, error: Exception) -> Response:
    return from_error(request.scope, cast("ClawbackError", error))


async def _http(request: Request, error: Exception) -> Response:
    raised = cast("HTTPException", error)
    return from_status(request.scope, raised.status_code, raised.headers)


async def _invalid(request: Request, error: Exception) -> Response:
    """Says where and what, and never repeats what was sent."""
    faults = [
        {
            "location": ".".join(map(str, fault["loc"])),
            "message": fault["msg"].removeprefix("Value error, "),
        }
        for fault in cast("RequestValidationError", error).errors()
    ]
    said = "; ".join(f"{fault['location']}: {fault['message']}" for fault in faults)
    return problem(
        request.scope,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        code="invalid_request",
        title="The request does not have the form that this address takes.",
        detail=f"The request does not have the form that this address takes. {said}.",
        extensions={"errors": faults},
    )


def _title(error: ClawbackError, status: int) -> str:
    lines = (type(error).__doc__ or HTTPStatus(status).phrase).strip().splitlines()
    return lines[0]


def _headers(error: ClawbackError, status: int) -> Mapping[str, str] | None:
    if isinstance(error, TooManyGuessesError | StoreBusyError):
        return {"Retry-After": str(error.seconds)}
    return {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else None


def _extensions(error: ClawbackError) -> dict[str, object]:
    return dict(error.details) if isinstance(error, FilterError) else {}
