"""One's own account: password, second factors, sessions."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, status
from pydantic import BaseModel, Field

from clawback.http.caller import Caller
from clawback.identity.password import LONGEST
from clawback.identity.routes.desk import (
    AccountPart,
    AtDesk,
    ChangedOut,
    CredentialShape,
    OptionsShape,
    SessionsPart,
)
from clawback.identity.routes.shapes import OwnSession, SessionsOut, Strict, sessions_out

router = APIRouter(prefix="/account", tags=["account"])
_TEXT_LIMIT = 200


class NewPassword(Strict):
    """The present password and the one to be."""

    present: str = Field(max_length=LONGEST)
    new: str = Field(max_length=LONGEST * 2)


class Code(Strict):
    """A code that an app shows."""

    code: str = Field(max_length=_TEXT_LIMIT)


class NewPasskeyIn(Strict):
    """What a device made, and how its owner calls it."""

    name: str = Field(min_length=1, max_length=_TEXT_LIMIT)
    credential: CredentialShape


class PasskeyName(Strict):
    """How its owner calls a passkey."""

    name: str = Field(min_length=1, max_length=_TEXT_LIMIT)


class PasskeyOut(BaseModel):
    """A passkey, without its key."""

    id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None


class FactorsOut(BaseModel):
    """Which second factors one has."""

    totp: bool
    passkeys: list[PasskeyOut]
    recovery_codes_left: int


class NewTotpOut(BaseModel):
    """A secret for an app; it counts after it was confirmed."""

    secret: str
    address: str = Field(description="`otpauth:`, for a QR code.")


@router.get("/factors", operation_id="account_factors")
def account_factors(caller: Caller, account: AccountPart) -> FactorsOut:
    """Which second factors one has."""
    standing = account.standing(caller.person)
    return FactorsOut(
        totp=standing.totp,
        passkeys=[
            PasskeyOut(
                id=one.id, name=one.name, created_at=one.created_at, last_used_at=one.last_used_at
            )
            for one in standing.passkeys
        ],
        recovery_codes_left=standing.recovery_left,
    )


@router.post("/password", operation_id="account_password")
def account_password(body: NewPassword, desk: AtDesk, session_id: OwnSession) -> ChangedOut:
    """Sets another password. Needs a fresh proof, and ends all other sessions."""
    return desk.changed(desk.account.change_password(session_id, body.present, body.new, desk.seen))


@router.post("/totp", operation_id="account_totp_begin")
def account_totp_begin(account: AccountPart, session_id: OwnSession) -> NewTotpOut:
    """Makes a secret for an app that shows codes."""
    made = account.begin_totp(session_id)
    return NewTotpOut(secret=made.secret, address=made.address)


@router.post("/totp/confirm", operation_id="account_totp_confirm")
def account_totp_confirm(body: Code, desk: AtDesk, session_id: OwnSession) -> ChangedOut:
    """Makes the app count, once it shows the right code."""
    return desk.changed(desk.account.confirm_totp(session_id, body.code, desk.seen))


@router.delete("/totp", operation_id="account_totp_remove")
def account_totp_remove(desk: AtDesk, session_id: OwnSession) -> ChangedOut:
    """Forgets the app. Needs a fresh proof."""
    return desk.changed(desk.account.drop_totp(session_id))


@router.post("/passkeys/options", operation_id="account_passkey_options")
def account_passkey_options(desk: AtDesk, session_id: OwnSession) -> OptionsShape:
    """What `navigator.credentials.create` is given to make a passkey."""
    return desk.account.passkey_options(session_id, desk.site)


@router.post("/passkeys", status_code=status.HTTP_201_CREATED, operation_id="account_passkey_add")
def account_passkey_add(body: NewPasskeyIn, desk: AtDesk, session_id: OwnSession) -> ChangedOut:
    """Keeps a passkey that the browser made."""
    return desk.changed(desk.account.add_passkey(session_id, body.credential, body.name, desk.site))


@router.patch("/passkeys/{passkey_id}", operation_id="account_passkey_rename")
def account_passkey_rename(
    passkey_id: str, body: PasskeyName, caller: Caller, desk: AtDesk, session_id: OwnSession
) -> FactorsOut:
    """Gives a passkey another name. Needs a fresh proof."""
    desk.account.rename_passkey(session_id, passkey_id, body.name)
    return account_factors(caller, desk.account)


@router.delete("/passkeys/{passkey_id}", operation_id="account_passkey_remove")
def account_passkey_remove(passkey_id: str, desk: AtDesk, session_id: OwnSession) -> ChangedOut:
    """Forgets a passkey. Needs a fresh proof."""
    return desk.changed(desk.account.drop_passkey(session_id, passkey_id))


@router.post("/recovery-codes", operation_id="account_recovery_codes")
def account_recovery_codes(desk: AtDesk, session_id: OwnSession) -> ChangedOut:
    """Makes ten new recovery codes; those before open nothing any more."""
    return desk.changed(desk.account.new_recovery_codes(session_id))


@router.get("/sessions", operation_id="account_sessions")
def account_sessions(caller: Caller, sessions: SessionsPart, session_id: OwnSession) -> SessionsOut:
    """One's sessions, newest first."""
    return sessions_out(sessions.of(caller.person), session_id)


@router.delete("/sessions/{session_id}", operation_id="account_session_end")
def account_session_end(
    session_id: str, caller: Caller, sessions: SessionsPart, current: OwnSession
) -> SessionsOut:
    """Ends one of one's sessions."""
    sessions.end(caller, caller.person, session_id)
    return sessions_out(sessions.of(caller.person), current)
