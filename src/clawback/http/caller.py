"""Who is calling, and from where; `api` has already checked that they may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from clawback.model.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """What a request tells of where it came from.

    `session_id` is empty for callers with a token and for those who have not begun to sign in.
    """

    session_id: str
    address: str
    agent: str
    scheme: str
    host: str


def _caller(request: Request) -> Actor:
    return cast("Actor", request.state.actor)


def _operation(request: Request) -> str:
    """By its id; empty where no gate stands in front, as in a test of some routes."""
    return str(getattr(request.state, "operation", ""))


def _browser(request: Request) -> Browser:
    return Browser(
        session_id=str(getattr(request.state, "session_id", "")),
        address=request.client.host if request.client else "",
        agent=request.headers.get("user-agent", ""),
        scheme=request.url.scheme,
        host=request.headers.get("host", ""),
    )


Caller = Annotated[Actor, Depends(_caller)]
Operation = Annotated[str, Depends(_operation)]
CallingBrowser = Annotated[Browser, Depends(_browser)]
