"""The room's routes as several people call them, with the API's own problem documents."""

from __future__ import annotations

from contextlib import contextmanager

from fastapi import Request
from sqlalchemy import text
from tests.remediation.people import person, work_off
from tests.servers.routed import routed
from tests.servers.web_client import WebClient

from clawback.api import errors
from clawback.identity.role import Role
from clawback.model.clock import Clock
from clawback.remediation.remediations import Remediations
from clawback.remediation.routes import routers

GRACE, ALAN, EVE = (person(name) for name in ("grace", "alan", "eve"))
ANALYST = person("ann", Role.ANALYST)
APPROVER = person("bea", Role.APPROVER)
WISH = {"action": "hard_delete", "filter": "", "name": "Invoice fraud", "severity": "high"}


def problem(answer, status, code):
    """The sentence of a problem document of this kind."""
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["detail"].endswith(".")
    return body["detail"]


def work(office):
    work_off(office.ledger, office.task, office.telling)


def trail(office):
    """Actions of the audit trail, oldest first."""
    with office.database.read() as connection:
        return list(connection.scalars(text("SELECT action FROM audit_entry ORDER BY id")))


class Desk:
    """A client that calls as whoever sits there: `with desk.of(GRACE) as api:`."""

    def __init__(self, world):
        self.application = routed(*routers)
        errors.install(self.application)
        self.application.state.parts = {Clock: world.clock, Remediations: world.remediations}

        @self.application.middleware("http")
        async def enter(request: Request, call_next):
            request.state.actor = self.actor
            return await call_next(request)

        self.actor = None
        self.client = WebClient(self.application)

    @contextmanager
    def of(self, actor):
        before, self.actor = self.actor, actor
        yield self.client
        self.actor = before

    def post(self, actor, path, **body):
        """The answer to a POST below /remediations."""
        with self.of(actor) as api:
            return api.post(f"/remediations{path}", json=body)

    def approve(self, actor, remediation, **more):
        """The answer to this actor's yes to the plan as it was shown."""
        body = {"plan_hash": remediation["plan_hash"], "reason": "Looked at it."} | more
        return self.post(actor, f"/{remediation['id']}/approve", **body)
