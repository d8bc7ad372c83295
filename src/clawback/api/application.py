"""The web application: every room's routes behind one door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import cast

from fastapi import APIRouter, Depends, FastAPI

from clawback.alerts import routes as alerts
from clawback.api import errors, health, streaming, versions
from clawback.api.console import Console
from clawback.api.denials import Denials
from clawback.api.envelope import Envelope
from clawback.api.gate import Gate, Keys, confirm
from clawback.api.leaving import Leaving
from clawback.api.metrics import Metrics
from clawback.api.notes import Notes
from clawback.api.operations import guard
from clawback.api.permissions import PERMISSIONS
from clawback.api.schema import complete
from clawback.api.searches import Searches
from clawback.api.throttle import Throttle
from clawback.audit import routes as audit
from clawback.audit.trail import Trail
from clawback.campaigns import routes as campaigns
from clawback.entries import routes as entries
from clawback.entries.at_click import routes as click_entries
from clawback.entries.bringing import routes as entry_files
from clawback.entries.feeds import routes as entry_feeds
from clawback.explorer import routes as explorer
from clawback.exports import routes as exports
from clawback.filters import routes as filters
from clawback.identity import routes as identity
from clawback.identity.oidc import routes as oidc
from clawback.identity.sessions import Sessions
from clawback.identity.site import Sites
from clawback.identity.tokens import Tokens
from clawback.ingest import routes as ingest
from clawback.investigations import routes as investigations
from clawback.learning import routes as learning
from clawback.links.clicks import routes as clicks
from clawback.links.rules import routes as link_rules
from clawback.mailboxes import routes as mailboxes
from clawback.model.clock import Clock
from clawback.preview import routes as preview
from clawback.purge import routes as purge
from clawback.quarantine import routes as quarantine
from clawback.queries import routes as queries
from clawback.queries.recents import RecentQueries
from clawback.remediation import routes as remediation
from clawback.remediation.review import routes as review
from clawback.retention import routes as retention
from clawback.store import routes as store
from clawback.store.admission import Admission
from clawback.submissions import routes as submissions

PREFIX = "/api/v1"
ROOMS: Sequence[APIRouter] = (
    *store.routers,
    exports.router,
    retention.router,
    learning.router,
    investigations.router,
    alerts.router,
    submissions.router,
    purge.router,
    campaigns.router,
    link_rules.router,
    filters.router,
    *ingest.routers,
    *remediation.routers,
    review.router,
    *preview.routers,
    quarantine.router,
    mailboxes.router,
    *explorer.routers,
    clicks.router,
    click_entries.router,
    entry_files.router,  # before the routes of one entry, which would take its words for ids
    entry_feeds.router,
    entries.router,
    *queries.routers,
    *identity.routers,
    oidc.router,
    audit.router,
    versions.router,
    streaming.router,
)


def _every() -> APIRouter:
    every, checked = APIRouter(), [Depends(confirm)]
    every.include_router(health.router, dependencies=checked)
    for router in ROOMS:
        every.include_router(router, prefix=PREFIX, dependencies=checked)
    return every


_EVERY = _every()  # the same for every application: what differs are the parts


def application(
    parts: Mapping[type[object], object], *, tokens: Tokens, metrics: Metrics, clock: Clock
) -> FastAPI:
    """The application, with `parts` for its routes by the type they ask for.

    Raises:
        UnguardedRouteError: a route has no permission.
    """
    made = FastAPI(
        title="Clawback",
        version=version("clawback"),
        summary="The open threat explorer for your own mail.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        routes=_EVERY.routes,
    )
    made.state.parts = dict(parts)
    errors.install(made)
    operations = guard(made.routes, PERMISSIONS)
    complete(made, operations)
    keys = Keys(
        tokens=tokens,
        sites=cast("Sites", parts[Sites]),
        sessions=cast("Sessions", parts[Sessions]),
    )
    made.state.keys = keys
    trail = cast("Trail | None", parts.get(Trail))
    admission = cast("Admission | None", parts.get(Admission))
    made.add_middleware(Leaving, waiting=admission.most_waiting if admission else 0)
    made.add_middleware(Searches, recents=cast("RecentQueries", parts[RecentQueries]))
    made.add_middleware(
        Gate,
        operations=operations,
        keys=keys,
        throttle=Throttle(clock),
        metrics=metrics,
        denials=Denials(trail, clock) if trail else None,
        notes=Notes(trail) if trail else None,
    )
    made.add_middleware(Console)
    made.add_middleware(Envelope, metrics=metrics)
    return made
