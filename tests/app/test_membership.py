"""A campaign turns bad in a whole server: what came before is judged, and what comes is held."""

from __future__ import annotations

import threading

import pytest
from tests.campaigns.house import KIT
from tests.ingest.doubles import intake
from tests.making.mails import mail

from clawback.app import open_application
from clawback.filters.parse import parse
from clawback.model.clock import SystemClock
from clawback.purge.judgement import State, Verdict, Wish
from clawback.purge.judgements import HOUSE
from clawback.settings import Settings
from clawback.store.port import Query
from clawback.worker.data_folder import DataFolder

pytestmark = pytest.mark.slow

SETTINGS = {
    "purge": {"mode": "off"},
    "campaigns": {"judge": {"say": "decide", "fewest_messages": 4}},
}


def until(holds):
    ticking = threading.Event()
    for _ in range(2000):
        if holds():
            return
        ticking.wait(0.01)
    pytest.fail("It did not come to that in twenty seconds.")


def count(parts, text):
    query = Query(filter=parse(text), now=SystemClock().now())
    return sum(len(block) for block in parts.store.whereabouts(query))


def test_a_campaign_that_turns_bad(tmp_path):
    """Two of four are judged by hand; the other two follow, and so does the fifth as it comes."""
    folder = DataFolder(tmp_path)
    folder.prepare()
    now = SystemClock().now()
    came = [
        intake(number, raw=mail(number, body=f"{KIT}\n"), received_at=now) for number in range(1, 6)
    ]
    with open_application(Settings.model_validate(SETTINGS), folder) as parts:
        parts.pipeline.start()
        parts.spool.accept(came[:4])
        until(lambda: count(parts, "subject:*") == 4)
        wish = Wish(verdict=Verdict.PHISH, filter="recipient:(r1@* OR r2@*)", reason="Looked")
        made = parts.judgements.begin(wish, HOUSE)
        until(lambda: parts.judgements.get(made.id, HOUSE).state is State.DONE)
        parts.turning.turn()
        until(lambda: count(parts, "latest_threat_type:phish") == 4)
        until(lambda: parts.judgements.newest(HOUSE, limit=1)[0].state is State.DONE)
        newest = parts.judgements.newest(HOUSE, limit=1)[0]
        assert (newest.wish.cause.value, newest.deliveries) == ("campaign", 2)
        assert "2 of 4 messages, 50 %" in newest.wish.reason
        parts.spool.accept(came[4:])
        until(lambda: count(parts, "threat_type:phish detection_technology:campaign") == 1)
        parts.turning.turn()
        assert len(parts.judgements.newest(HOUSE, limit=9)) == 2
        parts.pipeline.stop()
