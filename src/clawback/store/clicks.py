"""Clicks in the DuckDB file: how they are appended and read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

import duckdb

from clawback.filters.ip import ip_order
from clawback.filters.urls import url_key
from clawback.model.click import Click, ClickedBy, ClickThreat, ClickVerdict, Workload
from clawback.model.folding import fold
from clawback.model.verdict import DetectionTechnology
from clawback.store.columns import moment_of, naive, sound
from clawback.store.keys import message_key

CLICK_STORED = (
    *("id", "time_clicked", "click_verdict", "clicked_through", "workload", "clicked_by"),
    *("threat_type", "detection_technology", "client_ip_order"),
    *("click_id", "click_id_lc", "network_message_id", "network_message_id_lc"),
    *("recipient", "recipient_lc", "recipient_domain", "recipient_domain_lc"),
    *("client_ip", "client_ip_lc", "user_agent", "user_agent_lc"),
    *("url", "url_lc", "url_key", "url_domain", "url_domain_lc", "url_domain_key"),
    *("url_path", "url_path_lc", "url_path_key"),
    *("url_domain_and_path", "url_domain_and_path_lc", "url_domain_and_path_key"),
    *("url_chain", "url_chain_lc", "url_chain_key", "reason", "reason_lc"),
)
CLICK_SELECT = (
    "c.click_id, c.network_message_id, c.recipient, c.time_clicked, c.url, c.url_domain,"
    " c.url_path, c.url_domain_and_path, c.click_verdict, c.clicked_through, c.client_ip,"
    " c.user_agent, c.workload, c.threat_type, c.detection_technology, c.url_chain,"
    " c.clicked_by, c.reason"
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
        with connection.appender("click", columns=list(CLICK_STORED)) as appender:
            appender.append_rows([click_row(name, each) for name, each in rows.items()])


def key_of(text: str) -> str | None:
    """A link or a part of one as clicks compare it; NULL for none."""
    return sound(url_key(text)) if text else None


def click_row(name: str, click: Click) -> list[object]:
    """The values of `CLICK_STORED`; `name` is the click's id as it is kept."""
    return [
        message_key(click.network_message_id) if click.network_message_id else None,
        naive(click.at),
        click.verdict.value,
        click.clicked_through,
        click.workload.value,
        click.clicked_by.value,
        [each.value for each in click.threat_type],
        [each.value for each in click.detection_technology],
        ip_order(click.ip),
        *_text(name),
        *_text(click.network_message_id),
        *_text(click.recipient),
        *_text(click.recipient_domain),
        *_text(click.ip),
        *_text(click.user_agent),
        *_link(click.url),
        *_link(click.url_domain),
        *_link(click.url_path),
        *_link(click.url_domain_and_path),
        *_links(click.url_chain),
        *_text(click.reason),
    ]


def _text(text: str) -> tuple[object, ...]:
    """As it was written, and folded; NULL for none."""
    spelled = sound(text)
    return spelled, fold(spelled) or None


def _link(text: str) -> tuple[object, ...]:
    return *_text(text), key_of(text)


def _links(texts: Sequence[str]) -> tuple[object, ...]:
    spelled = [sound(text) for text in texts]
    return spelled, [fold(text) for text in spelled], [sound(url_key(text)) for text in texts]


def click_of(values: Sequence[Any]) -> Click:
    """A click from the values of `CLICK_SELECT`. Any: each column has a type of its own."""
    (name, message, recipient, at, url, domain, path, place, verdict, through, *rest) = values
    ip, agent, workload, threats, technologies, chain, by, reason = rest
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
        threat_type=tuple(map(ClickThreat, threats)),
        detection_technology=tuple(map(DetectionTechnology, technologies)),
        url_chain=tuple(cast("list[str]", chain)),
        clicked_by=ClickedBy(by),
        reason=reason,
    )
