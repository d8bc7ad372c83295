"""What every route of the explorer asks through."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from fastapi import Path as InPath

from clawback.analysis.trace import Trust
from clawback.explorer.sight import Sight
from clawback.filters.discretion import reads_mail
from clawback.filters.lists import Lists
from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.http.tags import KnownTags
from clawback.model.clock import Clock
from clawback.store.port import EventStore

Store = Annotated[EventStore, Depends(part(EventStore))]
Now = Annotated[Clock, Depends(part(Clock))]
KeptLists = Annotated[Lists, Depends(part(Lists))]
Trusted = Annotated[Trust, Depends(part(Trust))]
MessageId = Annotated[str, InPath(max_length=200)]


def _sight(caller: Caller, tags: KnownTags, clock: Now, store: Store) -> Sight:
    return Sight(
        store=store,
        now=clock.now(),
        scope=caller.scope,
        tags=tags,
        reads_mail=reads_mail(caller),
    )


Seen = Annotated[Sight, Depends(_sight)]
