"""What the routes of signing in share: the browser they talk to, and the parts they ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Response
from pydantic import BaseModel, Field

from clawback.http.caller import CallingBrowser
from clawback.http.part import part
from clawback.identity.account import Account, Changed
from clawback.identity.role import Role
from clawback.identity.routes.shapes import ScopeShape, ThisSite
from clawback.identity.session import Seen, Session, Stage
from clawback.identity.sessions import Sessions, Visit
from clawback.identity.sign_in import SignIn
from clawback.identity.site import Site
from clawback.model.actor import Actor, ActorKind

SignInPart = Annotated[SignIn, Depends(part(SignIn))]
SessionsPart = Annotated[Sessions, Depends(part(Sessions))]
AccountPart = Annotated[Account, Depends(part(Account))]
# A credential, and the question for one, are what browsers define, as JSON: hence Any.
CredentialShape = dict[str, Any]
OptionsShape = dict[str, Any]


class MeOut(BaseModel):
    """Who is calling, how far the sign-in is, and what they may do now."""

    kind: ActorKind
    id: str
    person: str = Field(description="The id of the person behind it; empty for a service's token.")
    name: str
    login: str
    roles: list[Role]
    permissions: list[str]
    scope: ScopeShape
    stage: Stage
    second_factors: list[str] = Field(description="`totp`, `passkey`, `recovery_code`.")
    proved_at: datetime | None
    ends_at: datetime | None


class ChangedOut(BaseModel):
    """A change that ended all other sessions; recovery codes are shown this once."""

    recovery_codes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One browser at our desk."""

    response: Response
    site: Site
    seen: Seen
    sign_in: SignIn
    sessions: Sessions
    account: Account

    def admitted(self, session: Session) -> MeOut:
        """Gives the browser its new session, and tells who it is now."""
        self._show(session)
        return me(self.sessions.current(session.id), self.account)

    def changed(self, changed: Changed) -> ChangedOut:
        """Gives the browser the session that goes on after a change."""
        self._show(changed.session)
        return ChangedOut(recovery_codes=list(changed.recovery_codes))

    def forget(self) -> None:
        """Makes the browser forget its session."""
        self.response.delete_cookie(
            self.site.cookie, path="/", secure=self.site.secure, httponly=True, samesite="lax"
        )

    def _show(self, session: Session) -> None:
        self.response.set_cookie(
            self.site.cookie,
            session.token,
            path="/",
            secure=self.site.secure,
            httponly=True,
            samesite="lax",
        )


def me(visit: Visit, account: Account) -> MeOut:
    """A person for an answer."""
    actor, standing = visit.actor, account.standing(visit.person.id)
    having = (
        ("totp", standing.totp),
        ("passkey", bool(standing.passkeys)),
        ("recovery_code", bool(standing.recovery_left)),
    )
    return MeOut(
        kind=actor.kind,
        id=actor.id,
        person=actor.person,
        name=actor.name,
        login=visit.person.login,
        roles=sorted(visit.person.roles),
        permissions=sorted(actor.permissions),
        scope=ScopeShape.of(actor.scope),
        stage=visit.session.stage,
        second_factors=[name for name, has in having if has],
        proved_at=actor.proved_at,
        ends_at=visit.session.ends_at,
    )


def program(actor: Actor) -> MeOut:
    """A token's holder for an answer."""
    return MeOut(
        kind=actor.kind,
        id=actor.id,
        person=actor.person,
        name=actor.name,
        login="",
        roles=[Role(actor.role)],
        permissions=sorted(actor.permissions),
        scope=ScopeShape.of(actor.scope),
        stage=Stage.OPEN,
        second_factors=[],
        proved_at=None,
        ends_at=None,
    )


def _desk(
    *,
    response: Response,
    site: ThisSite,
    browser: CallingBrowser,
    sign_in: SignInPart,
    sessions: SessionsPart,
    account: AccountPart,
) -> Desk:
    return Desk(
        response=response,
        site=site,
        seen=Seen(address=browser.address, agent=browser.agent),
        sign_in=sign_in,
        sessions=sessions,
        account=account,
    )


AtDesk = Annotated[Desk, Depends(_desk)]
