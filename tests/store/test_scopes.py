"""Two people with two scopes: nothing of the one's mail shows to the other, on any route."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from tests.alerts.scope_probes import ALERT_PROBES, alerts_of
from tests.campaigns.scope_probes import CAMPAIGN_PROBES, campaigns_of
from tests.explorer.scope_probes import MESSAGE_PROBES
from tests.exports.scope_probes import EXPORT_PROBES
from tests.investigations.scope_probes import INVESTIGATION_PROBES, investigations_of
from tests.making.clicks import make_click
from tests.making.deliveries import START, make_event, make_message
from tests.purge.scope_probes import JUDGEMENT_PROBES, inquiries_in, judgements_of
from tests.quarantine.scope_probes import QUARANTINE_PROBES, quarantine_of
from tests.queries.scope_probes import list_search, unmatched
from tests.remediation.people import person
from tests.remediation.scope_probes import CONTAINER, PLAN, PLAN_PROBES, WISH, Prying
from tests.servers.calling import READER, Calling
from tests.servers.routed import routed
from tests.servers.web_client import WebClient
from tests.store.scope_probes import OF, ROWS, SHARED, STORE_PROBES, A, B, World
from tests.submissions.scope_probes import SUBMISSION_PROBES, submissions_of

from clawback.analysis.trace import NO_TRUST, Trust
from clawback.api.application import ROOMS
from clawback.app import asker
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.explorer.origin.countries import Countries
from clawback.exports.desk import Ground
from clawback.exports.exports import Exports
from clawback.exports.folder import ExportFolder, Room
from clawback.exports.settings import ExportSettings
from clawback.filters.lists import FolderOfLists, Lists
from clawback.investigations.investigations import Investigations
from clawback.jobs.ledger import Ledger
from clawback.mailboxes.directory import Directory
from clawback.mailboxes.memory import MemoryServer
from clawback.model.actor import SYSTEM
from clawback.model.clock import Clock, FixedClock
from clawback.model.errors import ClawbackError, NotFoundError
from clawback.model.scope import Scope
from clawback.model.tags import Tags
from clawback.preview.frames import Frames
from clawback.preview.previews import Previews
from clawback.purge.inquiry.inquiries import Inquiries
from clawback.purge.judgements import Judgements
from clawback.quarantine.quarantine import Quarantine
from clawback.remediation.authority import Authority
from clawback.remediation.policy import Policy
from clawback.remediation.remediations import Remediations
from clawback.remediation.review.reviews import Reviews
from clawback.remediation.seal import Seals
from clawback.remediation.warrant import Warrants
from clawback.store.duckdb import DuckdbStore
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch, EventStore
from clawback.submissions.submissions import Submissions

pytestmark = pytest.mark.slow

CLOCK = FixedClock(START + timedelta(days=10))
TAGS = Tags.read({"team-a": [A], "team-b": ["*@b.example"]})
SCOPES = {
    "by domain": {
        A: Scope(domains=frozenset({"a.example"})),
        B: Scope(domains=frozenset({"b.example"})),
    },
    "by tag": {A: Scope(tags=frozenset({"team-a"})), B: Scope(tags=frozenset({"team-b"}))},
}
HEADERS = tuple(
    field
    for who in (A, B)
    for field in (
        ("Delivered-To", who),
        (
            "Received",
            f"from x ([192.0.2.1]) by mx.example id 1 for <{who}>; 1 Nov 2026 00:00 +0",
        ),
    )
)
PROBES: dict[str, Callable[[World], None]] = {
    **STORE_PROBES,
    **EXPORT_PROBES,
    "list_unmatched": unmatched,
    **MESSAGE_PROBES,
    **QUARANTINE_PROBES,
    **JUDGEMENT_PROBES,
    **CAMPAIGN_PROBES,
    **INVESTIGATION_PROBES,
    **ALERT_PROBES,
    **SUBMISSION_PROBES,
}
"""Every operation that gives out something of a delivery, and how it is pried."""

ROOMS_WITHOUT_DELIVERIES = frozenset(
    {
        "account",
        "allow/block list",
        "audit",
        "click entries",
        "click service",
        "filters",
        "headers",
        "imports",
        "link rules",
        "people",
        "roles",
        "session",
    }
    | {"live", "mail servers", "queries", "sign-in", "system", "tokens"}
)
"""By tag of their operations: nothing of a delivery is in what they answer.

The click service is a program with a role of its own; it knows messages by id, and no recipients.
"""


def _routers() -> FastAPI:
    return routed(*ROOMS)


def test_every_operation_is_pried_or_holds_no_delivery():
    """A new route fails here until it is probed, or its room is said to hold no deliveries."""
    left = set()
    for methods in _routers().openapi()["paths"].values():
        for operation in methods.values():
            if not set(operation.get("tags", ())) & ROOMS_WITHOUT_DELIVERIES:
                left.add(operation["operationId"])
    assert left - {"preview_frame"} == set(PROBES) | set(PLAN_PROBES)


# The mail is asked of the one, jobs and the trail are kept by the other: each is met once.
STORES = pytest.mark.parametrize(
    ("store", "state_engine"),
    [
        ("duckdb", "sqlite"),
        pytest.param("memory", "postgresql", marks=pytest.mark.server),
    ],
    indirect=["store"],
)


@pytest.fixture(scope="module")
def store(request, tmp_path_factory):
    """Both people's mail; nobody who looks at it changes it."""
    place = tmp_path_factory.mktemp("scopes") / "s.duckdb"
    kept: EventStore = MemoryStore() if request.param == "memory" else DuckdbStore.open(place)
    ids = dict.fromkeys(row.network_message_id for row in ROWS)
    messages = tuple(make_message(network_message_id=one, headers=HEADERS) for one in ids)
    kept.append(Batch(messages=messages, deliveries=tuple(ROWS)))
    kept.amend([make_event(row) for row in ROWS])
    kept.record_clicks(
        [
            make_click(
                number,
                network_message_id=row.network_message_id,
                recipient=row.recipient,
                url_domain_and_path="pay.example/now",
            )
            for number, row in enumerate(ROWS)
        ]
    )
    yield kept
    kept.close()


@pytest.fixture
def remediations(store: EventStore, state: Database, tmp_path: Path) -> Remediations:
    return Remediations(
        database=state,
        ledger=Ledger(state, boot="1"),
        store=store,
        servers=Directory([MemoryServer()]),
        clock=CLOCK,
        ask=asker(FolderOfLists(tmp_path / "lists"), TAGS, CLOCK),
        wake=lambda: None,
        authority=Authority(
            policy=Policy(required=False),
            warrants=Warrants(Seals(b"k" * 32)),
            trail=Trail(state, CLOCK),
            tags_of=TAGS.of,
            still_may=lambda _, __: True,
        ),
    )


@pytest.fixture
def calling(store: EventStore, state: Database, remediations: Remediations, tmp_path: Path):
    application = _routers()
    lists = FolderOfLists(tmp_path / "lists")
    lists.put("everybody", [A, B])
    judgements = judgements_of(state, store, CLOCK, asker(lists, TAGS, CLOCK), remediations)
    inquiries = inquiries_in(judgements, store, CLOCK)
    investigations = investigations_of(judgements.ground)
    submissions = submissions_of(judgements.ground)
    application.state.parts = {
        EventStore: store,
        Exports: _exports(store, state, lists, tmp_path),
        Lists: lists,
        **list_search(lists, store, TAGS, CLOCK),
        Tags: TAGS,
        Trust: NO_TRUST,
        Countries: Countries(),
        Clock: CLOCK,
        Trail: Trail(state, CLOCK),
        Remediations: remediations,
        Reviews: remediations.reviews,
        Frames: Frames(CLOCK),
        Previews: None,
        Quarantine: quarantine_of(tmp_path, state, store, CLOCK, TAGS),
        Judgements: judgements,
        **campaigns_of(state, store, CLOCK, asker(lists, TAGS, CLOCK)),
        Inquiries: inquiries,
        Investigations: investigations,
        **alerts_of(store, state, CLOCK, lists, TAGS).for_routes(),
        Submissions: submissions,
    }

    @application.exception_handler(ClawbackError)
    def explain(_, error):
        return JSONResponse({"code": error.code}, 404 if isinstance(error, NotFoundError) else 400)

    yield Calling(application)
    submissions.stop()
    investigations.stop()
    inquiries.stop()
    judgements.stop()


def _exports(store: EventStore, state: Database, lists: Lists, folder: Path) -> Exports:
    ground = Ground(
        database=state,
        trail=Trail(state, CLOCK),
        clock=CLOCK,
        lists=lists,
        tags=TAGS,
        folder=ExportFolder(folder / "exports", Room(most=1 << 30, reserve=0)),
        node="here",
        keep=ExportSettings().keep,
    )
    return Exports(ground, store, ExportSettings())


@pytest.mark.parametrize("operation", PROBES)
@pytest.mark.parametrize("how", SCOPES)
@STORES
def test_nothing_of_the_other_shows(calling: Calling, how: str, operation: str):
    """Asked as A about B and as B about A: every id is unknown, every count is one's own."""
    with WebClient(calling) as web:
        for me, other in ((A, B), (B, A)):
            calling.actor = replace(READER, scope=SCOPES[how][me])
            PROBES[operation](World(web, me, other))


def _gathered(web: WebClient) -> dict[str, list[str]]:
    """A draft, a proposal and a container of whoever calls."""
    draft, proposed = (
        web.post("/remediations", json=WISH | {"propose": wanted}).json()["remediation"]
        for wanted in (False, True)
    )
    wish = {"action": "soft_delete", "name": "Together"}
    container = web.post("/remediation-containers", json=wish).json()
    return {PLAN: [draft["id"], proposed["id"]], CONTAINER: [container["id"]]}


@pytest.mark.parametrize("operation", PLAN_PROBES)
@pytest.mark.parametrize("how", SCOPES)
@pytest.mark.parametrize("store", ["memory"], indirect=True)
def test_nothing_of_the_others_plans_shows(
    calling: Calling, remediations: Remediations, how: str, operation: str
):
    """Plans and containers made within another scope are as unknown as such that never were."""
    actors = {who: person(who, scope=SCOPES[how][who]) for who in (A, B)}

    def state() -> object:
        return [
            (one.remediation, one.state, one.proposal)
            for one in remediations.newest(SYSTEM, limit=100)
        ], remediations.containers.page(SYSTEM, limit=100)

    with WebClient(calling) as web:
        made = {}
        for who, actor in actors.items():
            calling.actor = actor
            made[who] = _gathered(web)
        for me, other in ((A, B), (B, A)):
            calling.actor = actors[me]
            own = {row.network_message_id for row in OF[me]}
            prying = Prying(
                web=web,
                me=me,
                other=other,
                mine=made[me],
                theirs=made[other],
                foreign_keys=[
                    (row.network_message_id, other)
                    for row in OF[other]
                    if row.network_message_id not in own
                ],
                state=state,
            )
            PLAN_PROBES[operation](prying)


@STORES
def test_a_scope_that_covers_nobody_shows_nothing(calling: Calling):
    """A tag that is gone, a domain that has no mail: no rows, no counts, no messages."""
    calling.actor = replace(READER, scope=Scope(frozenset({"c.example"}), frozenset({"gone"})))
    with WebClient(calling) as web:
        assert web.get("/deliveries/count").json()["count"] == 0
        assert web.get("/deliveries").json()["rows"] == []
        assert web.get("/deliveries/top", params={"field": "recipient"}).json()["top"] == []
        assert web.get(f"/messages/{SHARED.network_message_id}").status_code == 404
