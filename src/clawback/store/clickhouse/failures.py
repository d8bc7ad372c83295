"""What can go wrong with ClickHouse, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from clickhouse_connect.driver.exceptions import ClickHouseError, Error

from clawback.model.errand import current
from clawback.model.errors import ClawbackError, ConflictError, UnavailableError
from clawback.store.connection import (
    QueryTimeoutError,
    StoreFailedError,
    StoreLockedError,
    StoreMemoryError,
    StoreUnreadableError,
)

_CODE = re.compile(r"\bCode: (\d+)")


class StoreUnreachableError(UnavailableError):
    """ClickHouse does not answer. See whether it runs, and whether `store.url` is its address."""

    code = "store_unreachable"


class StoreRefusedError(ConflictError):
    """ClickHouse refuses the user or the password. Check `store.user` and `store.password`."""

    code = "store_refused"


class StoreForbiddenError(ConflictError):
    """The ClickHouse user may not do this. It needs to read, write and make tables of its own."""

    code = "store_forbidden"


class StoreReadOnlyError(UnavailableError):
    """ClickHouse is read-only now: the user, a table, or its disk. Nothing was changed."""

    code = "store_read_only"


class StoreBusyError(UnavailableError):
    """ClickHouse cannot keep up: too many queries or too many parts. Try again later."""

    code = "store_busy"


class StoreTooOldServerError(ConflictError):
    """This ClickHouse is too old. Install 26.2 or a later one."""

    code = "store_too_old_server"


# The engine's numbers, which stay what they are (`ErrorCodes.cpp` there).
_CALLED_OFF = {394}
_KINDS: dict[int, type[ClawbackError]] = {
    **dict.fromkeys((159, 160), QueryTimeoutError),
    241: StoreMemoryError,
    **dict.fromkeys((192, 193, 194, 516), StoreRefusedError),
    **dict.fromkeys((291, 497), StoreForbiddenError),
    **dict.fromkeys((164, 242, 243, 319), StoreReadOnlyError),
    **dict.fromkeys((202, 252), StoreBusyError),
    **dict.fromkeys((198, 209, 210, 279, 369, 425), StoreUnreachableError),
    76: StoreLockedError,
}


@contextmanager
def in_words() -> Iterator[None]:
    """Turns the engine's and the driver's errors into ours."""
    try:
        yield
    except ClickHouseError as error:
        raise explained(error) from error
    except UnicodeEncodeError as error:
        raise StoreFailedError from error


def explained(error: ClickHouseError) -> ClawbackError:
    """The error in words; without a number it is the connection that failed."""
    text = str(error)
    number = error.code if isinstance(error, Error) else None
    found = _CODE.search(text)
    if number is None and found:
        number = int(found[1])
    if number in _CALLED_OFF:
        current().check()
        return QueryTimeoutError()
    if "chdb engine" in text and number not in _KINDS:
        return StoreUnreadableError(
            "chDB cannot open its folder: it may not be written, or another one open in this"
            " process is in the way."
        )
    if number is None:
        return StoreUnreachableError()
    return _KINDS.get(number, StoreFailedError)()
