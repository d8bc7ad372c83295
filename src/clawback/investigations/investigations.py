"""The one door to investigations: begins them, carries them out, and looks after their actions."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import structlog

from clawback.audit.action import AuditAction
from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.filters.write import write
from clawback.investigations import deciding, records
from clawback.investigations.acting import OPENED_WITH, Hands
from clawback.investigations.eyes import Ask, Eyes
from clawback.investigations.investigation import (
    Case,
    Investigation,
    Opener,
    Root,
    Status,
    Step,
    StepName,
)
from clawback.investigations.policy import InvestigationPolicy
from clawback.investigations.ports import Again, Mailboxes, NobodyAgain, NoMailboxes
from clawback.investigations.roots import RootMissingError, start
from clawback.investigations.steps import STEPS
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.errand import Errand, on
from clawback.model.errors import ClawbackError, ConflictError, NotFoundError, UnavailableError
from clawback.model.identifier import new_id
from clawback.model.version import Version, version_text
from clawback.remediation.remediation import State
from clawback.remediation.remediations import Remediations
from clawback.store.port import EventStore

_WATCHED = 50
_log = structlog.stdlib.get_logger("clawback.investigations")


class InvestigationMissingError(NotFoundError):
    """There is no such investigation."""

    code = "investigation_missing"


class InvestigationOverError(ConflictError):
    """This investigation does not run any more; its actions are in the action centre."""

    code = "investigation_over"


class StoppingError(UnavailableError):
    """The server is being stopped. Investigate again when it is back."""

    code = "stopping"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the room stands on. `ask` makes the store's question, within an actor's scope."""

    database: Database
    store: EventStore
    trail: Trail
    clock: Clock
    ask: Ask
    remediations: Remediations
    mailboxes: Mailboxes = field(default_factory=NoMailboxes)
    again: Again = field(default_factory=NobodyAgain)


class Investigations:
    """One investigation at a time, in a thread of its own. Safe to call from several threads.

    Every step is written down when it is over; what a crash broke off goes on with the next one.
    """

    def __init__(self, ground: Ground, policy: InvestigationPolicy) -> None:
        self._ground, self.policy = ground, policy
        self._eyes = Eyes(
            store=ground.store,
            ask=ground.ask,
            policy=policy,
            permissions=OPENED_WITH,
            mailboxes=ground.mailboxes,
            again=ground.again,
        )
        self._hands = Hands(
            eyes=self._eyes, database=ground.database, remediations=ground.remediations
        )
        self._stopping = threading.Event()
        self._crew = ThreadPoolExecutor(1, thread_name_prefix="investigations")

    def begin(self, root: Root, actor: Actor, *, reason: str = "") -> Case:
        """Writes an investigation down and begins with it; gives it as it begins.

        Raises:
            FilterError: the value cannot be one of its kind.
            RootMissingError: no mail is like this, or the actor may not see it.
            StoppingError: the server stops.
        """
        ground, now = self._ground, self._ground.clock.now()
        if self._stopping.is_set():
            raise StoppingError
        made = Investigation(
            id=new_id("V", now),
            root=root,
            playbook=self.policy.playbook.title,
            reason=reason,
            since=now - self.policy.playbook.look_back,
            at=now,
            opener=opener_of(actor),
            changed_at=now,
        )
        self._require_mail(made)
        with ground.database.write() as connection:
            records.add(connection, made)
            ground.trail.record(
                connection,
                actor,
                AuditAction.INVESTIGATION_BEGIN,
                f"investigation:{made.id}",
                details={"root": root.kind.value, "playbook": made.playbook, "reason": reason},
            )
        self._crew.submit(self._carry_out, made)
        return Case(investigation=made)

    def get(self, investigation_id: str, actor: Actor) -> Case:
        """An investigation as it stands.

        Raises:
            InvestigationMissingError: there is none, or it reaches beyond the actor's scope.
        """
        with self._ground.database.read() as connection:
            found = records.find(connection, investigation_id)
            if found is None or not actor.scope.includes(found.opener.scope):
                raise InvestigationMissingError
            case = records.case_of(connection, found)
        states = {one.remediation: self._hands.state(case, one) for one in case.actions}
        told = {name: state.value for name, state in states.items() if state is not None}
        spare = self.policy.spare
        return replace(case, remediations=told, spare=write(spare) if spare else "")

    def newest(self, actor: Actor, *, limit: int, before: str | None = None) -> list[Case]:
        """What the actor may see, newest first; `before` is the last id of the page before."""
        found: list[Case] = []
        while len(found) < limit:
            with self._ground.database.read() as connection:
                page = records.newest(connection, limit=limit, before=before)
                seen = [one for one in page if actor.scope.includes(one.opener.scope)]
                found += [records.case_of(connection, one) for one in seen]
            if len(page) < limit:
                break
            before = page[-1].id
        return found[:limit]

    def cancel(self, investigation_id: str, actor: Actor) -> Case:
        """Ends one that runs, after the step it is at; what it has proposed stays proposed.

        Raises:
            InvestigationMissingError: there is none.
            InvestigationOverError: it does not run.
        """
        case = self.get(investigation_id, actor)
        with self._ground.database.write() as connection:
            made = records.find(connection, case.investigation.id)
            if made is None or made.status is not Status.RUNNING:
                raise InvestigationOverError
            records.change(connection, self._standing(made, Status.TERMINATED_BY_USER))
            self._ground.trail.record(
                connection,
                actor,
                AuditAction.INVESTIGATION_CANCEL,
                f"investigation:{investigation_id}",
            )
        return self.get(investigation_id, actor)

    def versions(self) -> list[Version]:
        """How the last ones stand, for those who watch."""
        with self._ground.database.read() as connection:
            found = [
                records.case_of(connection, one)
                for one in records.newest(connection, limit=_WATCHED)
            ]
        return [
            Version(
                id=case.investigation.id,
                scope=case.investigation.opener.scope,
                text=version_text(case.investigation.status, len(case.steps), len(case.actions)),
            )
            for case in found
        ]

    def recover(self) -> None:
        """At a start: what the server's end broke off goes on after its last step."""
        with self._ground.database.read() as connection:
            found = records.with_status(connection, Status.RUNNING)
        for one in found:
            self._crew.submit(self._carry_out, one)

    def tend(self) -> None:
        """Looks again at those that wait for actions: what is about nothing any more is closed."""
        with self._ground.database.read() as connection:
            found = records.with_status(connection, Status.PENDING_ACTION)
            waiting = [records.case_of(connection, one) for one in found]
        for case in waiting:
            emptied = {
                one.remediation
                for one in case.actions
                if self._hands.close_if_nothing_is_left(case, one)
            }
            self._settle(case, emptied)

    def stop(self) -> None:
        """Ends what is under way after the step it is at; it goes on at the next start."""
        self._stopping.set()
        self._crew.shutdown(cancel_futures=True)
        self._ground.again.close()

    def _require_mail(self, made: Investigation) -> None:
        case = Case(investigation=made)
        query = self._eyes.query(case, start(self._eyes, case).mail)
        if not self._ground.store.count(query):
            raise RootMissingError

    def _carry_out(self, made: Investigation) -> None:
        try:
            with on(Errand(patient=True)):
                while (name := self._next(made)) is not None and not self._stopping.is_set():
                    self._do(made, name)
        except ClawbackError as error:
            self._fail(made, str(error))
        except Exception as error:  # noqa: BLE001 - whoever looks must learn of it
            _log.error("investigation_failed", exc_info=error)
            self._fail(made, f"A fault in Clawback itself: {type(error).__name__}.")

    def _next(self, made: Investigation) -> StepName | None:
        """The step to be done; `None` when all are, or somebody ended it."""
        case = self._case(made)
        if case.investigation.status is not Status.RUNNING:
            return None
        name = next((one for one in StepName if case.done(one) is None), None)
        if name is None:
            self._settle(case)
        return name

    def _do(self, made: Investigation, name: StepName) -> None:
        began, case = time.monotonic(), self._case(made)
        look = STEPS.get(name)
        found = look(self._eyes, case) if look else self._hands.act(case)
        step = Step(
            name=name,
            at=self._ground.clock.now(),
            seconds=time.monotonic() - began,
            findings=found,
        )
        with self._ground.database.write() as connection:
            kept = records.find(connection, made.id)
            if kept is not None and kept.status is Status.RUNNING:
                records.add_step(connection, made.id, step)

    def _settle(self, case: Case, emptied: frozenset[str] | set[str] = frozenset()) -> None:
        """Where it stands now, by what became of its remediations."""
        states = [
            State.COMPLETED if one.remediation in emptied else self._hands.state(case, one)
            for one in case.actions
        ]
        status = deciding.status_of(case.trouble, [one for one in states if one is not None])
        if status is not case.investigation.status:
            with self._ground.database.write() as connection:
                records.change(connection, self._standing(case.investigation, status))

    def _standing(self, made: Investigation, status: Status) -> Investigation:
        now = self._ground.clock.now()
        open_still = status in {Status.RUNNING, Status.PENDING_ACTION}
        return replace(made, status=status, changed_at=now, ended_at=None if open_still else now)

    def _case(self, made: Investigation) -> Case:
        with self._ground.database.read() as connection:
            return records.case_of(connection, records.find(connection, made.id) or made)

    def _fail(self, made: Investigation, trouble: str) -> None:
        with self._ground.database.write() as connection:
            kept = records.find(connection, made.id)
            if kept is not None and kept.status is Status.RUNNING:
                failed = replace(self._standing(kept, Status.FAILED), trouble=trouble)
                records.change(connection, failed)


def opener_of(actor: Actor) -> Opener:
    """Whoever begins one, as it keeps them."""
    return Opener(
        id=actor.id,
        name=actor.name,
        role=actor.role,
        kind=actor.kind.value,
        person=actor.person,
        scope=actor.scope,
    )
