"""Nobody gets past here without a token whose role allows the operation.

Stands before anything of the request's body is read, so that a stranger cannot make us read one.
"""

from __future__ import annotations

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from clawback.api.body_limit import BODY_LIMIT, BODY_LIMITS, announced, limited
from clawback.api.errors import from_error, from_status
from clawback.api.metrics import Metrics
from clawback.api.operations import Operation, Operations
from clawback.api.permissions import Public
from clawback.api.throttle import Throttle
from clawback.identity.tokens import Tokens
from clawback.model.actor import Actor
from clawback.model.errors import ForbiddenError, UnauthenticatedError

_STRANGER = Actor(id="", name="", role="")


class Gate:
    """ASGI middleware: the caller goes into the request's state, or gets 401, 403, 413 or 429."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        operations: Operations,
        tokens: Tokens,
        throttle: Throttle,
        metrics: Metrics,
    ) -> None:
        self._app = app
        self._operations = operations
        self._tokens = tokens
        self._throttle = throttle
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through or answers it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        operation = self._operations.find(scope["method"], scope["path"])
        limit = BODY_LIMITS.get(operation.id, BODY_LIMIT) if operation else BODY_LIMIT
        refusal = await self._refusal(scope, operation) if operation else None
        if refusal is None and limit is not None:
            refusal = from_status(scope, 413) if announced(scope) > limit else None
            receive = limited(receive, limit)
        # Without an operation the router says 404 or 405.
        await (refusal or self._app)(scope, receive, send)

    async def _refusal(self, scope: Scope, operation: Operation) -> Response | None:
        state = scope.setdefault("state", {})
        state["operation"] = operation.id
        state["actor"] = _STRANGER
        if isinstance(operation.needs, Public):
            state["cleared"] = operation.id
            return None
        return await self._check(scope, operation)

    async def _check(self, scope: Scope, operation: Operation) -> Response | None:
        try:
            actor = await to_thread.run_sync(self._tokens.authenticate, _bearer(scope))
        except UnauthenticatedError as error:
            return self._refused(scope, error)
        scope["state"]["actor"] = actor
        if not actor.may(str(operation.needs)):
            return from_error(scope, ForbiddenError(_forbidden(actor, str(operation.needs))))
        scope["state"]["cleared"] = operation.id
        return None

    def _refused(self, scope: Scope, error: UnauthenticatedError) -> Response:
        self._metrics.authentication_failures.inc()
        client = scope.get("client")
        if self._throttle.refused(client[0] if client else ""):
            return from_status(scope, 429, {"Retry-After": str(self._throttle.seconds)})
        return from_error(scope, error)


async def confirm(request: Request) -> None:
    """A route runs only when the gate has cleared this very operation; otherwise something leaks.

    A second look, by the route that was really chosen, in case the gate and the router should ever
    read an address differently.
    """
    route = request.scope.get("route")
    name = getattr(route, "operation_id", None) or getattr(route, "name", None)
    if name is None or request.scope.get("state", {}).get("cleared") != name:
        raise ForbiddenError


def _bearer(scope: Scope) -> str:
    """The token of the Authorization header (RFC 6750 §2.1)."""
    scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise UnauthenticatedError(
            "Send an API token in the Authorization header: Authorization: Bearer cb_…"
        )
    return token.strip()


def _forbidden(actor: Actor, permission: str) -> str:
    return f"Your role, {actor.role}, does not allow this. It takes the permission {permission}."
