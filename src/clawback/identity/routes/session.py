"""Signing in and out, step by step."""

from __future__ import annotations

from fastapi import APIRouter, status
from pydantic import Field, model_validator

from clawback.http.caller import Caller, CallingBrowser
from clawback.identity.factor import Purpose
from clawback.identity.password import LONGEST
from clawback.identity.routes.desk import (
    AccountPart,
    AtDesk,
    CredentialShape,
    MeOut,
    OptionsShape,
    SessionsPart,
    me,
    program,
)
from clawback.identity.routes.shapes import OwnSession, Strict

router = APIRouter(prefix="/session", tags=["session"])
_TEXT_LIMIT = 200


class NameAndPassword(Strict):
    """The first step of most people."""

    login: str = Field(max_length=_TEXT_LIMIT)
    password: str = Field(max_length=LONGEST)


class LinkAndPassword(Strict):
    """What follows a setup link: its secret, and the password to be."""

    token: str = Field(max_length=_TEXT_LIMIT)
    password: str = Field(max_length=LONGEST)


class PasskeyAnswer(Strict):
    """What a passkey answered."""

    credential: CredentialShape


class SecondFactor(Strict):
    """Either a code (of an app, or a recovery code) or a passkey's answer."""

    code: str | None = Field(default=None, max_length=_TEXT_LIMIT)
    credential: CredentialShape | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> SecondFactor:
        if (self.code is None) == (self.credential is None):
            raise ValueError("send either a code or a credential")
        return self


@router.post("", status_code=status.HTTP_201_CREATED, operation_id="session_begin")
def session_begin(body: NameAndPassword, desk: AtDesk) -> MeOut:
    """Signs in with a password; `stage` says whether a second factor is still awaited."""
    return desk.admitted(desk.sign_in.with_password(body.login, body.password, desk.seen))


@router.post("/setup", status_code=status.HTTP_201_CREATED, operation_id="session_set_up")
def session_set_up(body: LinkAndPassword, desk: AtDesk) -> MeOut:
    """Follows a setup link: sets the password and signs in as far as that goes."""
    return desk.admitted(desk.sign_in.set_up(body.token, body.password, desk.seen))


@router.post("/passkey/options", operation_id="session_passkey_options")
def session_passkey_options(desk: AtDesk) -> OptionsShape:
    """What `navigator.credentials.get` is given to sign in with a passkey alone."""
    return desk.sign_in.passkey_options("", desk.site, Purpose.SIGN_IN)


@router.post("/passkey", status_code=status.HTTP_201_CREATED, operation_id="session_passkey")
def session_passkey(body: PasskeyAnswer, desk: AtDesk) -> MeOut:
    """Signs in with a passkey alone: the device has checked who holds it."""
    return desk.admitted(desk.sign_in.with_passkey(body.credential, desk.site, desk.seen))


@router.post("/second-factor/options", operation_id="session_second_factor_options")
def session_second_factor_options(desk: AtDesk, session_id: OwnSession) -> OptionsShape:
    """What `navigator.credentials.get` is given for a passkey as second step."""
    return desk.sign_in.passkey_options(session_id, desk.site, Purpose.SIGN_IN)


@router.post("/second-factor", operation_id="session_second_factor")
def session_second_factor(body: SecondFactor, desk: AtDesk, session_id: OwnSession) -> MeOut:
    """Completes a sign-in with a code, a recovery code or a passkey."""
    if body.credential is not None:
        return desk.admitted(
            desk.sign_in.second_passkey(session_id, body.credential, desk.site, desk.seen)
        )
    return desk.admitted(desk.sign_in.with_code(session_id, body.code or "", desk.seen))


@router.post("/step-up/options", operation_id="session_step_up_options")
def session_step_up_options(desk: AtDesk, session_id: OwnSession) -> OptionsShape:
    """What `navigator.credentials.get` is given to prove again who one is."""
    return desk.sign_in.passkey_options(session_id, desk.site, Purpose.STEP_UP)


@router.post("/step-up", operation_id="session_step_up")
def session_step_up(body: SecondFactor, desk: AtDesk, session_id: OwnSession) -> MeOut:
    """Proves again who one is; approvals and changes of an account ask for it.

    Recovery codes are not taken here.
    """
    if body.credential is not None:
        return desk.admitted(
            desk.sign_in.step_up_with_passkey(session_id, body.credential, desk.site, desk.seen)
        )
    return desk.admitted(desk.sign_in.step_up_with_code(session_id, body.code or "", desk.seen))


@router.get("", operation_id="session_get")
def session_get(
    caller: Caller, sessions: SessionsPart, account: AccountPart, browser: CallingBrowser
) -> MeOut:
    """Who is calling, and what they may do."""
    if not browser.session_id:
        return program(caller)
    return me(sessions.current(browser.session_id), account)


@router.delete("", status_code=status.HTTP_204_NO_CONTENT, operation_id="session_end")
def session_end(desk: AtDesk, caller: Caller, session_id: OwnSession) -> None:
    """Signs out."""
    desk.sessions.end(caller, caller.person, session_id)
    desk.forget()
