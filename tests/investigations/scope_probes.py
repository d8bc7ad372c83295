"""How two people pry into each other's mail by investigating it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.servers.investigating import investigations_on
from tests.store.scope_probes import OF, SHARED, World

from clawback.investigations.investigation import Root, RootKind
from clawback.investigations.investigations import Investigations
from clawback.purge.judgements import HOUSE, Ground

_PATIENCE = 10.0  # seconds
_FOR_ALL: list[str] = []  # an investigation of somebody who sees everything


def investigations_of(ground: Ground) -> Investigations:
    """With one that somebody began who sees everything."""
    room = investigations_on(ground)
    root = Root(kind=RootKind.MESSAGE, value=SHARED.network_message_id)
    _FOR_ALL[:] = [room.begin(root, HOUSE, reason="for all").investigation.id]
    return room


def _made(world: World, kind: str, value: str) -> dict[str, Any]:  # its JSON
    """An investigation when it is over."""
    body = {"kind": kind, "value": value, "reason": "a test"}
    answer = world.web.post("/investigations", json=body)
    assert answer.status_code == 202, answer.text
    made, until = answer.json(), time.monotonic() + _PATIENCE
    while made["ended_at"] is None and time.monotonic() < until:
        time.sleep(0.01)
        made = world.get(f"/investigations/{made['id']}")
    return dict(made)


def _make(world: World) -> None:
    """Whatever names the other's mail alone finds nothing, as what nobody has."""
    unknown = world.web.post("/investigations", json={"kind": "message", "value": "none"})
    assert unknown.status_code == 404
    alone = [row for row in world.theirs if "both" not in row.subject]
    prying = [("message", row.network_message_id) for row in alone]
    for kind, value in (*prying, ("recipient", world.other)):
        answer = world.web.post("/investigations", json={"kind": kind, "value": value})
        assert answer.content == unknown.content
    told = _made(world, "message", SHARED.network_message_id)
    assert world.other not in str(told)


def _others(world: World) -> None:
    """One that reaches beyond one's scope is as unknown as one that never was."""
    own = _made(world, "message", OF[world.me][0].network_message_id)["id"]
    listed = [one["id"] for one in world.get("/investigations")["items"]]
    assert own in listed
    assert _FOR_ALL[0] not in listed
    place = "/investigations"
    unknown = world.web.get(f"{place}/V-0000000000XXX")
    assert unknown.status_code == 404
    for path in (f"{place}/{_FOR_ALL[0]}", f"{place}/{_FOR_ALL[0]}/graph"):
        assert world.web.get(path).content == unknown.content
    cancelled = world.web.post(f"{place}/{_FOR_ALL[0]}/cancel", json={})
    assert cancelled.status_code == 404
    assert world.other not in str(world.get(f"{place}/{own}/graph"))


INVESTIGATION_PROBES: dict[str, Callable[[World], None]] = {
    "investigation_make": _make,
    **dict.fromkeys(
        (
            "investigation_list",
            "investigation_get",
            "investigation_graph",
            "investigation_cancel",
        ),
        _others,
    ),
}
