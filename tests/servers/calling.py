"""A door that lets everybody in as the actor a test chose, for routes without their gate."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from clawback.identity.role import Role, actor_of
from clawback.model.actor import Actor

READER = actor_of("test", "A test", Role.CONTENT_READER)


class Calling:
    """ASGI middleware; `actor` may be changed between requests."""

    def __init__(self, app: ASGIApp, *, actor: Actor = READER) -> None:
        self._app = app
        self.actor = actor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Puts the actor where the gate would."""
        scope.setdefault("state", {})["actor"] = self.actor
        await self._app(scope, receive, send)
