"""Gives out the console: the page for every address of a person, and the files that it is made of.

The page runs scripts of this server and nothing else, and adds no style that does not bear the
page's nonce (Content Security Policy Level 3); text can become neither markup nor script anywhere
in it (Trusted Types).
"""

from __future__ import annotations

import gzip
import mimetypes
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

_PAGE: Final = "index.html"
_NONCE: Final = b"%NONCE%"
_OTHERS: Final = ("/api/", "/healthz", "/readyz", "/metrics")
_WORTH_PACKING: Final = 1000  # bytes; below, gzip saves nothing that anybody would notice
_FOR_EVER: Final = "public, max-age=31536000, immutable"  # names of assets say their content
_UNBUILT: Final = (
    "The console is not built. In a checkout, ./run console builds it; the API is under /api/v1.\n"
)


@dataclass(frozen=True, slots=True)
class ConsoleFile:
    """A file of the console, as it lies and packed."""

    body: bytes
    packed: bytes
    media_type: str
    caching: str

    @classmethod
    def read(cls, source: Traversable, name: str) -> ConsoleFile:
        body = source.read_bytes()
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        worth = len(body) > _WORTH_PACKING and not media_type.startswith("image/png")
        return cls(
            body=body,
            packed=gzip.compress(body, mtime=0) if worth else b"",
            media_type=media_type,
            caching=_FOR_EVER if name.startswith("assets/") else "no-cache",
        )


class Console:
    """ASGI middleware: answers what a browser asks of the console, and passes on all else."""

    def __init__(self, app: ASGIApp, *, folder: Traversable | None = None) -> None:
        """`folder` has the built console; the package's own unless another is named."""
        self._app = app
        self._folder = folder or files("clawback.api") / "console_files"
        self._kept: dict[str, ConsoleFile] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Gives out a file or the page, or lets the request through."""
        answer = self._answer(scope) if _for_a_person(scope) else None
        await (answer or self._app)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        name = scope["path"].lstrip("/")
        if name and name != _PAGE and (found := self._file(name)):
            scope.setdefault("state", {})["operation"] = "console"
            return _given(found, headers)
        if "text/html" not in headers.get("accept", ""):
            return None
        scope.setdefault("state", {})["operation"] = "console"
        page = self._file(_PAGE)
        return _page(page) if page else PlainTextResponse(_UNBUILT, status_code=404)

    def _file(self, name: str) -> ConsoleFile | None:
        if name in self._kept:
            return self._kept[name]
        parts = PurePosixPath(name).parts
        if not parts or any(part in {"..", "/"} or part.startswith(".") for part in parts):
            return None
        source = self._folder.joinpath(*parts)
        if not source.is_file():
            return None
        return self._kept.setdefault(name, ConsoleFile.read(source, name))


def _for_a_person(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] in {"GET", "HEAD"}
        and not scope["path"].startswith(_OTHERS)
    )


def _given(found: ConsoleFile, headers: Mapping[str, str]) -> Response:
    sent = {"Cache-Control": found.caching, "Vary": "Accept-Encoding"}
    if found.packed and "gzip" in headers.get("accept-encoding", ""):
        sent["Content-Encoding"] = "gzip"
        return Response(found.packed, media_type=found.media_type, headers=sent)
    return Response(found.body, media_type=found.media_type, headers=sent)


def _page(page: ConsoleFile) -> Response:
    nonce = secrets.token_urlsafe(18)
    policy = "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "frame-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )
    body = page.body.replace(_NONCE, nonce.encode("ascii"))
    return Response(body, media_type="text/html", headers={"Content-Security-Policy": policy})
