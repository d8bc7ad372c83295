"""People and roles over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, status
from pydantic import BaseModel, Field

from clawback.http.caller import Caller, CallingBrowser
from clawback.http.part import part
from clawback.identity.link import SetupLink
from clawback.identity.people import Listed, People
from clawback.identity.person import Edit, PersonState, Wanted
from clawback.identity.role import Permission, Role
from clawback.identity.routes.desk import SessionsPart
from clawback.identity.routes.shapes import (
    ScopeShape,
    SessionsOut,
    Strict,
    sessions_out,
)
from clawback.identity.site import Sites

router = APIRouter(prefix="/people", tags=["people"])
roles = APIRouter(prefix="/roles", tags=["people"])
PeoplePart = Annotated[People, Depends(part(People))]


def _root(browser: CallingBrowser, sites: Annotated[Sites, Depends(part(Sites))]) -> str:
    """What a link begins with; nothing where people cannot sign in at this address."""
    site = sites.of(browser.scheme, browser.host)
    return site.origin if site else ""


Root = Annotated[str, Depends(_root)]


class NewPerson(Strict):
    """An account to be made."""

    login: str = Field(min_length=1, max_length=100)
    name: str = Field(min_length=1, max_length=200)
    roles: list[Role] = Field(min_length=1)
    scope: ScopeShape = ScopeShape()


class PersonEdit(Strict):
    """What to change; what is left out stays."""

    login: str | None = Field(default=None, min_length=1, max_length=100)
    name: str | None = Field(default=None, min_length=1, max_length=200)
    roles: list[Role] | None = Field(default=None, min_length=1)
    scope: ScopeShape | None = None


class Reset(Strict):
    """How far a reset goes."""

    forget_factors: bool = Field(
        default=False, description="Second factors were lost, and are set up anew."
    )


class PersonOut(BaseModel):
    """Somebody with an account."""

    id: str
    login: str
    name: str
    roles: list[Role]
    scope: ScopeShape
    state: PersonState
    external: bool = Field(description="Signs in through an identity provider.")
    second_factor: bool = Field(description="Has one.")
    created_at: datetime
    created_by: str
    disabled_at: datetime | None
    disabled_by: str
    signed_in_at: datetime | None


class PeopleOut(BaseModel):
    """Everybody, by login name."""

    items: list[PersonOut]


class SetupLinkOut(BaseModel):
    """A person with their setup link, which is shown this once and works once."""

    person: PersonOut
    link: str
    expires_at: datetime


class Ended(BaseModel):
    """How many sessions were ended."""

    ended: int


class RoleOut(BaseModel):
    """A role and what it may do."""

    role: Role
    label: str
    permissions: list[Permission]


class RolesOut(BaseModel):
    """Every role."""

    items: list[RoleOut]


@router.get("", operation_id="person_list")
def person_list(people: PeoplePart) -> PeopleOut:
    """Everybody with an account, disabled people too."""
    return PeopleOut(items=[_out(listed) for listed in people.every()])


@router.post("", status_code=status.HTTP_201_CREATED, operation_id="person_create")
def person_create(body: NewPerson, people: PeoplePart, caller: Caller, root: Root) -> SetupLinkOut:
    """Makes an account. Its owner sets the password with the link, which works once."""
    wanted = Wanted(
        login=body.login, name=body.name, roles=frozenset(body.roles), scope=body.scope.scope
    )
    person, link = people.create(caller, wanted)
    return _link(people.listed(person), link, root)


@router.get("/{person_id}", operation_id="person_get")
def person_get(person_id: str, people: PeoplePart) -> PersonOut:
    """One person."""
    return _out(people.listed(people.find(person_id)))


@router.patch("/{person_id}", operation_id="person_edit")
def person_edit(person_id: str, body: PersonEdit, people: PeoplePart, caller: Caller) -> PersonOut:
    """Changes login name, name, roles or scope. Other roles or another scope end all sessions."""
    edit = Edit(
        login=body.login,
        name=body.name,
        roles=None if body.roles is None else frozenset(body.roles),
        scope=None if body.scope is None else body.scope.scope,
    )
    return _out(people.listed(people.edit(caller, person_id, edit)))


@router.post("/{person_id}/disable", operation_id="person_disable")
def person_disable(person_id: str, people: PeoplePart, caller: Caller) -> PersonOut:
    """Shuts somebody out at once: sessions, links and tokens of their own end."""
    return _out(people.listed(people.disable(caller, person_id)))


@router.post("/{person_id}/enable", operation_id="person_enable")
def person_enable(person_id: str, people: PeoplePart, caller: Caller) -> PersonOut:
    """Lets somebody in again."""
    return _out(people.listed(people.enable(caller, person_id)))


@router.post(
    "/{person_id}/reset-link",
    status_code=status.HTTP_201_CREATED,
    operation_id="person_reset_link",
)
def person_reset_link(
    person_id: str,
    body: Reset,
    people: PeoplePart,
    caller: Caller,
    root: Root,
) -> SetupLinkOut:
    """A new setup link in place of any before; ends all sessions."""
    person, link = people.reset_link(caller, person_id, forget_factors=body.forget_factors)
    return _link(people.listed(person), link, root)


@router.get("/{person_id}/sessions", operation_id="person_sessions")
def person_sessions(
    person_id: str, people: PeoplePart, sessions: SessionsPart, browser: CallingBrowser
) -> SessionsOut:
    """Somebody's sessions, newest first."""
    return sessions_out(sessions.of(people.find(person_id).id), browser.session_id)


@router.delete("/{person_id}/sessions", operation_id="person_sessions_end")
def person_sessions_end(
    person_id: str, people: PeoplePart, sessions: SessionsPart, caller: Caller
) -> Ended:
    """Ends all sessions of somebody."""
    return Ended(ended=sessions.end_all(caller, people.find(person_id).id))


@roles.get("", operation_id="role_list")
def role_list() -> RolesOut:
    """Every role with what it may do."""
    return RolesOut(
        items=[
            RoleOut(role=role, label=role.label, permissions=sorted(role.permissions))
            for role in Role
        ]
    )


def _link(listed: Listed, link: SetupLink, root: str) -> SetupLinkOut:
    return SetupLinkOut(person=_out(listed), link=root + link.path, expires_at=link.expires_at)


def _out(listed: Listed) -> PersonOut:
    person = listed.person
    return PersonOut(
        id=person.id,
        login=person.login,
        name=person.name,
        roles=sorted(person.roles),
        scope=ScopeShape.of(person.scope),
        state=person.state,
        external=listed.external,
        second_factor=listed.second_factor,
        created_at=person.created_at,
        created_by=person.created_by,
        disabled_at=person.disabled_at,
        disabled_by=person.disabled_by,
        signed_in_at=person.signed_in_at,
    )
