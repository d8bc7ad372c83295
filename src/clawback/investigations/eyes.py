"""What looking needs: the store, and whose question it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from clawback.filters.tree import Everything, Filter
from clawback.investigations.investigation import Case, Opener
from clawback.investigations.policy import InvestigationPolicy
from clawback.investigations.ports import Again, Mailboxes, NobodyAgain, NoMailboxes
from clawback.model.actor import Actor, ActorKind
from clawback.store.port import EventStore, Query

Ask = Callable[[Actor, Filter, datetime | None, datetime | None], Query]


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """What looking needs; `permissions` are those that an opener's name is lent with."""

    store: EventStore
    ask: Ask
    policy: InvestigationPolicy
    permissions: frozenset[str] = frozenset()
    mailboxes: Mailboxes = field(default_factory=NoMailboxes)
    again: Again = field(default_factory=NobodyAgain)

    def actor(self, opener: Opener) -> Actor:
        """Whoever began an investigation, within their scope."""
        return Actor(
            id=opener.id,
            name=opener.name,
            role=opener.role,
            kind=ActorKind(opener.kind),
            person=opener.person,
            permissions=self.permissions,
            scope=opener.scope,
        )

    def query(self, case: Case, tree: Filter, *, until: datetime | None = None) -> Query:
        """A question of the investigation: within its time and its opener's scope."""
        made = case.investigation
        return self.ask(self.actor(made.opener), tree, made.since, until)

    def may_see(self, case: Case, address: str) -> bool:
        """Whether this recipient lies within the opener's scope."""
        tags = self.query(case, Everything()).tags.of(address)
        return case.investigation.opener.scope.covers(address, frozenset(tags))
