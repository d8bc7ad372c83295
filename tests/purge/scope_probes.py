"""How two people pry into each other's mail and judgements by judging it again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.servers.inquiring import inquiries_of
from tests.store.scope_probes import World

from clawback.analysis.providers.memory import MemoryProvider
from clawback.analysis.providers.panel import Panel
from clawback.analysis.providers.seat import Terms
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.model.clock import Clock
from clawback.purge.inquiry.asking import Engine
from clawback.purge.inquiry.inquiries import Inquiries
from clawback.purge.judgement import Verdict, Wish
from clawback.purge.judgements import HOUSE, Ground, Judgements
from clawback.purge.settings import PurgeSettings
from clawback.remediation.remediations import Remediations
from clawback.remediation.room import Ask
from clawback.store.port import EventStore

_NOBODYS = "subject:none-has-this"
_FOR_ALL: list[str] = []  # judgements of somebody who sees everything
_INQUIRIES: list[str] = []


def judgements_of(
    database: Database, store: EventStore, clock: Clock, ask: Ask, remediations: Remediations
) -> Judgements:
    """With one that somebody made who sees everything."""
    ground = Ground(
        database=database,
        store=store,
        trail=Trail(database, clock),
        clock=clock,
        ask=ask,
        remediations=remediations,
        heard=lambda _, __: None,
    )
    room = Judgements(ground, PurgeSettings().policy())
    wish = Wish(verdict=Verdict.PHISH, filter=_NOBODYS, reason="for all")
    _FOR_ALL[:] = [room.begin(wish, HOUSE).id]
    return room


def inquiries_in(judgements: Judgements, store: EventStore, clock: Clock) -> Inquiries:
    """With one that somebody began who sees everything."""
    engine = MemoryProvider({})
    asked = Engine(name="memory", edition=engine.edition, panel=Panel([(engine, Terms())]))
    room = inquiries_of(judgements, [asked], store=store, clock=clock)
    _INQUIRIES[:] = [room.begin(HOUSE).id]
    return room


def _judged(world: World, text: str) -> dict[str, Any]:  # its JSON
    """A judgement when it is over."""
    body = {"verdict": "spam", "filter": text, "reason": "x", "since": "2026-01-01T00:00:00Z"}
    made = world.web.post("/judgements", json=body).json()
    while made["state"] == "judging":
        time.sleep(0.01)
        made = world.get(f"/judgements/{made['id']}")
    return dict(made)


def _make(world: World) -> None:
    """Whatever names the other's mail, none of it is judged, and none is told to be there."""
    alone = [row for row in world.theirs if "both" not in row.subject]
    prying = [f"recipient:{world.other}", f'subject:"for {world.other}"']
    for text in (*prying, *(f"id:{row.network_message_id}" for row in alone)):
        made = _judged(world, text)
        assert (made["deliveries"], made["answer"]) == (0, "nothing_found")


def _list(world: World) -> None:
    own = _judged(world, _NOBODYS)["id"]
    assert own in [one["id"] for one in world.get("/judgements")["items"]]
    assert "for all" not in str(world.get("/judgements"))


def _get(world: World) -> None:
    unknown = world.web.get("/judgements/J-1")
    assert unknown.status_code == 404
    assert [world.web.get(f"/judgements/{one}").content for one in _FOR_ALL] == [unknown.content]


def _policy(world: World) -> None:
    assert world.other not in str(world.get("/purge"))


def _inquiry_make(world: World) -> None:
    assert world.web.post("/inquiries", json={}).json() == {"code": "narrow_scope"}


def _inquiry_list(world: World) -> None:
    assert world.get("/inquiries")["items"] == []


def _inquiry_get(world: World) -> None:
    unknown = world.web.get("/inquiries/Q-1")
    assert unknown.status_code == 404
    assert [world.web.get(f"/inquiries/{one}").content for one in _INQUIRIES] == [unknown.content]


def _inquiry_stop(world: World) -> None:
    assert world.web.post(f"/inquiries/{_INQUIRIES[0]}/stop").status_code == 404


JUDGEMENT_PROBES: dict[str, Callable[[World], None]] = {
    "judgement_make": _make,
    "judgement_list": _list,
    "judgement_get": _get,
    "purge_policy": _policy,
    "inquiry_make": _inquiry_make,
    "inquiry_list": _inquiry_list,
    "inquiry_get": _inquiry_get,
    "inquiry_stop": _inquiry_stop,
}
