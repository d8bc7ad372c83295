"""Fields of clicks, asked about clicks in memory."""

from __future__ import annotations

import pytest
from tests.making.clicks import make_click
from tests.making.deliveries import NOW

from clawback.filters.click_fields import CLICK_FIELDS, CLICKS
from clawback.filters.comparing import entries
from clawback.filters.match import matcher
from clawback.filters.parse import parse
from clawback.model.click import ClickRow, ClickThreat, ClickVerdict, Workload
from clawback.model.verdict import DetectionTechnology

ROW = ClickRow(
    click=make_click(
        1,
        id="C-1",
        verdict=ClickVerdict.BLOCK_OVERRIDDEN,
        clicked_through=True,
        ip="192.0.2.9",
        user_agent="Mozilla/5.0 (Windows NT 10.0)",
        workload=Workload.TEAMS,
        threat_type=(ClickThreat.PHISH,),
        detection_technology=(DetectionTechnology.URL_DETONATION,),
        url_chain=("https://a.example/x", "https://b.example/"),
        reason="On your block list bad.",
    ),
    tags=("vip",),
)


def test_every_field_is_read():
    """Nothing that a click knows is left out of the language."""
    assert all(entries(field, ROW) for field in CLICK_FIELDS.values())


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("", True),
        ("to:ADA@example.org", True),
        ("recipient_domain:example.org", True),
        ("tags:vip", True),
        ("tags:board", False),
        ("click_id:c-1", True),
        ("url:hxxps://PAY[.]example/now?x=1", True),
        ("url_domain:pay.example", True),
        ("url_chain:b.example", True),
        ('action:"block overridden"', True),
        ("verdict:blocked", False),
        ("clicked_through:TRUE", True),
        ("ip:192.0.2.0/24", True),
        ("user_agent~windows", True),
        ("workload:teams", True),
        ("threat:(allow, phish)", True),
        ("technology:url_detonation", True),
        ("time_clicked<2020-01-01", False),
        ("pay.example ada", True),
        ("windows", False),
        ("clicked_by:person", True),
        ('reason~"block list"', True),
        ("-network_message_id:*", False),
    ],
)
def test_a_click_is_asked(text, fits):
    """As a delivery is."""
    assert matcher(parse(text, CLICKS), now=NOW, vocabulary=CLICKS)(ROW) is fits


def test_lists_name_people_links_and_addresses():
    """What a list holds is looked for in the fields of a click."""
    for entry, fits in (
        ("ada@example.org", True),
        ("pay.example", True),
        ("192.0.2.9", True),
        ("c-1", True),
        ("evil.example", False),
    ):
        lists = {"bad": frozenset({entry})}
        asked = matcher(parse("list:bad", CLICKS), now=NOW, lists=lists, vocabulary=CLICKS)
        assert asked(ROW) is fits, entry
