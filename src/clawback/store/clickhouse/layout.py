"""How tables are written for one server, and for a cluster of them.

On one server a table is a MergeTree. In a cluster each server keeps `<table>_local`, replicated
within its shard, and `<table>` is spread over all shards by a hash of the message id: all that is
known of a message lies on one server, where it can be joined without asking others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LOCAL = "_local"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One table: its columns, and how the engine keeps them.

    `order` names what rows are sorted by, and told apart by where `engine` replaces; `shard` is
    what is hashed to find a row's server.
    """

    name: str
    columns: str
    engine: str
    order: str
    shard: str
    partition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One server, or with `cluster` the servers of that name in their configuration.

    `keeper` says that the servers have ClickHouse Keeper (or ZooKeeper), which replicas and
    statements for a whole cluster need. Without it tables are made on the server that is asked.
    """

    cluster: str = ""
    keeper: bool = True

    def local(self, name: str) -> str:
        """The table of this name that has rows itself."""
        return f"{name}{LOCAL}" if self.cluster else name

    @property
    def everywhere(self) -> str:
        return f" ON CLUSTER '{self.cluster}'" if self.cluster and self.keeper else ""

    @property
    def replicated(self) -> bool:
        return bool(self.cluster) and self.keeper

    def database(self, name: str) -> str:
        return f"CREATE DATABASE IF NOT EXISTS `{name}`{self.everywhere}"

    def table(self, made: Made) -> Iterable[str]:
        """The statements that make it, where it is not there."""
        engine = f"Replicated{made.engine}" if self.replicated else made.engine
        partition = f" PARTITION BY {made.partition}" if made.partition else ""
        yield (
            f"CREATE TABLE IF NOT EXISTS {self.local(made.name)}{self.everywhere} ({made.columns})"
            f" ENGINE = {engine}{partition} ORDER BY {made.order} SETTINGS {self._kept}"
        )
        if self.cluster:
            yield self.spread(made.name, made.shard)

    def spread(self, name: str, shard: str) -> str:
        local = self.local(name)
        return (
            f"CREATE TABLE IF NOT EXISTS {name}{self.everywhere} AS {local}"
            f" ENGINE = Distributed('{self.cluster}', currentDatabase(), '{local}', {shard})"
        )

    def more_columns(self, name: str, columns: Mapping[str, str]) -> Iterable[str]:
        """The statements that add these to a table, where they are not there."""
        added = ", ".join(f"ADD COLUMN IF NOT EXISTS {each} {of}" for each, of in columns.items())
        for table in dict.fromkeys((self.local(name), name)):
            yield f"ALTER TABLE {table}{self.everywhere} {added}"

    def view(self, name: str, select: str) -> Iterable[str]:
        """A view over what lies on each server, and over all of them; made anew."""
        yield f"CREATE OR REPLACE VIEW {self.local(name)}{self.everywhere} AS {select}"
        if self.cluster:
            yield f"DROP TABLE IF EXISTS {name}{self.everywhere} SYNC"
            yield self.spread(name, "rand()")

    @property
    def _kept(self) -> str:
        """A server alone syncs what it acknowledges; replicas hold it for each other."""
        common = "index_granularity = 1024"
        if self.replicated:
            return common
        return (
            f"{common}, fsync_after_insert = 1, fsync_part_directory = 1,"
            " non_replicated_deduplication_window = 1000"
        )


ONE_SERVER = Layout()
