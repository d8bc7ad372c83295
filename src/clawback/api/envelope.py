"""What every request and answer carries: an id, a log line, figures, safe headers, no traceback."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from http import HTTPStatus

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clawback.api.errors import unexpected
from clawback.api.metrics import Metrics
from clawback.model.actor import Actor

_log = structlog.stdlib.get_logger("clawback.api")
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_UNKNOWN = "unknown"
_STEADY = frozenset({"click_book"})  # asked twice a second, by a program of our own


@dataclass(slots=True)
class _Answer:
    """What is known of an answer while it goes out."""

    started: float = field(default_factory=time.perf_counter)
    status: int = 0


class Envelope:
    """ASGI middleware around everything else."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the request and notes how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = secrets.token_hex(8)
        answer = _Answer()

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status = int(message["status"])
                _seal(message, state["request_id"])
            await send(message)

        try:
            await self._run(scope, receive, sealed, answer)
        finally:
            self._note(scope, answer)

    async def _run(self, scope: Scope, receive: Receive, send: Send, answer: _Answer) -> None:
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            _log.error(
                "request failed",
                request_id=scope["state"]["request_id"],
                operation=scope["state"].get("operation", _UNKNOWN),
                exc_info=error,
            )
            if answer.status:
                raise  # half an answer must not look like a whole one
            await unexpected(scope)(scope, receive, send)

    def _note(self, scope: Scope, answer: _Answer) -> None:
        state = scope["state"]
        operation = state.get("operation", _UNKNOWN)
        actor: Actor | None = state.get("actor")
        seconds = time.perf_counter() - answer.started
        self._metrics.requests.labels(operation, str(answer.status)).inc()
        self._metrics.seconds.labels(operation).observe(seconds)
        steady = operation in _STEADY and answer.status == HTTPStatus.OK
        (_log.debug if steady else _log.info)(
            "request",
            request_id=state["request_id"],
            method=scope["method"],
            operation=operation,
            status=answer.status,
            ms=round(seconds * 1000, 1),
            actor=actor.id if actor else "",
            client=scope["client"][0] if scope.get("client") else "",
        )


def _seal(message: Message, request_id: str) -> None:
    headers = MutableHeaders(scope=message)
    headers["X-Request-Id"] = request_id
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
