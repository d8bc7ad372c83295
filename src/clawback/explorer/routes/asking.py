"""What every route of the explorer asks through."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import Depends
from fastapi import Path as InPath

from clawback.analysis.trace import Trust
from clawback.audit.content_searches import ContentSearches
from clawback.audit.trail import Trail
from clawback.explorer.sight import Sight
from clawback.filters.lists import Lists
from clawback.filters.tree import Filter
from clawback.http.caller import Caller, Operation
from clawback.http.part import part
from clawback.http.tags import KnownTags
from clawback.model.clock import Clock
from clawback.store.port import EventStore

Store = Annotated[EventStore, Depends(part(EventStore))]
Now = Annotated[Clock, Depends(part(Clock))]
KeptLists = Annotated[Lists, Depends(part(Lists))]
Kept = Annotated[Trail, Depends(part(Trail))]
Trusted = Annotated[Trust, Depends(part(Trust))]
MessageId = Annotated[str, InPath(max_length=200)]


def _permit(caller: Caller, operation: Operation, trail: Kept) -> Callable[[Filter], Filter]:
    """What a caller may ask; of a filter about bodies it leaves an entry first."""
    return partial(ContentSearches(trail).by(f"operation:{operation}"), caller)


Permit = Annotated[Callable[[Filter], Filter], Depends(_permit)]


def _sight(caller: Caller, tags: KnownTags, clock: Now, store: Store, permit: Permit) -> Sight:
    return Sight(
        store=store,
        now=clock.now(),
        scope=caller.scope,
        tags=tags,
        permit=permit,
    )


Seen = Annotated[Sight, Depends(_sight)]
