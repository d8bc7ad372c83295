"""Who asks about the text of mails leaves an entry: whoever asks letter by letter reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial

from clawback.audit.action import AuditAction
from clawback.audit.entry import Detail, Result
from clawback.audit.trail import Trail
from clawback.database import Connection
from clawback.filters.discretion import permitted, reads_bodies, reads_mail
from clawback.filters.tree import Filter
from clawback.filters.write import write
from clawback.model.actor import Actor, ActorKind

_LONGEST = 500  # characters of a filter; the hash is of all of it


class ContentSearches:
    """Lets filters about bodies through, each with an entry in the audit trail first."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail

    def permitted(self, actor: Actor, tree: Filter, subject: str) -> Filter:
        """The same filter, when this actor may ask it. What the house asks by itself is not noted.

        `subject` is by which door: kind and id, such as `operation:delivery_count`.

        Raises:
            BodyForbiddenError: it asks about the body, and they may not read mail.
        """
        allowed = reads_mail(actor)
        if reads_bodies(tree) and actor.kind is not ActorKind.SYSTEM:
            self._trail.record_alone(
                actor,
                AuditAction.CONTENT_SEARCH,
                subject,
                result=Result.DONE if allowed else Result.DENIED,
                details=_details(tree),
            )
        return permitted(tree, reads=allowed)

    def by(self, subject: str) -> Callable[[Actor, Filter], Filter]:
        """`permitted` by one door."""
        return partial(self.permitted, subject=subject)

    def record(self, connection: Connection, actor: Actor, tree: Filter, subject: str) -> None:
        """Notes one that is asked from now on, with the change that makes it so."""
        if reads_bodies(tree):
            action = AuditAction.CONTENT_SEARCH
            self._trail.record(connection, actor, action, subject, details=_details(tree))


def _details(tree: Filter) -> dict[str, Detail]:
    text = write(tree)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return {"filter": text[:_LONGEST], "sha256": digest}
