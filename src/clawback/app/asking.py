"""Makes questions for the store: from filters, within what their asker may see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from clawback.filters.discretion import permitted, reads_mail
from clawback.filters.lists import Lists, resolve
from clawback.filters.scoping import within
from clawback.filters.tree import Filter
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.tags import Tags
from clawback.store.port import Query


def _permitted(actor: Actor, tree: Filter) -> Filter:
    return permitted(tree, reads=reads_mail(actor))


def asker(
    lists: Lists, tags: Tags, clock: Clock, permit: Callable[[Actor, Filter], Filter] = _permitted
) -> Callable[[Actor, Filter, datetime | None, datetime | None], Query]:
    """Makes the store's question from a filter and its bounds, within what the actor may see.

    `permit` gives back a filter that the actor may ask, and raises for another.
    """

    def ask(actor: Actor, tree: Filter, since: datetime | None, until: datetime | None) -> Query:
        return Query(
            filter=within(permit(actor, tree), actor.scope, tags),
            now=clock.now(),
            since=since,
            until=until,
            lists=resolve(tree, lists),
            tags=tags,
        )

    return ask
