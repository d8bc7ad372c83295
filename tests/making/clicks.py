"""Clicks for tests: plain ones by number, and any by hypothesis."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from tests.making.deliveries import (
    ADDRESSES,
    DOMAINS,
    HOSTILE_TEXTS,
    IPS,
    PATHS,
    START,
    URLS,
    message_id,
    message_ids,
    moments,
    texts,
    urls,
)

from clawback.model.click import Click, ClickedBy, ClickThreat, ClickVerdict, Workload
from clawback.model.delivery import Delivery
from clawback.model.verdict import DetectionTechnology


def make_click(number: int = 0, **changes: object) -> Click:
    """An allowed click of ada's on the link of message `number`, some minutes after delivery."""
    plain = Click(
        id=f"click-{number}",
        network_message_id=message_id(number),
        recipient="ada@example.org",
        at=START + timedelta(minutes=5 + number),
        url="https://pay.example/Now?x=1",
        url_domain="pay.example",
        url_path="/Now",
        url_domain_and_path="pay.example/Now",
        verdict=ClickVerdict.ALLOWED,
        ip="198.51.100.7",
        user_agent="Browser/1.0",
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # a test names real attributes


def clicks() -> st.SearchStrategy[Click]:
    """Any click; messages and moments repeat, ids seldom."""
    return st.builds(
        Click,
        id=st.one_of(st.uuids().map(str), st.sampled_from(("c-1", "C-1", "'--"))),
        network_message_id=st.just("") | message_ids(),
        recipient=texts(),
        at=moments(),
        url=urls(),
        url_domain=urls(),
        url_path=texts(),
        url_domain_and_path=urls(),
        verdict=st.sampled_from(ClickVerdict),
        clicked_through=st.booleans(),
        ip=texts(),
        user_agent=texts(),
        workload=st.sampled_from(Workload),
        threat_type=st.lists(st.sampled_from(ClickThreat), max_size=2).map(tuple),
        detection_technology=st.lists(st.sampled_from(DetectionTechnology), max_size=2).map(tuple),
        url_chain=st.lists(urls(), max_size=2).map(tuple),
        clicked_by=st.sampled_from(ClickedBy),
        reason=texts(),
    )


def clicks_on(rows: Sequence[Delivery]) -> st.SearchStrategy[Click]:
    """Any click on a link of one of these deliveries."""
    return st.builds(
        lambda click, row: replace(
            click, network_message_id=row.network_message_id, recipient=row.recipient
        ),
        clicks(),
        st.sampled_from(rows),
    )


def assorted_clicks(rows: Sequence[Delivery], count: int, seed: int = 1) -> list[Click]:
    """Clicks on links of some of the rows and of none, the same for the same seed."""
    chance = random.Random(seed)
    return [_varied(chance, chance.choice(rows), number) for number in range(count)]


def _varied(chance: random.Random, row: Delivery, number: int) -> Click:
    url = chance.choice(("", *URLS))
    return Click(
        id=f"Click-{number}",
        network_message_id=chance.choice((row.network_message_id, row.network_message_id, "")),
        recipient=chance.choice((row.recipient, row.recipient, *ADDRESSES)),
        at=START + timedelta(hours=chance.randrange(60), microseconds=number % 3),
        url=url,
        url_domain=chance.choice(("", *DOMAINS)),
        url_path=chance.choice(("", *PATHS)),
        url_domain_and_path=url,
        verdict=chance.choice(list(ClickVerdict)),
        clicked_through=chance.random() < 0.3,
        ip=chance.choice(("", *IPS)),
        user_agent=chance.choice(("", *HOSTILE_TEXTS)),
        workload=chance.choice(list(Workload)),
        threat_type=tuple(chance.choices(list(ClickThreat), k=chance.choice((0, 1, 2)))),
        detection_technology=tuple(chance.choices(list(DetectionTechnology), k=number % 3)),
        url_chain=tuple(chance.choices(("", *URLS), k=number % 3)),
    )
