"""Clicks in the DuckDB file: how they are appended and read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

import duckdb

from clawback.filters.urls import url_key
from clawback.model.click import Click, ClickVerdict, Workload
from clawback.model.folding import fold
from clawback.model.verdict import DetectionTechnology, ThreatType
from clawback.store.columns import moment_of, naive, sound
from clawback.store.keys import message_key

_COLUMNS = (
    *("click_id", "id", "network_message_id", "recipient", "recipient_lc", "moment"),
    *("url", "url_key", "url_domain", "url_domain_key", "url_path"),
    *("url_domain_and_path", "url_domain_and_path_key", "verdict", "clicked_through"),
    *("ip", "user_agent", "workload", "threat_type", "detection_technology", "url_chain"),
)
CLICK_SELECT = (
    "click_id, network_message_id, recipient, moment, url, url_domain, url_path,"
    " url_domain_and_path, verdict, clicked_through, ip, user_agent, workload, threat_type,"
    " detection_technology, url_chain"
)
_KNOWN = "SELECT click_id FROM click WHERE click_id IN (SELECT unnest($ids::VARCHAR[]))"


def insert_clicks(connection: duckdb.DuckDBPyConnection, clicks: Iterable[Click]) -> None:
    """Appends those that are not there yet."""
    rows: dict[str, Click] = {}
    for click in clicks:
        rows.setdefault(sound(click.id), click)
    for (known,) in connection.execute(_KNOWN, {"ids": list(rows)}).fetchall():
        del rows[known]
    if rows:
        with connection.appender("click", columns=list(_COLUMNS)) as appender:
            appender.append_rows([_row_of(name, each) for name, each in rows.items()])


def key_of(text: str) -> str | None:
    """A link or a part of one as clicks compare it; NULL for none."""
    return sound(url_key(text)) if text else None


def _row_of(name: str, click: Click) -> list[object]:
    return [
        name,
        message_key(click.network_message_id) if click.network_message_id else None,
        sound(click.network_message_id),
        sound(click.recipient),
        fold(sound(click.recipient)),
        naive(click.at),
        sound(click.url),
        key_of(click.url),
        sound(click.url_domain),
        key_of(click.url_domain),
        sound(click.url_path),
        sound(click.url_domain_and_path),
        key_of(click.url_domain_and_path),
        click.verdict.value,
        click.clicked_through,
        sound(click.ip),
        sound(click.user_agent),
        click.workload.value,
        [each.value for each in click.threat_type],
        [each.value for each in click.detection_technology],
        list(map(sound, click.url_chain)),
    ]


def click_of(values: Sequence[Any]) -> Click:
    """A click from the values of `CLICK_SELECT`. Any: each column has a type of its own."""
    (name, message, recipient, at, url, domain, path, place, verdict, through, *rest) = values
    ip, agent, workload, threats, technologies, chain = rest
    return Click(
        id=name,
        network_message_id=message,
        recipient=recipient,
        at=moment_of(at),
        url=url,
        url_domain=domain,
        url_path=path,
        url_domain_and_path=place,
        verdict=ClickVerdict(verdict),
        clicked_through=through,
        ip=ip,
        user_agent=agent,
        workload=Workload(workload),
        threat_type=tuple(map(ThreatType, threats)),
        detection_technology=tuple(map(DetectionTechnology, technologies)),
        url_chain=tuple(cast("list[str]", chain)),
    )
