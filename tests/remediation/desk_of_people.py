"""The whole application over HTTP: an analyst, an approver, an administrator, real Maildirs."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from sqlalchemy import text
from tests.making.company import Company
from tests.making.house import TurnedClock
from tests.making.visitors import API, ORIGIN, Visitors
from tests.servers.parts import TestParts, parts_in
from tests.servers.web_client import WebClient

from clawback.identity.role import Role
from clawback.model.scope import EVERYWHERE, Scope
from clawback.remediation.policy import Policy

ADA, BOB = "ada@a.example", "bob@b.example"
REMEDIATIONS = f"{API}/remediations"
ENDED = {"completed", "failed", "cancelled"}
WISH = {"action": "hard_delete", "filter": "", "name": "Invoice fraud", "severity": "high"}


class Desks:
    """People at their browsers, all on one application. Answers are any JSON."""

    def __init__(self, parts: TestParts, clock: TurnedClock, company: Company, state: Path) -> None:
        self.parts, self.clock, self.company = parts, clock, company
        self.state = state
        self.people = Visitors(parts.identity, clock, self._browser)

    def person(self, login: str, *roles: Role, scope: Scope = EVERYWHERE) -> WebClient:
        """Somebody who has signed in with everything that their roles need, just now."""
        web = self.people.settled(login, *roles, scope=scope)
        if Role.APPROVER in roles or Role.ADMIN in roles:
            self.clock.turn(seconds=30)
        return web

    def propose(self, web: WebClient, **changes: object) -> dict[str, Any]:
        """A plan that waits for somebody else."""
        answer = web.post(REMEDIATIONS, json={**WISH, "propose": True, **changes})
        assert answer.status_code == 201, answer.text
        return dict(answer.json()["remediation"])

    def approve(self, web: WebClient, plan: dict[str, Any], **more: object) -> Any:
        """The answer to this person's yes to the plan as it was shown."""
        body = {"plan_hash": plan["plan_hash"], "reason": "Looked at it.", **more}
        return web.post(f"{REMEDIATIONS}/{plan['id']}/approve", json=body)

    def start(self, web: WebClient, plan: dict[str, Any]) -> Any:
        """The answer to a start."""
        return web.post(f"{REMEDIATIONS}/{plan['id']}/start")

    def ended(self, web: WebClient, plan: dict[str, Any]) -> dict[str, Any]:
        """The remediation once it is over; somebody must be working."""
        path, limit = f"{REMEDIATIONS}/{plan['id']}", time.monotonic() + 30
        while (now := web.get(path).json())["state"] not in ENDED:
            assert time.monotonic() < limit, now
            Event().wait(0.01)
        return dict(now)

    def settled(self) -> None:
        """Waits until every item that was started has ended, however it did."""
        going = text(
            "SELECT count(*) FROM job_item JOIN job ON job.id = job_item.job "
            "WHERE job.state IN ('queued', 'running') AND job_item.outcome = ''"
        )
        limit = time.monotonic() + 30
        while True:
            with self.parts.database.read() as connection:
                if not connection.scalar(going):
                    return
            assert time.monotonic() < limit, "items do not end"
            Event().wait(0.01)

    def items(self, web: WebClient, plan: dict[str, Any]) -> list[dict[str, Any]]:
        """Its deliveries with outcomes."""
        return list(web.get(f"{REMEDIATIONS}/{plan['id']}/items").json()["items"])

    def change_on_disk(self, statement: str, *values: object) -> None:
        """Somebody who owns the database's file takes its guards away and writes to it."""
        with closing(sqlite3.connect(self.state)) as disk, disk:
            disk.execute("PRAGMA ignore_check_constraints = ON")
            for (name,) in disk.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
                disk.execute(f"DROP TRIGGER {name}")
            assert disk.execute(statement, values).rowcount > 0, f"{statement} changed nothing"

    def told(self) -> list[tuple[str, str]]:
        """Action and result of every entry of the trail, oldest first."""
        with self.parts.database.read() as connection:
            every = connection.execute(text("SELECT action, result FROM audit_entry ORDER BY id"))
            return [(row.action, row.result) for row in every]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """The worker, which may be started once."""
        self.parts.executor.start()
        try:
            yield
        finally:
            self.parts.executor.stop()

    def _browser(self, **headers: str) -> WebClient:
        ours = {"Sec-Fetch-Site": "same-origin", **headers}
        return WebClient(
            self.parts.app, base_url=ORIGIN, headers=ours, raise_server_exceptions=False
        )


@contextmanager
def desks_in(folder: Path, policy: Policy | None = None) -> Iterator[Desks]:
    """A new application with nobody in it and no mail."""
    clock, company = TurnedClock(), Company(folder / "mail")
    (folder / "data").mkdir()
    with parts_in(
        folder / "data", servers=[company.server()], clock=clock, policy=policy or Policy()
    ) as parts:
        yield Desks(parts, clock, company, folder / "data" / "state.sqlite")
