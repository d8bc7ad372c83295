"""Live updates as server-sent events: what has changed, so that a page asks for it again."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import aclosing
from itertools import islice
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from starlette.types import Send

from clawback.api.gate import Keys
from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.live.updates import News, Updates
from clawback.model.actor import Actor

router = APIRouter(tags=["live"])
UpdatesPart = Annotated[Updates, Depends(part(Updates))]
_RETRY = 3000  # milliseconds until a browser comes back
_TOGETHER = 200  # versions in one event


class EventStream(StreamingResponse):
    """An answer of events; whoever leaves is forgotten at once."""

    media_type = "text/event-stream"

    async def stream_response(self, send: Send) -> None:
        """Sends the events, and ends their source in any case."""
        async with aclosing(cast("AsyncGenerator[str, None]", self.body_iterator)):
            await super().stream_response(send)


@router.get(
    "/live",
    operation_id="live_updates",
    response_class=EventStream,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def live_updates(request: Request, updates: UpdatesPart, caller: Caller) -> EventStream:
    """Says what has changed of what you may read, as server-sent events, as long as you listen.

    `hello` comes first: from then on nothing is missed, so ask for what you show. Each `changed`
    names a topic and the new versions of its things; ask for these again. A `changed` is about what
    you may read and lies in your scope.
    """
    updates.require_room()
    news = updates.hear(caller, _again(request))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return EventStream(_events(news), headers=headers)


async def _events(news: AsyncGenerator[News, None]) -> AsyncGenerator[str, None]:
    async with aclosing(news):
        yield f"retry: {_RETRY}\n\n"
        async for one in news:
            for said in _said(one):
                yield said


def _said(news: News) -> Iterator[str]:
    if news.hello:
        yield "event: hello\ndata: {}\n\n"
    for topic, versions in news.topics.items():
        every = iter(versions.items())
        while some := dict(islice(every, _TOGETHER)):
            yield f"event: changed\ndata: {_json({'topic': topic, 'versions': some})}\n\n"
    if not news.hello and not news.topics:
        yield ": still here\n\n"


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, separators=(",", ":"))


def _again(request: Request) -> Callable[[], Actor]:
    """Who it is by now: of a session without noting that it was used."""
    keys, scope = cast("Keys", request.app.state.keys), request.scope
    session_id = str(getattr(request.state, "session_id", ""))
    if session_id and keys.sessions is not None:
        sessions = keys.sessions
        return lambda: sessions.current(session_id).actor
    return lambda: keys.caller(scope)
