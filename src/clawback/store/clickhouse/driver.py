"""That the driver can be missing: it is an extra, and few need it."""

from __future__ import annotations

from clawback.model.errors import ConflictError


class StoreDriverMissingError(ConflictError):
    """ClickHouse needs its driver. Install `clawback[clickhouse]`, or `clawback[chdb]` for chDB."""

    code = "store_driver_missing"
