"""How two people pry into each other's mail by alerts about it."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.servers.alerting import Desk, desk_on
from tests.store.scope_probes import ROWS, SHARED, World

from clawback.alerts.alert import Hit, mark_of
from clawback.alerts.channels.channel import MemoryChannel
from clawback.alerts.policy import Condition, Policy
from clawback.alerts.raising import Fits, Raising
from clawback.alerts.records.alerts import Wanted
from clawback.database import Database
from clawback.filters.lists import Lists
from clawback.model.actor import SYSTEM
from clawback.model.clock import Clock
from clawback.model.delivery import Delivery
from clawback.model.tags import Tags
from clawback.store.port import EventStore

_POLICY = {"name": "Any", "condition": {"filter": "recipient:*"}}
_NOTHING = {"name": "Any", "condition": {"filter": "subject:nothing"}}
_ALL: list[str] = []


def alerts_of(store: EventStore, state: Database, clock: Clock, lists: Lists, tags: Tags) -> Desk:
    """With an alert for each one's mail, one for both, and one about no mail."""
    raising = Raising(state, clock, [])
    groups = {row.recipient: [row] for row in ROWS if row is not SHARED}
    both = [row for row in ROWS if row.network_message_id == SHARED.network_message_id]
    for name, rows in {**groups, "both": both, "none": []}.items():
        policy = Policy(id=f"P-{name}", name=name, condition=Condition(filter="recipient:*"))
        hits = [_hit(row) for row in rows] or [Hit(mark="x", at=clock.now(), summary="no mail")]
        raising.take([Fits(policy=policy, hits=hits)])
    desk = desk_on(store, state, clock, lists, tags=tags, channels=[MemoryChannel("post")])
    _ALL[:] = [one.id for one in desk.alerts.page(SYSTEM, Wanted(), limit=10)]
    return desk


def _hit(row: Delivery) -> Hit:
    return Hit(
        mark=mark_of(row.network_message_id, row.recipient),
        at=row.time_received,
        key=row.key,
        summary=row.recipient,
    )


def _own(world: World) -> list[str]:
    return [one["id"] for one in world.get("/alerts")["items"]]


def _read(world: World) -> None:
    """List, page and feed have the alert about one's own mail alone."""
    items = world.get("/alerts")["items"]
    assert [one["policy_name"] for one in items] == [world.me]
    assert world.other not in str(world.get(f"/alerts/{items[0]['id']}"))
    feed = world.web.get("/alerts/feed")
    assert {json.loads(line)["alert"]["id"] for line in feed.text.splitlines()} == {items[0]["id"]}
    for policy in (f"P-{world.other}", "P-both", "P-none"):
        assert world.get("/alerts", policy=policy)["items"] == []


def _handle(world: World) -> None:
    """An alert about other mail too is as unknown as one that never was."""
    unknown = world.web.get("/alerts/W-0")
    assert unknown.status_code == 404
    hidden = set(_ALL) - set(_own(world))
    assert len(hidden) == 3
    for one in hidden:
        for answer in (
            world.web.get(f"/alerts/{one}"),
            world.web.patch(f"/alerts/{one}", json={"status": "resolved"}),
            world.web.post(f"/alerts/{one}/comments", json={"text": "x"}),
        ):
            assert answer.content == unknown.content


def _manage(world: World) -> None:
    """Policies look at all mail, so nobody who sees a part of it keeps one."""
    answers = [
        world.web.post("/alert-policies", json=_POLICY),
        world.web.put("/alert-policies/user-reported", json=_POLICY),
        world.web.delete("/alert-policies/user-reported"),
    ]
    assert {one.json()["code"] for one in answers} == {"alert_policy_needs_all_mail"}
    assert world.other not in str(world.get("/alert-policies"))
    assert world.other not in str(world.get("/alert-policies/user-reported"))


def _try(world: World) -> None:
    """A trial counts one's own mail alone."""
    for policy, count in ((_POLICY, len(world.mine)), (_NOTHING, 0)):
        answer = world.web.post("/alert-policies/try", json={"policy": policy, "days": 30})
        assert answer.json()["hits"] == count


def _channels(world: World) -> None:
    """Channels tell numbers and no mail."""
    assert world.other not in str(world.get("/alert-channels"))
    assert world.other not in world.web.post("/alert-channels/post/test").text


ALERT_PROBES: dict[str, Callable[[World], None]] = {
    **dict.fromkeys(("alert_list", "alert_feed"), _read),
    **dict.fromkeys(("alert_get", "alert_change", "alert_comment"), _handle),
    **dict.fromkeys(
        (
            "alert_policy_list",
            "alert_policy_get",
            "alert_policy_add",
            "alert_policy_change",
            "alert_policy_remove",
        ),
        _manage,
    ),
    "alert_policy_try": _try,
    **dict.fromkeys(("alert_channel_list", "alert_channel_test"), _channels),
}
