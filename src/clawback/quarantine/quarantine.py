"""The quarantine as people use it: look, let go, delete. Every act leaves an entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from clawback.audit.action import AuditAction
from clawback.audit.entry import Result
from clawback.model.actor import Actor
from clawback.model.delivery import DeliveryKey
from clawback.model.errors import ClawbackError, ConflictError, NotFoundError
from clawback.quarantine import records
from clawback.quarantine.ground import Ground
from clawback.quarantine.held import Ended, Ending, Held, HeldState, Mail, id_of
from clawback.quarantine.keeping import Keeping
from clawback.quarantine.outlet import Answer, Letter, Line, Outlet, Verdict
from clawback.quarantine.telling import Telling
from clawback.quarantine.wanted import Mark, Wanted

_BLOCK = 500
_UNKNOWN = "There is no such held mail."


class UnknownHeldMailError(NotFoundError):
    """There is no such mail in quarantine."""

    code = "unknown_held_mail"


class ReleaseNotSetUpError(ConflictError):
    """No mail server is set up to release to. Set `quarantine.release_smtp` and start again."""

    code = "release_not_set_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page, newest first; `next` is behind its last, `counts` are of all pages, by state."""

    items: tuple[Held, ...]
    next: Mark | None
    counts: dict[HeldState, int]


def _as_it_came(held: Held, raw: bytes) -> bytes:
    del held
    return raw


class Quarantine:
    """Safe on many threads. Released mail goes to `outlet`; `None` where none is set up.

    `as_sent` gives the bytes that are sent of a held mail, for its one recipient.
    """

    def __init__(
        self,
        ground: Ground,
        outlet: Outlet | None,
        as_sent: Callable[[Held, bytes], bytes] = _as_it_came,
    ) -> None:
        self._ground = ground
        self._outlet = outlet
        self._as_sent = as_sent
        self.keeping = Keeping(ground)
        self.telling = Telling(ground)

    @property
    def releases(self) -> bool:
        """Whether mail can be released."""
        return self._outlet is not None

    @property
    def keep_days(self) -> int:
        """For how many days mail is held."""
        return self._ground.keep.days

    def hold(self, mail: Mail) -> None:
        """As `Keeping.hold`: durable on return."""
        self.keeping.hold(mail)

    def page(self, actor: Actor, wanted: Wanted, *, limit: int) -> Found:
        """What somebody may see of what they ask for."""
        ground, wanted = self._ground, replace(wanted, scope=actor.scope)
        with ground.database.read() as connection:
            items = records.page(connection, ground.node, wanted, ground.tags, limit=limit + 1)
            counts = records.counts(connection, ground.node, wanted, ground.tags)
        more = Mark.of(items[limit - 1]) if len(items) > limit else None
        return Found(items=tuple(items[:limit]), next=more, counts=counts)

    def show(self, actor: Actor, held_id: str) -> tuple[Held, list[Held]]:
        """One, and the same message's others that this person may see.

        Raises:
            UnknownHeldMailError: there is none for them.
        """
        ground = self._ground
        with ground.database.read() as connection:
            held = records.find(connection, ground.node, [held_id]).get(held_id)
            if held is None or not ground.sees(actor, held):
                raise UnknownHeldMailError
            every = records.of_message(connection, ground.node, held.network_message_id)
        return held, [one for one in every if one.id != held.id and ground.sees(actor, one)]

    def kept(self, key: DeliveryKey) -> bytes | None:
        """The mail of a delivery that is held; `None` where it is not, or cannot be opened."""
        ground = self._ground
        held_id = id_of(ground.node, key.network_message_id, key.recipient)
        with ground.database.read() as connection:
            held = records.find(connection, ground.node, [held_id]).get(held_id)
        if held is None or not held.state.open:
            return None
        try:
            return self.keeping.bytes_of(held)
        except ClawbackError:
            return None

    def messages(self) -> frozenset[str]:
        """The messages of which something is held, so that their rows are not forgotten."""
        with self._ground.database.read() as connection:
            return records.open_messages(connection, self._ground.node)

    def totals(self) -> dict[HeldState, tuple[int, int]]:
        """How many there are of each state, and their bytes."""
        with self._ground.database.read() as connection:
            return records.totals(connection, self._ground.node)

    def release(self, actor: Actor, ids: Sequence[str]) -> list[Ended]:
        """Hands each to the mail server, one after the other; gives what became of each.

        At least once: that a release is under way is written down before the mail server is
        spoken to, and its end afterwards. What breaks off in between is held again with a note, and
        may have been delivered.

        Raises:
            ReleaseNotSetUpError: there is no mail server to release to.
        """
        if self._outlet is None:
            raise ReleaseNotSetUpError
        released: list[Held] = []
        with self._outlet.line() as line:
            ended = [self._release(actor, one, line, released) for one in _distinct(ids)]
        self._after(released)
        return ended

    def delete(self, actor: Actor, ids: Sequence[str]) -> list[Ended]:
        """Deletes each for good, unless it is being released; gives what became of each."""
        ground, now, gone = self._ground, self._ground.clock.now(), list[Held]()
        ended: list[Ended] = []
        wanted = _distinct(ids)
        for at in range(0, len(wanted), _BLOCK):
            block = wanted[at : at + _BLOCK]
            with ground.database.write() as connection:
                found = records.find(connection, ground.node, block)
                for held_id in block:
                    was = found.get(held_id)
                    if (refused := self._refused(actor, held_id, was)) or was is None:
                        ended.append(refused or Ended(id=held_id, outcome=Ending.UNKNOWN))
                        continue
                    held = was.ended(HeldState.DELETED, at=now, actor=actor)
                    records.change(connection, held, was=was, news=True)
                    ground.note(connection, actor, AuditAction.QUARANTINE_DELETE, held)
                    ended.append(Ended(id=held_id, outcome=Ending.DONE))
                    gone.append(held)
        self._after(gone)
        return ended

    def _release(self, actor: Actor, held_id: str, line: Line, released: list[Held]) -> Ended:
        begun = self._begin(actor, held_id)
        if isinstance(begun, Ended):
            return begun
        try:
            raw = self.keeping.bytes_of(begun)
        except ClawbackError as error:
            answer = Answer(verdict=Verdict.REFUSED, said=str(error))
        else:
            answer = line.send(self._letter(begun, raw))
        ended = self._end(actor, begun, answer)
        if answer.verdict is Verdict.TAKEN:
            released.append(begun)
        return ended

    def _letter(self, held: Held, raw: bytes) -> Letter:
        sent = self._as_sent(held, raw)
        return Letter(id=held.id, mail_from=held.mail_from, rcpt_to=held.rcpt_to, raw=sent)

    def _begin(self, actor: Actor, held_id: str) -> Held | Ended:
        ground = self._ground
        with ground.database.write() as connection:
            was = records.find(connection, ground.node, [held_id]).get(held_id)
            if (refused := self._refused(actor, held_id, was)) or was is None:
                return refused or Ended(id=held_id, outcome=Ending.UNKNOWN)
            now = ground.clock.now()
            begun = was.ended(HeldState.RELEASING, at=now, actor=actor)
            begun = replace(begun, attempt=was.attempt + 1)
            records.change(connection, begun, was=was, news=False)
        return begun

    def _end(self, actor: Actor, begun: Held, answer: Answer) -> Ended:
        ground, now = self._ground, self._ground.clock.now()
        taken = answer.verdict is Verdict.TAKEN
        state = HeldState.RELEASED if taken else HeldState.HELD
        held = begun.ended(state, at=now, actor=actor, note=answer.said)
        with ground.database.write() as connection:
            if records.change(connection, held, was=begun, news=taken):
                ground.note(
                    connection,
                    actor,
                    AuditAction.QUARANTINE_RELEASE,
                    held,
                    result=Result.DONE if taken else Result.FAILED,
                    code="" if taken else answer.verdict.value,
                )
        return Ended(id=begun.id, outcome=_OUTCOMES[answer.verdict], reason=answer.said)

    def _refused(self, actor: Actor, held_id: str, held: Held | None) -> Ended | None:
        if held is None or not self._ground.sees(actor, held):
            return Ended(id=held_id, outcome=Ending.UNKNOWN, reason=_UNKNOWN)
        if held.state is HeldState.HELD:
            return None
        reason = f"It is not held: {held.state.label.lower()}."
        return Ended(id=held_id, outcome=Ending.NOT_HELD, reason=reason)

    def _after(self, ended: Sequence[Held]) -> None:
        if ended:
            self.keeping.tidy(ended)
            self.telling.try_to_tell()


_OUTCOMES = {
    Verdict.TAKEN: Ending.DONE,
    Verdict.REFUSED: Ending.FAILED,
    Verdict.UNSURE: Ending.UNSURE,
}


def _distinct(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))
