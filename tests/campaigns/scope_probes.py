"""How two people pry into each other's mail by campaigns that it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

from tests.making.deliveries import START
from tests.servers.belonging import campaign_doors
from tests.store.scope_probes import OF, SHARED, A, B, World

from clawback.campaigns import records
from clawback.campaigns.campaign import Campaign, Kind
from clawback.campaigns.campaigns import Ask
from clawback.database import Database
from clawback.model.clock import Clock
from clawback.model.event import DeliveryEvent, EventSource, EventType
from clawback.store.port import EventStore

_OF = {A: "C-0000000000AAA", B: "C-0000000000BBB"}  # with mail of one of them alone
_BOTH = "C-0000000000CCC"


def campaigns_of(
    database: Database, store: EventStore, clock: Clock, ask: Ask
) -> Mapping[type[object], object]:
    """One of each one's mail, and one of the mail that both have."""
    keys = {_BOTH: [SHARED.key, *(row.key for row in OF[B] if "both" in row.subject)]}
    for who, campaign in _OF.items():
        keys[campaign] = [row.key for row in OF[who] if "both" not in row.subject]
    for number, (campaign, mail) in enumerate(keys.items()):
        at = START + timedelta(hours=number)
        made = Campaign(
            id=campaign,
            kind=Kind.PHISH,
            name=f"of {campaign}",
            found_at=at,
            first=at,
            last=at,
            mails=len(mail),
        )
        with database.write() as connection:
            records.found(connection, made)
            records.told(connection, made)
        store.amend(
            [
                DeliveryEvent(
                    id=f"{campaign} {key.network_message_id} {key.recipient}",
                    key=key,
                    at=at,
                    type=EventType.GROUPED,
                    source=EventSource.SYSTEM,
                    campaign_id=campaign,
                )
                for key in mail
            ]
        )
    return campaign_doors(database, store, clock, ask)


def _list(world: World) -> None:
    """One's own and the shared one; of the shared one only one's own copy is counted."""
    shown = {one["id"]: one for one in world.get("/campaigns")["items"]}
    assert set(shown) == {_OF[world.me], _BOTH}
    assert (shown[_BOTH]["deliveries"], shown[_BOTH]["recipients"]) == (1, 1)
    assert world.get("/campaigns", text=_OF[world.other])["items"] == []
    assert [one["id"] for one in world.get("/campaigns", limit=1)["items"]] == [
        next(one for one in shown)
    ]


def _get(world: World) -> None:
    unknown = world.web.get("/campaigns/C-0000000000XXX")
    assert unknown.status_code == 404
    assert world.web.get(f"/campaigns/{_OF[world.other]}").content == unknown.content


def _edit(world: World) -> None:
    body = {"name": "mine"}
    assert world.web.patch(f"/campaigns/{_OF[world.other]}", json=body).status_code == 404
    assert world.web.patch(f"/campaigns/{_OF[world.me]}", json=body).json()["name"] == "mine"


def _change(world: World) -> None:
    """Who sees a part of the site's mail changes nothing, and learns nothing by trying."""
    mine, other = (f"/campaigns/{_OF[one]}" for one in (world.me, world.other))
    for path in (mine, other):
        tries = {
            "merge": {"into": _BOTH},
            "split": {"filter": "subject:both", "name": "mine"},
            "changes/1/undo": {},
        }
        for what, body in tries.items():
            answer = world.web.post(f"{path}/{what}", json=body)
            assert answer.json()["code"] == "campaign_not_all_yours"


def _changes(world: World) -> None:
    unknown = world.web.get("/campaigns/C-0000000000XXX/changes")
    assert world.web.get(f"/campaigns/{_OF[world.other]}/changes").content == unknown.content
    assert world.get(f"/campaigns/{_OF[world.me]}/changes")["items"] == []


def _told(world: World) -> None:
    """The way of one's own mail and a report of it; of the other's, nothing."""
    for what in ("flow", "report"):
        unknown = world.web.get(f"/campaigns/C-0000000000XXX/{what}")
        assert world.web.get(f"/campaigns/{_OF[world.other]}/{what}").content == unknown.content
    nodes = world.get(f"/campaigns/{_BOTH}/flow")["nodes"]
    assert sum(node["deliveries"] for node in nodes if node["layer"] == "place") == 1
    report = world.web.get(f"/campaigns/{_BOTH}/report").content
    text = ZipFile(BytesIO(report)).read("word/document.xml").decode()
    assert world.me in text
    assert world.other not in text


CAMPAIGN_PROBES: dict[str, Callable[[World], None]] = {
    "campaign_list": _list,
    "campaign_get": _get,
    "campaign_edit": _edit,
    "campaign_changes": _changes,
    **dict.fromkeys(("campaign_flow", "campaign_report"), _told),
    **dict.fromkeys(("campaign_merge", "campaign_split", "campaign_undo"), _change),
}
