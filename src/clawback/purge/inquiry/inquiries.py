"""The door to inquiries: engines are asked again, and what they find is judged."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import structlog

from clawback.audit.action import AuditAction
from clawback.model.actor import Actor
from clawback.model.errand import Errand, on
from clawback.model.errors import (
    BadInputError,
    ClawbackError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
)
from clawback.model.identifier import new_id
from clawback.model.scope import EVERYWHERE
from clawback.purge.inquiry import records
from clawback.purge.inquiry.asking import Asking
from clawback.purge.inquiry.inquiry import Budget, Inquiry, InquiryCause, InquiryState, ripe
from clawback.purge.inquiry.pace import Pace
from clawback.purge.judgements import HOUSE, Ground, StoppingError
from clawback.purge.policy import PurgePolicy
from clawback.store.port import Cursor

_log = structlog.stdlib.get_logger("clawback.purge")


class NoEngineError(BadInputError):
    """No engine is set up that could be asked: `[[verdicts]]` in the settings names some."""

    code = "no_engine"


class UnknownEngineError(BadInputError):
    """No engine of that name is set up."""

    code = "unknown_engine"


class InquiryMissingError(NotFoundError):
    """There is no such inquiry."""

    code = "inquiry_missing"


class InquiryOverError(ConflictError):
    """This inquiry is over."""

    code = "inquiry_over"


class NarrowScopeError(ForbiddenError):
    """An inquiry is about all mail, and your scope is narrower: judge what you may see."""

    code = "narrow_scope"


class _CalledOffError(ConflictError):
    """Somebody has stopped this inquiry."""

    code = "called_off"


class Inquiries:
    """One inquiry at a time, in a thread of its own. Safe to call from several threads."""

    def __init__(
        self,
        ground: Ground,
        asking: Asking,
        *,
        policy: PurgePolicy,
        budget: Budget,
        on_change: bool = False,
    ) -> None:
        self.on_change = on_change
        self._ground, self._asking = ground, asking
        self._policy, self._budget = policy, budget
        self._stopping = threading.Event()
        self._called_off: set[str] = set()
        self._crew = ThreadPoolExecutor(1, thread_name_prefix="inquiries")

    @property
    def engines(self) -> tuple[str, ...]:
        """Who can be asked."""
        return self._asking.names

    def begin(
        self,
        actor: Actor,
        *,
        engines: Sequence[str] = (),
        since: datetime | None = None,
        cause: InquiryCause = InquiryCause.PERSON,
    ) -> Inquiry:
        """Has engines asked (all, where none is named) about mail received since then.

        Without `since`, as far back as the policy looks. Gives the inquiry as it begins.

        Raises:
            NoEngineError: none is set up.
            UnknownEngineError: one of these is not.
            NarrowScopeError: the actor may not see all mail.
            StoppingError: the server stops.
        """
        named = self._named(engines)
        if actor.scope != EVERYWHERE:
            raise NarrowScopeError
        if self._stopping.is_set():
            raise StoppingError
        now = self._ground.clock.now()
        made = Inquiry(
            id=new_id("A", now),
            engines=named,
            cause=cause,
            since=self._policy.since(since, now),
            until=now,
            at=now,
            by=actor.id,
            by_name=actor.name,
        )
        self._write_down(made, actor)
        self._crew.submit(self._carry_out, made)
        return made

    def stop_asking(self, inquiry_id: str, actor: Actor) -> Inquiry:
        """Ends an inquiry; what it found stays.

        Raises:
            InquiryMissingError: there is none.
            InquiryOverError: it has ended.
        """
        with self._ground.database.write() as connection:
            found = records.find(connection, inquiry_id)
            if found is None or actor.scope != EVERYWHERE:
                raise InquiryMissingError
            if found.state is not InquiryState.ASKING:
                raise InquiryOverError
            self._called_off.add(inquiry_id)
            ended = replace(
                found,
                state=InquiryState.STOPPED,
                ended_at=self._ground.clock.now(),
                waiting=(),
                trouble="",
            )
            records.change(connection, ended)
            self._ground.trail.record(
                connection, actor, AuditAction.INQUIRY_STOP, f"inquiry:{inquiry_id}"
            )
        self._asking.judge(found)
        return ended

    def get(self, inquiry_id: str, actor: Actor) -> Inquiry:
        """An inquiry as it stands.

        Raises:
            InquiryMissingError: there is none, or the actor may not see all mail.
        """
        with self._ground.database.read() as connection:
            found = records.find(connection, inquiry_id)
        if found is None or actor.scope != EVERYWHERE:
            raise InquiryMissingError
        return found

    def newest(self, actor: Actor, *, limit: int) -> list[Inquiry]:
        """The last ones, newest first; none for somebody who may not see all mail."""
        if actor.scope != EVERYWHERE:
            return []
        with self._ground.database.read() as connection:
            return records.newest(connection, limit=limit)

    def recover(self) -> None:
        """At a start: what the server's end broke off goes on where it was."""
        with self._ground.database.read() as connection:
            found = records.under_way(connection)
        for one in found:
            self._crew.submit(self._carry_out, one)

    def stop(self) -> None:
        """Ends what is under way after the mails that are being asked about."""
        self._stopping.set()
        self._crew.shutdown(cancel_futures=True)
        self._asking.close()

    def _named(self, engines: Sequence[str]) -> tuple[str, ...]:
        if not self.engines:
            raise NoEngineError
        unknown = [one for one in engines if one not in self.engines]
        if unknown:
            there = ", ".join(self.engines)
            raise UnknownEngineError(f"No engine is called {unknown[0]!r}. There are: {there}.")
        return tuple(dict.fromkeys(engines)) or self.engines

    def _write_down(self, made: Inquiry, actor: Actor) -> None:
        with self._ground.database.write() as connection:
            records.add(connection, made)
            self._ground.trail.record(
                connection,
                actor,
                AuditAction.INQUIRY_BEGIN,
                f"inquiry:{made.id}",
                details={"engines": ", ".join(made.engines), "cause": made.cause.value},
            )

    def _carry_out(self, made: Inquiry) -> None:
        try:
            with on(Errand(patient=True)):
                made = self._asked(made)
                if not self._stopping.is_set():
                    made = self._asking.judge(made)
                    ended = self._ground.clock.now()
                    self._keep(replace(made, state=InquiryState.DONE, ended_at=ended))
        except _CalledOffError:
            pass
        except Exception as error:  # noqa: BLE001 - whoever looks must learn of it
            _log.error("inquiry_failed", exc_info=error)
            why = (
                str(error)
                if isinstance(error, ClawbackError)
                else f"A fault in Clawback itself: {type(error).__name__}."
            )
            self._fail(made.id, why)

    def _asked(self, made: Inquiry) -> Inquiry:
        """Newest mail first, as much as the budget has, from where it was."""
        query = self._ground.ask(HOUSE, self._asking.within, made.since, made.until)
        made = replace(made, total=self._ground.store.count(query))
        pace = Pace(self._budget, self._stopping)
        while made.asked < self._budget.most_mails and not self._stopping.is_set():
            page = self._ground.store.page(query, limit=self._asking.at_once, after=made.reached)
            if page.rows:
                before = made.asked
                made = self._asking.ask(made, page.rows, self._stopping, self._keep)
                last = page.rows[-1].delivery
                if self._stopping.is_set():
                    break  # these are asked about anew
                made = replace(made, reached=Cursor(time_received=last.time_received, key=last.key))
                if ripe(made.waiting, self._ground.clock.now()):
                    made = self._asking.judge(made)
                self._keep(made)
                pace.after(made.asked - before)
            if page.next is None:
                break
        return made

    def _keep(self, made: Inquiry) -> None:
        with self._ground.database.write() as connection:
            if made.id in self._called_off:
                raise _CalledOffError
            records.change(connection, made)

    def _fail(self, inquiry_id: str, why: str) -> None:
        with self._ground.database.write() as connection:
            found = records.find(connection, inquiry_id)
            if found is not None and found.state is InquiryState.ASKING:
                now = self._ground.clock.now()
                failed = replace(found, state=InquiryState.FAILED, trouble=why, ended_at=now)
                records.change(connection, failed)
