"""Connections to ClickHouse: over HTTP, or to the same engine in this process."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import clickhouse_connect
from clickhouse_connect.driver.client import Client

from clawback.model.errand import current
from clawback.model.errors import ClawbackError
from clawback.store.clickhouse.driver import StoreDriverMissingError
from clawback.store.clickhouse.failures import StoreTooOldServerError, in_words

_OLDEST = (26, 2)  # since then its indexes of words are no experiment
_ANSWERS = {
    # One meaning on every server, whatever its administrator set.
    "join_use_nulls": "0",
    "prefer_column_name_to_alias": "1",
    "enable_positional_arguments": "0",
    "enable_extended_results_for_datetime_functions": "1",
    "distributed_product_mode": "local",  # what is joined lies on one server
    "skip_unavailable_shards": "0",
    "fallback_to_stale_replicas_for_distributed_queries": "0",
    "load_balancing": "in_order",
    "max_query_size": "16777216",
    "max_ast_elements": "1000000",
    "max_expanded_ast_elements": "10000000",
    "max_ast_depth": "10000",
    "max_parser_depth": "10000",
    "timeout_overflow_mode": "throw",
}
_LONGEST = 60_000  # characters of one bound value: servers take 128 KiB in a field of a form
_CONNECT_SECONDS = 10

Rows = list[tuple[Any, ...]]  # Any: a row holds what its SELECT says


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the engine is: a server's `url`, or with `path` a folder for it in this process."""

    url: str = ""
    user: str = ""
    password: str = ""
    path: Path | None = None
    database: str = "clawback"

    @property
    def shown(self) -> str:
        """Without secrets."""
        if self.path is not None:
            return f"chDB in {self.path.name}"
        parts = urlsplit(self.url)
        return f"ClickHouse at {parts.hostname}:{parts.port or ''}".rstrip(":")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one query may take."""

    seconds: float = 60
    memory: int = 1_000_000_000
    threads: int = 0  # as many as the server likes

    @property
    def settings(self) -> dict[str, str]:
        bounds = {"max_execution_time": str(self.seconds), "max_memory_usage": str(self.memory)}
        return bounds | ({"max_threads": str(self.threads)} if self.threads else {})


USUAL = Bounds()


class Server:
    """The engine, safe to use from several threads: each has a client to itself meanwhile."""

    def __init__(self, address: Address, bounds: Bounds) -> None:
        self.address = address
        self._bounds = bounds
        self._settings = _ANSWERS | bounds.settings
        self._idle: SimpleQueue[Client] = SimpleQueue()
        self._everyone: list[Client] = []
        self._turn = threading.Lock()
        self._database = ""

    def check(self) -> str:
        """Asks whether it answers, and is young enough; its version.

        Raises:
            StoreTooOldServerError: it is not.
        """
        with in_words(), self._client() as client:
            version = client.server_version or "0"
        check_version(version, self.address.shown)
        return version

    def use(self, database: str) -> None:
        """Every statement from now on is about this database."""
        self._database = database

    def ask(self, sql: str, values: Mapping[str, object] | None = None) -> Rows:
        """The rows of a SELECT; stops when the errand is called off."""
        sql, values = cut(sql, values or {})
        with in_words(), self._client() as client, self._stoppable() as settings:
            asked = client.query(sql, parameters=dict(values), settings=settings)
            return list(map(tuple, asked.result_rows))

    def stream(self, sql: str, values: Mapping[str, object], *, size: int) -> Iterator[Rows]:
        """The rows of a SELECT as of the moment it began, in blocks of `size`."""
        sql, values = cut(sql, values)
        with in_words(), self._client() as client, self._stoppable() as settings:
            settings |= {"max_block_size": str(max(size, 1000)), "max_execution_time": "0"}
            asked = client.query_row_block_stream(sql, parameters=dict(values), settings=settings)
            with asked as blocks:
                yield from _in_blocks(blocks, size)

    def tell(self, sql: str) -> None:
        """A statement that answers nothing."""
        with in_words(), self._client() as client:
            client.command(sql)

    def insert(
        self, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[object]]
    ) -> None:
        """Appends rows as one block, durable on return; `columns` are names and types.

        All insertions go this way: the engine's own `send_insert` drops what it was given, without
        a word, unless it is told that this was all.
        """
        if not rows:
            return
        settings = _once() | {"max_insert_block_size": str(max(1_048_449, len(rows)))}
        with in_words(), self._client() as client:
            client.insert(
                table,
                rows,
                column_names=list(columns),
                column_type_names=list(columns.values()),
                settings=settings,
            )

    def insert_parquet(self, table: str, columns: Iterable[str], file: Path) -> None:
        """Appends what a Parquet file holds in columns of these names."""
        with in_words(), self._client() as client, file.open("rb") as block:
            client.raw_insert(
                table, list(columns), insert_block=block, fmt="Parquet", settings=_once()
            )

    def close(self) -> None:
        with self._turn:
            everyone, self._everyone = self._everyone, []
        for client in everyone:
            with suppress(Exception):  # nothing can be done about it any more
                client.close()

    @contextmanager
    def _client(self) -> Iterator[Client]:
        try:
            client = self._idle.get_nowait()
        except Empty:
            client = self._connect()
        try:
            if self._database and client.database != self._database:
                client.database = self._database
            yield client
        finally:
            self._idle.put(client)

    def _connect(self) -> Client:
        client = _chdb(self.address, self._settings) if self.address.path else self._http()
        with self._turn:
            self._everyone.append(client)
        return client

    def _http(self) -> Client:
        parts = urlsplit(self.address.url)
        secure = parts.scheme == "https"
        return clickhouse_connect.get_client(
            interface="https" if secure else "http",
            host=parts.hostname or "",
            port=parts.port or (8443 if secure else 8123),
            username=self.address.user or "default",
            password=self.address.password,
            settings=dict(self._settings) | {"cancel_http_readonly_queries_on_client_close": "1"},
            connect_timeout=_CONNECT_SECONDS,
            send_receive_timeout=int(self._bounds.seconds) + 30,
            autogenerate_session_id=False,
            client_name="clawback",
        )

    @contextmanager
    def _stoppable(self) -> Iterator[dict[str, str]]:
        """Settings by which the query can be known and stopped while the block runs."""
        mark = uuid4().hex
        with current().stopped_by(lambda: self._stop(mark)):
            yield {"log_comment": mark}

    def _stop(self, mark: str) -> None:
        """Asks another thread to do it: whoever calls off does not wait for the network."""
        threading.Thread(target=self._kill, args=(mark,), daemon=True, name="stop-query").start()

    def _kill(self, mark: str) -> None:
        """A query that has ended meanwhile is not there any more, which is as well."""
        with suppress(ClawbackError):
            self.tell(f"KILL QUERY WHERE Settings['log_comment'] = '{mark}' ASYNC")


def check_version(version: str, shown: str) -> None:
    """Raises `StoreTooOldServerError` for one before 26.2."""
    if tuple(int(part) for part in version.split(".")[:2]) < _OLDEST:
        raise StoreTooOldServerError(
            f"{shown} is version {version}, which is too old: Clawback needs 26.2 or a later one."
        )


def _once() -> dict[str, str]:
    """Settings of an insertion: what servers send each other twice is taken once.

    The mark is of this call, because the same rows may be deleted and come again.
    """
    return {
        "insert_deduplication_token": uuid4().hex,
        "insert_deduplicate": "1",
        "deduplicate_blocks_in_dependent_materialized_views": "1",
        "distributed_foreground_insert": "1",
        "insert_quorum": "auto",
        "async_insert": "0",
    }


def cut(sql: str, values: Mapping[str, object]) -> tuple[str, Mapping[str, object]]:
    """The same statement with no bound list longer than a server takes in one piece."""
    kept: dict[str, object] = {}
    for name, value in values.items():
        pieces = _pieces(value) if isinstance(value, list) else []
        if len(pieces) < 2:  # noqa: PLR2004 - one piece is whole
            kept[name] = value
            continue
        named = {f"{name}_{n}": piece for n, piece in enumerate(pieces)}
        whole = ", ".join(rf"{{{each}:\1}}" for each in named)
        sql = re.sub(rf"\{{{name}:([^}}]*)\}}", f"arrayConcat({whole})", sql)
        kept |= named
    return sql, kept


def _pieces(values: list[Any]) -> list[list[Any]]:  # Any: as they are bound
    pieces: list[list[Any]] = []
    room = 0
    for value in values:
        length = 4 * len(str(value)) + 8  # in the worst case, escaped
        if not pieces or room < length:
            pieces.append([])
            room = _LONGEST
        pieces[-1].append(value)
        room -= length
    return pieces


def _in_blocks(blocks: Iterator[Sequence[tuple[Any, ...]]], size: int) -> Iterator[Rows]:
    waiting: Rows = []
    for block in blocks:
        waiting += block
        while len(waiting) >= size:
            yield waiting[:size]
            waiting = waiting[size:]
    if waiting:
        yield waiting


def _chdb(address: Address, settings: Mapping[str, str]) -> Client:
    try:
        return clickhouse_connect.get_client(
            interface="chdb", path=str(address.path), settings=dict(settings)
        )
    except ImportError as error:
        raise StoreDriverMissingError from error
