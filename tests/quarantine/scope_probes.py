"""Two people's held mail, and how each pries into the other's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.quarantine.conftest import mail
from tests.store.scope_probes import A, B, World

from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.model.clock import Clock
from clawback.model.tags import Tags
from clawback.quarantine.ground import FOLDER, Ground, sealed_files
from clawback.quarantine.held import id_of
from clawback.quarantine.outlet import MemoryOutlet
from clawback.quarantine.quarantine import Quarantine
from clawback.quarantine.settings import QuarantineSettings
from clawback.store.port import EventStore

NODE = "here"
HELD = {A: [mail(1, A, B), mail(2, A)], B: [mail(1, A, B), mail(3, B)]}
"""What is held for each of them; the first is for both."""


def quarantine_of(
    folder: Path, database: Database, store: EventStore, clock: Clock, tags: Tags
) -> Quarantine:
    """A quarantine with mail of both."""
    (folder / FOLDER).mkdir(parents=True)
    ground = Ground(
        database=database,
        store=store,
        trail=Trail(database, clock),
        clock=clock,
        tags=tags,
        files=sealed_files(folder),
        node=NODE,
        keep=QuarantineSettings().keep,
        on_hold=frozenset,
    )
    room = Quarantine(ground, MemoryOutlet())
    for one in (*HELD[A], HELD[B][1]):
        room.hold(one)
    return room


def _ids(who: str) -> list[str]:
    return [id_of(NODE, one.network_message_id, who) for one in HELD[who]]


def _list(world: World) -> None:
    whole = world.get("/quarantine")
    assert {one["recipient"] for one in whole["items"]} == {world.me}
    assert sum(whole["counts"].values()) == len(_ids(world.me))
    for asked in ({"recipient": world.other}, {"text": world.other}):
        assert world.get("/quarantine", **asked)["items"] == []


def _show(world: World) -> None:
    unknown = world.web.get("/quarantine/Q-1")
    assert unknown.status_code == 404
    for one in _ids(world.other):
        answer = world.web.get(f"/quarantine/{one}")
        assert (answer.status_code, answer.content) == (404, unknown.content)
    for one in _ids(world.me):
        assert world.other not in str(world.get(f"/quarantine/{one}"))


def _acted(verb: str) -> Callable[[World], None]:
    def probe(world: World) -> None:
        ids = _ids(world.other)
        answer = world.web.post(f"/quarantine/{verb}", json={"ids": [*ids, "Q-1"]}).json()
        told = [{**one, "id": ""} for one in answer["items"]]
        assert told == [told[-1]] * (len(ids) + 1)
        assert world.other not in str(answer)

    return probe


QUARANTINE_PROBES: dict[str, Callable[[World], None]] = {
    "quarantine_list": _list,
    "quarantine_show": _show,
    "quarantine_release": _acted("release"),
    "quarantine_delete": _acted("delete"),
}
