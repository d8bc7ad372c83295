"""Carries submissions to one target, until the target has said what it makes of them.

What waits stands in the database. A try is written down before it is made and its end afterwards,
so that an end of the process in between sends again under the same key; nothing is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock

import structlog

from clawback.database import Connection, Database
from clawback.model.clock import Clock
from clawback.model.errors import ClawbackError
from clawback.submissions import records
from clawback.submissions.deciding import settled
from clawback.submissions.policy import SubmissionPolicy, after
from clawback.submissions.submission import Sending, SendState, Status, Submission
from clawback.submissions.targets.target import (
    Answer,
    Parcel,
    Said,
    Target,
    away,
    declined,
    refused,
)

_BLOCK = 200
_TAKEN_FOR = timedelta(minutes=5)  # longer than any target takes
_log = structlog.stdlib.get_logger("clawback.submissions")

Open = Callable[[Submission], bytes]
"""The bytes of a submission; raises where they cannot be had."""


class Courier:
    """For one target, and one thread at a time. `here` is whether this server has the bytes."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        target: Target,
        *,
        policy: SubmissionPolicy,
        per_minute: int,
        opened: Open,
        here: Callable[[Submission], bool] = lambda _: True,
    ) -> None:
        self._database, self._clock, self._target = database, clock, target
        self._policy, self._opened, self._here = policy, opened, here
        self._between = timedelta(seconds=60.0 / per_minute)
        self._turn = Lock()
        self._rests_until: datetime | None = None

    @property
    def name(self) -> str:
        return self._target.name

    @property
    def kind(self) -> str:
        return self._target.kind

    def declines(self, made: Submission) -> str:
        """Why such a submission is nothing for the target; empty when it is."""
        return self._target.declines(made)

    def turn(self) -> None:
        """Sends and asks what is due, until the target wants to be left alone."""
        with self._turn:
            while not self._rests() and (block := self._due()):
                carried = [self._carry(one) for one in block if not self._rests()]
                if not any(carried):
                    return

    def _rests(self) -> bool:
        return self._rests_until is not None and self._clock.now() < self._rests_until

    def _due(self) -> list[Sending]:
        with self._database.read() as connection:
            return records.due(connection, self.name, self._clock.now(), limit=_BLOCK)

    def _carry(self, one: Sending) -> bool:
        """Whether it was for this server: servers that share a database send each from one."""
        now = self._clock.now()
        due = now + _TAKEN_FOR if self._database.shared else one.due
        with self._database.write() as connection:
            made = records.find(connection, one.submission)
            if made is None or not self._here(made):
                return False
            begun = replace(one, began=one.began or now, changed_at=now, due=due)
            if not records.claim(connection, one, begun):
                return False
        said = self._said(made, one, now)
        then = self._clock.now()
        self._rest(said, then)
        ended = after(begun, said, then, self._policy)
        with self._database.write() as connection:
            records.change_sending(connection, ended)
            settle(connection, one.submission, then)
        return True

    def _said(self, made: Submission, one: Sending, now: datetime) -> Said:
        """What the target says; a fault of ours is a failure, and stops nobody else."""
        if one.state is not SendState.SENT and (why := self.declines(made)):
            return declined(why)
        try:
            asks = one.state is SendState.SENT
            parcel = Parcel(
                key=one.key,
                submission=made,
                raw=self._opened(made) if made.item.sealed and not asks else b"",
                at=now,
                again=one.began is not None,
                began=one.began,
            )
            if asks:
                return self._target.ask(parcel, one.reference)
            return self._target.send(parcel)
        except ClawbackError as error:
            return away(str(error))
        except Exception as error:  # noqa: BLE001 - whoever looks must learn of it
            _log.exception("submission_not_sent", target=self.name)
            return refused(f"A fault in Clawback itself: {type(error).__name__}.")

    def _rest(self, said: Said, now: datetime) -> None:
        """The target is left alone as long as it asks for, and as its rate wants."""
        if said.answer is Answer.DECLINED:
            return
        pause = self._between
        if said.answer is Answer.AWAY:
            pause = timedelta(seconds=said.pause if said.pause is not None else 10.0)
        elif said.answer is Answer.NO_ACCESS:
            pause = timedelta(minutes=1)
        self._rests_until = now + max(pause, self._between)


def settle(connection: Connection, submission_id: str, now: datetime) -> None:
    """Writes down where a submission stands after its sendings changed."""
    made = records.find(connection, submission_id)
    if made is None or made.review is None:
        return
    case = records.case_of(connection, made)
    mine = [one for one in case.sendings if one.round == made.round]
    status, result = settled(made.review.result, mine)
    ended = now if status is Status.COMPLETED else None
    changed = replace(made, status=status, result=result, changed_at=now, ended_at=ended)
    records.change(connection, changed)
