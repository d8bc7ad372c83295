"""Opens the event store that the settings name."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from clawback.model.errors import BadInputError, NotFoundError
from clawback.settings import Settings
from clawback.store.clickhouse.driver import StoreDriverMissingError
from clawback.store.duckdb import DuckdbStore
from clawback.store.port import EventStore
from clawback.store.settings import StoreKind, StoreSettings
from clawback.worker.data_folder import DataFolder

if TYPE_CHECKING:
    from clawback.store.clickhouse.server import Address
    from clawback.store.clickhouse.store import ClickhouseStore


class NoClickhouseError(BadInputError):
    """The settings name no ClickHouse. Set `store.url` or `store.chdb` first."""

    code = "no_clickhouse"


class NoDuckdbFileError(NotFoundError):
    """There is no `events.duckdb` in the data folder, so there is nothing to move."""

    code = "no_duckdb_file"


def open_store(settings: Settings, folder: DataFolder) -> EventStore:
    """The store, brought up to date; raises what its `open` raises."""
    if settings.store.kind is StoreKind.CLICKHOUSE:
        return open_clickhouse(settings.store, folder)
    return DuckdbStore.open(
        folder.events,
        memory_limit=settings.store.memory_limit,
        threads=settings.store.threads,
    )


def open_clickhouse(settings: StoreSettings, folder: DataFolder) -> ClickhouseStore:
    """The ClickHouse that the settings name, whether or not it is the store already."""
    try:
        from clawback.store.clickhouse.layout import Layout  # noqa: PLC0415 - its driver is an extra
        from clawback.store.clickhouse.server import Bounds  # noqa: PLC0415 - as above
        from clawback.store.clickhouse.store import ClickhouseStore  # noqa: PLC0415 - as above
    except ModuleNotFoundError as error:
        raise StoreDriverMissingError from error
    if not settings.url and not settings.chdb:
        raise NoClickhouseError
    return ClickhouseStore.open(
        _address(settings, folder),
        layout=Layout(cluster=settings.cluster, keeper=settings.keeper),
        bounds=Bounds(memory=settings.memory, threads=settings.threads),
    )


def clickhouse_answers(settings: StoreSettings, folder: DataFolder) -> str:
    """Asks ClickHouse whether it is there and young enough; changes nothing.

    Raises:
        StoreUnreachableError: it does not answer; and what else `open_clickhouse` raises.
    """
    try:
        from clawback.store.clickhouse.server import USUAL, Server  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise StoreDriverMissingError from error
    with closing(Server(_address(settings, folder), USUAL)) as server:
        return server.check()


def move_to_clickhouse(
    settings: StoreSettings, folder: DataFolder, tell: Callable[[str, int, int], None]
) -> list[tuple[str, int]]:
    """Moves what the DuckDB file holds to the ClickHouse of the settings; kinds and their counts.

    Raises:
        NoDuckdbFileError: there is nothing to move.
        StoreLockedError: a server has the file open.
        MoveIncompleteError: ClickHouse holds less than the file.
    """
    if not folder.events.exists():
        raise NoDuckdbFileError
    with closing(open_clickhouse(settings, folder)) as store:
        return [(told.many, told.rows) for told in store.take_over(folder.events, tell)]


def _address(settings: StoreSettings, folder: DataFolder) -> Address:
    from clawback.store.clickhouse.server import Address  # noqa: PLC0415 - its driver is an extra

    return Address(
        url=settings.url,
        user=settings.user,
        password=settings.password.get_secret_value(),
        path=folder.path / settings.chdb if settings.chdb else None,
        database=settings.database,
    )
