"""What goes wrong with the state database, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError

from clawback.model.errors import BadInputError, UnavailableError

_OUR_MISTAKES = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
_NOT_ALLOWED = "42501"  # SQLSTATE insufficient_privilege: the administrator's affair, not a mistake
_NUL = "NUL"


class DatabaseUnavailableError(UnavailableError):
    """The state database cannot be opened or does not answer."""

    code = "database_unavailable"


class UnfitTextError(BadInputError):
    """A text holds a NUL character, which PostgreSQL cannot keep. Take it out."""

    code = "unfit_text"


@contextmanager
def in_words() -> Iterator[None]:
    """Turns what a driver raises into sentences; a mistake of our own in SQL stays as it is.

    Raises:
        DatabaseUnavailableError: the database is away, refuses, or is too busy.
        UnfitTextError: it cannot keep a text that was sent.
    """
    try:
        yield
    except NoConnectionFreeError as error:
        raise DatabaseUnavailableError(
            "The state database is too busy: no connection to it became free. Try again later."
        ) from error
    except DBAPIError as error:
        if isinstance(error, DataError) and _NUL in _reason(error):
            raise UnfitTextError from error
        if isinstance(error, _OUR_MISTAKES) and not _forbidden(error):
            raise
        said = "refuses" if _forbidden(error) else "does not answer"
        raise DatabaseUnavailableError(f"The state database {said}: {_reason(error)}.") from error


def _forbidden(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) == _NOT_ALLOWED


def _reason(error: DBAPIError) -> str:
    """The driver's first line, which holds no password and no value of a row."""
    lines = str(error.orig).strip().splitlines()
    return lines[0].rstrip(".") if lines else "no reason given"
