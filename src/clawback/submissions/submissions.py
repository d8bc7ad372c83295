"""The one door to submissions: takes them in, has them judged again and sent, and tells of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from clawback.audit.action import AuditAction
from clawback.database import Connection
from clawback.model.actor import Actor
from clawback.model.errors import ConflictError, NotFoundError, UnavailableError
from clawback.model.identifier import new_id
from clawback.model.version import Version, version_text
from clawback.submissions import making, records
from clawback.submissions.courier import Courier, settle
from clawback.submissions.ground import Ground
from clawback.submissions.making import BadSubmissionError, Upload, Wish
from clawback.submissions.policy import SubmissionPolicy, too_often
from clawback.submissions.records import Wanted
from clawback.submissions.reviewing import Reviewing, submitter_of
from clawback.submissions.submission import (
    DISPUTABLE,
    Case,
    Dispute,
    Disputed,
    Item,
    Kind,
    Result,
    Sending,
    SendState,
    Status,
    Submission,
)

_WATCHED = 50
_SWEPT = 200
_QUARTER_HOUR, _DAY = timedelta(minutes=15), timedelta(hours=24)
_TOO_LONG = timedelta(hours=1)
_GONE = "The settings do not have this target any more."


class SubmissionMissingError(NotFoundError):
    """There is no such submission."""

    code = "submission_missing"


class ItemMissingError(NotFoundError):
    """There is no such mail in the time that is kept."""

    code = "item_missing"


class TooManySubmissionsError(UnavailableError):
    """Too many submissions were made in a quarter of an hour. Wait a little."""

    code = "too_many_submissions"


class SubmittedAlreadyError(ConflictError):
    """The same was submitted within 15 minutes, or three times within a day."""

    code = "submitted_already"


class NothingFailedError(ConflictError):
    """No target of this submission has failed."""

    code = "nothing_failed"


class NotDisputableError(ConflictError):
    """A dispute is of a completed submission whose result is threats, none, spam or bulk, once."""

    code = "not_disputable"


class BytesGoneError(ConflictError):
    """The bytes of this submission are not kept any more. Submit it anew."""

    code = "bytes_gone"


class StoppingError(UnavailableError):
    """The server is being stopped. Submit again when it is back."""

    code = "stopping"


class Submissions:
    """Safe to call from several threads; one thread of its own judges again."""

    def __init__(
        self, ground: Ground, policy: SubmissionPolicy, couriers: Sequence[Courier]
    ) -> None:
        self._ground, self.policy = ground, policy
        self.couriers = tuple(couriers)
        self._reviewing = Reviewing(ground)
        self._stopping = threading.Event()
        self._crew = ThreadPoolExecutor(1, thread_name_prefix="submissions")

    def email(self, network_message_id: str, recipient: str, wish: Wish, actor: Actor) -> Case:
        """Submits a stored mail; `recipient` may be empty. Answers before it is judged again.

        Raises:
            ItemMissingError: there is none, or the actor may not see it.
            BadSubmissionError, SubmittedAlreadyError, TooManySubmissionsError, StoppingError: the
                sentence says why.
        """
        asked = Item(
            kind=Kind.EMAIL,
            name="",
            sha256="",
            network_message_id=network_message_id,
            recipient=recipient,
        )
        row = self._reviewing.row(asked, actor)
        if row is None:
            raise ItemMissingError
        raw = self._ground.bring(row)
        if raw is not None and len(raw) > self.policy.size_limit:
            raw = None
        return self._begin(making.of_row(row, raw), raw, wish, actor)

    def url(self, url: str, wish: Wish, actor: Actor) -> Case:
        """Submits a URL; raises as `email` does."""
        return self._begin(making.of_url(url), None, wish, actor)

    def upload(self, made: Upload, wish: Wish, actor: Actor) -> Case:
        """Submits a mail or a file that was uploaded; raises as `email` and `of_upload` do."""
        return self._begin(making.of_upload(made), made.content, wish, actor)

    def get(self, submission_id: str, actor: Actor) -> Case:
        """A submission as it stands.

        Raises:
            SubmissionMissingError: there is none, or it reaches beyond the actor's scope.
        """
        with self._ground.database.read() as connection:
            return records.case_of(connection, self._find(connection, submission_id, actor))

    def newest(
        self, actor: Actor, wanted: Wanted, *, limit: int, before: str | None = None
    ) -> list[Case]:
        """What the actor may see, newest first; `before` is the last id of the page before."""
        found: list[Case] = []
        while len(found) < limit:
            with self._ground.database.read() as connection:
                page = records.newest(connection, wanted, limit=limit, before=before)
                seen = [one for one in page if actor.scope.includes(one.by.scope)]
                found += [records.case_of(connection, one) for one in seen]
            if len(page) < limit:
                break
            before = page[-1].id
        return found[:limit]

    def retry(self, submission_id: str, actor: Actor) -> Case:
        """Has every target told again that failed, or did not accept us.

        Raises:
            SubmissionMissingError: there is none.
            NothingFailedError: no target failed.
        """
        ground, now = self._ground, self._ground.clock.now()
        with ground.database.write() as connection:
            made = self._find(connection, submission_id, actor)
            sendings = records.case_of(connection, made).sendings
            failed = [one for one in sendings if one.round == made.round and _may_again(one)]
            if not failed:
                raise NothingFailedError
            for one in failed:
                again = replace(
                    one, state=SendState.WAITING, tries=0, due=now, sent_at=None, changed_at=now
                )
                records.change_sending(connection, again)
            settle(connection, made.id, now)
            self._note(connection, actor, AuditAction.SUBMISSION_RETRY, made)
        return self.get(submission_id, actor)

    def resubmit(self, submission_id: str, actor: Actor) -> Case:
        """Submits the same once more, as a submission of its own; raises as `email` does.

        Raises:
            SubmissionMissingError: there is none.
            BytesGoneError: its bytes are not kept any more.
        """
        made = self.get(submission_id, actor).submission
        item, wish = made.item, Wish(category=made.category, reason=made.reason, note=made.note)
        if item.kind is Kind.URL:
            return self._begin(item, None, wish, actor, again_of=made.id)
        if not item.sealed:
            raise BytesGoneError
        raw = self._ground.files.open(made.id, item.sealed)
        return self._begin(item, raw, wish, actor, again_of=made.id)

    def dispute(self, submission_id: str, what: Disputed, text: str, actor: Actor) -> Case:
        """Says that a result is wrong: it is judged again, and every target is told why.

        Raises:
            SubmissionMissingError: there is none.
            NotDisputableError: it cannot be disputed, or was already.
        """
        ground, now = self._ground, self._ground.clock.now()
        with ground.database.write() as connection:
            made = self._find(connection, submission_id, actor)
            over = made.status is Status.COMPLETED and made.result in DISPUTABLE
            if not over or made.dispute is not None:
                raise NotDisputableError
            dispute = Dispute(what=what, result=made.result, text=text, at=now, by_name=actor.name)
            disputed = replace(
                made,
                dispute=dispute,
                review=None,
                round=made.round + 1,
                status=Status.PENDING,
                result=Result.UNDER_INVESTIGATION,
                changed_at=now,
                ended_at=None,
            )
            records.change(connection, disputed)
            for one in self._sendings(disputed):
                records.add_sending(connection, one)
            self._note(connection, actor, AuditAction.SUBMISSION_DISPUTE, disputed)
        self._crew.submit(self._reviewing.review, made.id)
        return self.get(submission_id, actor)

    def totals(self) -> Mapping[tuple[str, SendState], int]:
        """How many sendings of each target stand how."""
        with self._ground.database.read() as connection:
            return records.totals(connection)

    def trouble(self) -> str | None:
        """A sentence where a target has not taken what waits for an hour."""
        with self._ground.database.read() as connection:
            found = records.oldest_waiting(connection)
        if found is None or found[1] > self._ground.clock.now() - _TOO_LONG:
            return None
        return f"The submission target {found[0]} is behind. {found[2]}"

    def versions(self) -> list[Version]:
        """How the last ones stand, for those who watch."""
        with self._ground.database.read() as connection:
            found = records.newest(connection, Wanted(), limit=_WATCHED)
        return [
            Version(
                id=one.id,
                scope=one.by.scope,
                text=version_text(one.status, one.result, one.round, one.changed_at),
            )
            for one in found
        ]

    def recover(self) -> None:
        """At a start: what was not judged again yet is; what waits for nobody ends."""
        now, known = self._ground.clock.now(), [one.name for one in self.couriers]
        with self._ground.database.write() as connection:
            for one in records.of_unknown_targets(connection, known):
                gone = replace(one, state=SendState.FAILED, said=_GONE, changed_at=now)
                records.change_sending(connection, gone)
                settle(connection, one.submission, now)
            waiting = [one for one in records.not_judged(connection) if self._here(one)]
        for made in waiting:
            self._crew.submit(self._reviewing.review, made.id)

    def sweep(self) -> None:
        """Forgets bytes that were kept long enough, and those that belong to nothing."""
        ground, now = self._ground, self._ground.clock.now()
        with ground.database.read() as connection:
            old = records.over_before(connection, now - self.policy.keep, limit=_SWEPT)
        for one in old:
            with ground.database.write() as connection:
                records.change(connection, replace(one, item=replace(one.item, sealed="")))
            ground.files.remove(one.item.sealed)
        aged = ground.files.older_than((now - _DAY).timestamp())
        with ground.database.read() as connection:
            known = records.sealed_files(connection)
        ground.files.remove_orphans(known, aged)

    def stop(self) -> None:
        """Ends what is under way after the submission it is at; the rest waits for the start."""
        self._stopping.set()
        self._crew.shutdown(cancel_futures=True)

    def _begin(
        self, item: Item, raw: bytes | None, wish: Wish, actor: Actor, *, again_of: str = ""
    ) -> Case:
        ground, now = self._ground, self._ground.clock.now()
        if self._stopping.is_set():
            raise StoppingError
        wish.require_sense(item.kind)
        self._require_patience(item)
        submission_id = new_id("S", now)
        sealed = "" if raw is None else ground.files.put(submission_id, raw).file
        made = Submission(
            id=submission_id,
            item=replace(item, sealed=sealed),
            category=wish.category,
            reason=wish.reason,
            note=wish.note,
            at=now,
            by=submitter_of(actor),
            again_of=again_of,
            entries=tuple(self._entries(item, wish, actor)),
            changed_at=now,
        )
        with ground.database.write() as connection:
            records.add(connection, made)
            for one in self._sendings(made):
                records.add_sending(connection, one)
            action = AuditAction.SUBMISSION_RESUBMIT if again_of else AuditAction.SUBMISSION_MAKE
            self._note(connection, actor, action, made)
        self._crew.submit(self._reviewing.review, made.id)
        return self.get(made.id, actor)

    def _require_patience(self, item: Item) -> None:
        now = self._ground.clock.now()
        with self._ground.database.read() as connection:
            if records.count_since(connection, now - _QUARTER_HOUR) >= self.policy.most:
                raise TooManySubmissionsError
            if too_often(records.times_of(connection, item.sha256, now - _DAY), now):
                raise SubmittedAlreadyError

    def _entries(self, item: Item, wish: Wish, actor: Actor) -> Sequence[str]:
        if wish.entry is None:
            return ()
        values = wish.entry.values or tuple(making.own_values(item))
        if not values:
            raise BadSubmissionError("Nobody knows the sender of this mail; say what to list.")
        wanted = replace(wish.entry, values=values)
        return self._ground.entries.add(wanted, actor, blocks=wish.category.bad)

    def _sendings(self, made: Submission) -> Iterator[Sending]:
        """One for each target; those that it is nothing for say so."""
        for courier in self.couriers:
            why = courier.declines(made)
            yield Sending(
                submission=made.id,
                target=courier.name,
                round=made.round,
                state=SendState.SKIPPED if why else SendState.WAITING,
                said=why,
                due=made.changed_at,
                changed_at=made.changed_at,
            )

    def _find(self, connection: Connection, submission_id: str, actor: Actor) -> Submission:
        found = records.find(connection, submission_id)
        if found is None or not actor.scope.includes(found.by.scope):
            raise SubmissionMissingError
        return found

    def _here(self, made: Submission) -> bool:
        """Whether this server has the bytes, of those that share a database."""
        return not made.item.sealed or self._ground.files.there(made.item.sealed)

    def _note(
        self, connection: Connection, actor: Actor, action: AuditAction, made: Submission
    ) -> None:
        details = {
            "kind": made.item.kind.value,
            "category": made.category.value,
            "reason": made.reason.value,
            "network_message_id": made.item.network_message_id,
            "sha256": made.item.sha256,
            "entries": " ".join(made.entries),
        }
        self._ground.trail.record(
            connection,
            actor,
            action,
            f"submission:{made.id}",
            details={name: value for name, value in details.items() if value},
        )


def _may_again(one: Sending) -> bool:
    return one.state in {SendState.FAILED, SendState.NO_ACCESS}
