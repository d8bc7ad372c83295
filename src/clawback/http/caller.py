"""Who is calling; `api` has already checked that they may."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from clawback.model.actor import Actor


def _caller(request: Request) -> Actor:
    return cast("Actor", request.state.actor)


Caller = Annotated[Actor, Depends(_caller)]
