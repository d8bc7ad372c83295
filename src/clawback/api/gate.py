"""Nobody gets past here without a token or a session whose role allows the operation.

Stands before anything of the request's body is read, so that a stranger cannot make us read one.
"""

from __future__ import annotations

from dataclasses import dataclass

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from clawback.api.body_limit import BODY_LIMIT, BODY_LIMITS, announced, limited
from clawback.api.denials import Denials
from clawback.api.errors import from_error, from_status
from clawback.api.metrics import Metrics
from clawback.api.notes import Notes
from clawback.api.operations import Operation, Operations
from clawback.api.permissions import Known, Public
from clawback.api.same_site import require_same_site
from clawback.api.throttle import Throttle
from clawback.identity.role import NEVER_IN_A_TOKEN
from clawback.identity.sessions import Sessions
from clawback.identity.site import Site, Sites
from clawback.identity.step_up import PersonNeededError
from clawback.identity.tokens import Tokens
from clawback.model.actor import Actor, ActorKind
from clawback.model.errors import ClawbackError, ForbiddenError, UnauthenticatedError

_STRANGER = Actor(id="", name="", role="")


class UnfinishedError(ForbiddenError):
    """Complete the sign-in first: show your second factor, or set one up."""

    code = "sign_in_unfinished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What opens the gate: tokens for programs, sessions for people where there are any."""

    tokens: Tokens
    sites: Sites
    sessions: Sessions | None = None

    def site(self, scope: Scope) -> Site | None:
        """The site that the request is for."""
        return self.sites.of(scope.get("scheme", "http"), Headers(scope=scope).get("host", ""))

    def cookie(self, scope: Scope) -> str | None:
        """What the browser shows of a session, where people may sign in."""
        site = self.site(scope)
        shown = Headers(scope=scope).get("cookie")
        if site is None or shown is None or self.sessions is None:
            return None
        return cookie_parser(shown).get(site.cookie)

    def caller(self, scope: Scope) -> Actor:
        """Who sends the request.

        Raises:
            UnauthenticatedError: nobody who is known here.
            ForbiddenError: it has a session's cookie, and does not come from our pages.
        """
        if "authorization" in Headers(scope=scope):
            client = scope.get("client")
            return self.tokens.authenticate(_bearer(scope), client[0] if client else "")
        cookie = self.cookie(scope)
        if cookie is None or self.sessions is None:
            raise UnauthenticatedError(
                "Sign in, or send an API token in the Authorization header: "
                "Authorization: Bearer cb_…"
            )
        require_same_site(scope, self.site(scope))
        visit = self.sessions.find(cookie)
        scope["state"]["session_id"] = visit.session.id
        return visit.actor


class Gate:
    """ASGI middleware: the caller goes into the request's state, or gets 401, 403, 413 or 429."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        operations: Operations,
        keys: Keys,
        throttle: Throttle,
        metrics: Metrics,
        denials: Denials | None = None,
        notes: Notes | None = None,
    ) -> None:
        self._app = app
        self._operations = operations
        self._keys = keys
        self._throttle = throttle
        self._metrics = metrics
        self._denials = denials
        self._notes = notes

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
        if operation is not None and refusal is None and self._notes is not None:
            send = self._notes.around(scope, operation, send)
        # Without an operation the router says 404 or 405.
        await (refusal or self._app)(scope, receive, send)

    async def _refusal(self, scope: Scope, operation: Operation) -> Response | None:
        state = scope.setdefault("state", {})
        state["operation"] = operation.id
        state["actor"] = _STRANGER
        try:
            if isinstance(operation.needs, Public):
                require_same_site(scope, self._keys.site(scope))
            else:
                state["actor"] = await to_thread.run_sync(self._keys.caller, scope)
                await self._allow(state["actor"], operation)
        except UnauthenticatedError as error:
            return self._refused(scope, error)
        except ClawbackError as error:
            return from_error(scope, error)
        state["cleared"] = operation.id
        return None

    async def _allow(self, actor: Actor, operation: Operation) -> None:
        """Raises `ForbiddenError`, and has it noted, unless this actor may do this."""
        try:
            _require(actor, operation)
        except ForbiddenError as error:
            if self._denials is not None:
                await to_thread.run_sync(self._denials.note, actor, operation, error)
            raise

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


def _require(actor: Actor, operation: Operation) -> None:
    needed = operation.needs
    if isinstance(needed, Known) or actor.may(str(needed)):
        return
    if actor.kind is ActorKind.PERSON and not actor.permissions:
        raise UnfinishedError
    if needed in NEVER_IN_A_TOKEN and actor.kind is not ActorKind.PERSON:
        raise PersonNeededError
    raise ForbiddenError(
        f"Your role, {actor.role}, does not allow this. It takes the permission {needed}."
    )


def _bearer(scope: Scope) -> str:
    """The token of the Authorization header (RFC 6750 §2.1)."""
    scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise UnauthenticatedError(
            "Send an API token in the Authorization header: Authorization: Bearer cb_…"
        )
    return token.strip()
