"""Errors are sentences for a person: what happened, to what, what to do.

`code` is stable and machine-readable; `api/errors.py` turns the class into an HTTP status and
`cli` into an exit code. A room subclasses one of these; it never raises a bare `Exception`.
"""

from __future__ import annotations

from typing import ClassVar


class ClawbackError(Exception):
    """Something in Clawback went wrong."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or " ".join((self.__doc__ or "").split()))


class BadInputError(ClawbackError):
    """What was sent cannot be understood."""

    code = "bad_input"


class NotFoundError(ClawbackError):
    """What was asked for does not exist."""

    code = "not_found"


class ConflictError(ClawbackError):
    """The thing is not in a state that allows this."""

    code = "conflict"


class ForbiddenError(ClawbackError):
    """Your role does not allow this."""

    code = "forbidden"


class UnauthenticatedError(ClawbackError):
    """Sign in, or send an API token."""

    code = "unauthenticated"


class UnavailableError(ClawbackError):
    """A part that is needed does not answer. Try again later."""

    code = "unavailable"
