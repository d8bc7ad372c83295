"""What an administrator may set about the event store."""

from __future__ import annotations

from enum import StrEnum
from typing import Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from clawback.store.admission import Limits


class StoreKind(StrEnum):
    """Which engine keeps mail events."""

    DUCKDB = "duckdb"
    CLICKHOUSE = "clickhouse"


class StoreSettings(BaseModel):
    """The event store."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: StoreKind = Field(
        default=StoreKind.DUCKDB,
        description="`duckdb`, one file in the data folder, or `clickhouse`.",
    )
    url: str = Field(
        default="",
        description="HTTP address of a ClickHouse server, or of what stands before a cluster, such "
        "as `https://clickhouse.example.org:8443`. User and password have settings of their own.",
    )
    user: str = Field(default="default", description="ClickHouse user.")
    password: SecretStr = Field(default=SecretStr(""), description="Its password.")
    database: str = Field(
        default="clawback",
        pattern="^[A-Za-z_][A-Za-z0-9_]{0,63}$",
        description="ClickHouse database; made when it is missing.",
    )
    cluster: str = Field(
        default="",
        pattern="^[A-Za-z0-9_.-]*$",
        description="Name of the cluster in ClickHouse's `remote_servers`, over whose shards mail "
        "is spread; empty for one server.",
    )
    keeper: bool = Field(
        default=True,
        description="Whether the cluster has ClickHouse Keeper: then tables are replicated, and "
        "made on every server at once.",
    )
    chdb: str = Field(
        default="",
        description="A folder for ClickHouse's engine inside the server itself (chDB), in place of "
        "`store.url`; within the data folder unless it begins with a slash.",
    )
    memory_limit: str = Field(
        default="1GB",
        pattern="^[0-9]+ ?(MB|GB|MiB|GiB)$",
        description="The most memory the engine takes for its queries, such as `512MB`.",
    )
    threads: int = Field(default=2, ge=1, le=256, description="Threads of one query.")
    heavy_queries: int = Field(
        default=0,
        ge=0,
        le=256,
        description="How many counts, charts and exports run at once; 0 for half the processors. "
        "Pages of rows and single messages do not wait for them.",
    )
    waiting_queries: int = Field(
        default=64,
        ge=1,
        le=1000,
        description="How many queries may wait for their turn; one more is refused with 503.",
    )
    waiting_seconds: int = Field(
        default=30, ge=1, le=600, description="How long a query waits before it is refused."
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind is StoreKind.CLICKHOUSE and bool(self.url) == bool(self.chdb):
            raise ValueError("ClickHouse needs either `store.url` or `store.chdb`")
        if self.cluster and self.chdb:
            raise ValueError("chDB is one engine and no cluster")
        if not self.url:
            return self
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("`store.url` must begin with http:// or https:// and name a host")
        if parts.username or parts.password or parts.path not in {"", "/"} or parts.query:
            raise ValueError("`store.url` takes scheme, host and port; the rest has own settings")
        return self

    @property
    def memory(self) -> int:
        """The memory limit in bytes."""
        units = {"MB": 10**6, "GB": 10**9, "MiB": 1 << 20, "GiB": 1 << 30}
        unit = self.memory_limit.lstrip("0123456789 ")
        return int(self.memory_limit.removesuffix(unit)) * units[unit]

    @property
    def limits(self) -> Limits:
        """How many queries may run and wait."""
        return Limits.of(self.heavy_queries, self.waiting_queries, self.waiting_seconds)
