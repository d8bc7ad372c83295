"""What several routes send and take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from clawback.http.caller import CallingBrowser
from clawback.http.part import part
from clawback.identity.session import Session, Stage, Way
from clawback.identity.site import InsecureSiteError, Site, Sites
from clawback.identity.step_up import PersonNeededError
from clawback.model.scope import Scope

MOST_DOMAINS = 1000


class Strict(BaseModel):
    """A request's body: what it may not hold is an error."""

    model_config = ConfigDict(extra="forbid")


class ScopeShape(BaseModel):
    """Which recipients, by domain or by tag; empty in both means everybody."""

    model_config = ConfigDict(extra="forbid")

    domains: list[str] = Field(default=[], max_length=MOST_DOMAINS)
    tags: list[str] = Field(default=[], max_length=MOST_DOMAINS)

    @property
    def scope(self) -> Scope:
        return Scope(frozenset(self.domains), frozenset(self.tags))

    @classmethod
    def of(cls, scope: Scope) -> ScopeShape:
        return cls(domains=sorted(scope.domains), tags=sorted(scope.tags))


class SessionOut(BaseModel):
    """A session, without what opens it."""

    id: str
    stage: Stage
    way: Way
    signed_in_at: datetime
    seen_at: datetime
    ends_at: datetime
    network: str
    agent: str
    current: bool = Field(description="It is the one that asks.")


class SessionsOut(BaseModel):
    """Sessions, newest first."""

    items: list[SessionOut]


def sessions_out(every: Iterable[Session], current: str) -> SessionsOut:
    """Sessions for an answer."""
    return SessionsOut(items=[_session(one, current) for one in every])


def _site(browser: CallingBrowser, sites: Annotated[Sites, Depends(part(Sites))]) -> Site:
    site = sites.of(browser.scheme, browser.host)
    if site is None:
        raise InsecureSiteError
    return site


def _own_session(browser: CallingBrowser) -> str:
    if not browser.session_id:
        raise PersonNeededError
    return browser.session_id


def _session(session: Session, current: str) -> SessionOut:
    return SessionOut(
        id=session.id,
        stage=session.stage,
        way=session.way,
        signed_in_at=session.signed_in_at,
        seen_at=session.seen_at,
        ends_at=session.ends_at,
        network=session.network,
        agent=session.agent,
        current=session.id == current,
    )


ThisSite = Annotated[Site, Depends(_site)]
OwnSession = Annotated[str, Depends(_own_session)]
