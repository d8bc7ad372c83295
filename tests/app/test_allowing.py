"""One block entry in a whole server: the next mail, the click, and the mail of before."""

from __future__ import annotations

import threading

import pytest
from tests.ingest.doubles import intake
from tests.making.mails import mail

from clawback.app import open_application
from clawback.entries import current as looking
from clawback.entries.entry import EntryAction
from clawback.entries.value import read_value
from clawback.entries.wish import EntryWish
from clawback.filters.parse import parse
from clawback.links.clicks.book import marks_of
from clawback.model.actor import SYSTEM
from clawback.model.clock import SystemClock
from clawback.purge.judgements import HOUSE
from clawback.settings import Settings
from clawback.store.port import Query
from clawback.worker.data_folder import DataFolder

pytestmark = pytest.mark.slow

SETTINGS = {"purge": {"mode": "off"}}
LINK = "See https://www.evil.example/pay?who=1 for more.\n"


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


def test_what_is_blocked_is_stopped_everywhere(tmp_path, monkeypatch):
    """Past mail is judged, mail that comes is blocked with its reason, and so is the click."""
    monkeypatch.setattr(looking, "LOOKED_EVERY", 0.0)
    folder = DataFolder(tmp_path)
    folder.prepare()
    now = SystemClock().now()
    came = [intake(number, raw=mail(number, body=LINK), received_at=now) for number in (1, 2)]
    with open_application(Settings.model_validate(SETTINGS), folder) as parts:
        parts.pipeline.start()
        parts.blocked.turn()
        parts.spool.accept(came[:1])
        until(lambda: count(parts, "subject:*") == 1)
        value = read_value("~evil.example")
        made = parts.allowing.entries.add(SYSTEM, EntryWish(value=value, action=EntryAction.BLOCK))
        parts.blocked.turn()
        until(lambda: count(parts, "latest_threat_type:phish") == 1)
        (judged,) = parts.judgements.newest(HOUSE, limit=9)
        assert "blocks ~evil.example from now on" in judged.wish.reason
        parts.spool.accept(came[1:])
        blocked = "override_source:tenant_allow_block_list_url_block primary_override:*"
        until(lambda: count(parts, blocked) == 1)
        parts.clicking.books.turn()
        marks = marks_of("https://www.evil.example/pay?who=1", "")
        (found,) = parts.clicking.books.now.naming(marks, SystemClock().now(), blocks=True)
        assert (found.own, found.source) == (True, "entries")
        parts.allowing.keep_uses()
        assert parts.allowing.entries.get(made.id).used_at is not None
        parts.pipeline.stop()
