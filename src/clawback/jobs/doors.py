"""How each mail server stands with the ledger: what it may be given, and since when it may not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from clawback.database import Connection
from clawback.jobs.claiming import SESSIONS_PER_SERVER
from clawback.jobs.records import claims


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One server: sessions in use and allowed, deliveries a second (`None`: no limit).

    `failures` counts those in a row; it is left alone until `closed_until` (seconds since 1970), if
    that lies ahead, and `asked` says that the server itself wanted so.
    """

    server_key: str
    used: int
    sessions: int
    rate: float | None
    failures: int = 0
    closed_until: float | None = None
    asked: bool = False


def doors(
    connection: Connection, now: float, sessions: Mapping[str, int], rates: Mapping[str, float]
) -> list[Door]:
    """Every server that has limits, is worked with, or fails; by name."""
    used = Counter(server_key for server_key, _ in claims.held_accounts(connection))
    failing = claims.failing(connection)
    return [
        Door(
            server_key=name,
            used=used[name],
            sessions=sessions.get(name, SESSIONS_PER_SERVER),
            rate=rates.get(name),
            failures=failing[name].failures if name in failing else 0,
            closed_until=_closed(failing.get(name), now),
            asked=name in failing and failing[name].asked_until > now,
        )
        for name in sorted({*used, *failing, *sessions, *rates})
    ]


def _closed(failing: claims.Failing | None, now: float) -> float | None:
    return failing.closed_until if failing and failing.closed_until > now else None
