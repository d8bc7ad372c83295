"""Tells the room of queries what people search for, so that they find it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clawback.queries.recents import RecentQueries

SEARCHES: Final[Mapping[str, str]] = {
    "delivery_search": "all_email",
    "explorer_chart": "all_email",
    "explorer_clicks": "url_clicks",
}
"""The view in which each searches unless told otherwise."""
_OK = 200


class Searches:
    """ASGI middleware: charts and first pages of searches that went well are noted, in memory."""

    def __init__(self, app: ASGIApp, *, recents: RecentQueries) -> None:
        self._app = app
        self._recents = recents

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes every request on."""
        if scope["type"] == "http" and scope.get("state", {}).get("operation") in SEARCHES:
            send = self._noting(scope, send)
        await self._app(scope, receive, send)

    def _noting(self, scope: Scope, send: Send) -> Send:
        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == _OK:
                self._note(scope)
            await send(message)

        return noting

    def _note(self, scope: Scope) -> None:
        asked = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")))
        if "cursor" not in asked:
            said = {name: asked[name] for name in ("since", "until", "view") if name in asked}
            said.setdefault("view", SEARCHES[scope["state"]["operation"]])
            self._recents.note(scope["state"]["actor"], asked.get("filter", ""), **said)
