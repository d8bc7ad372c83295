"""Signing in with an OpenID Connect provider: out to it, and back with proof."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn, Protocol
from urllib.parse import urlencode, urlsplit

from clawback.audit.action import AuditAction
from clawback.audit.entry import Detail, Result
from clawback.identity.address import network_of
from clawback.identity.guesses import Guesses
from clawback.identity.oidc.attempt import SECRET_BYTES, Attempt, Spent, begin, seal, unseal
from clawback.identity.oidc.document import Document, text_of
from clawback.identity.oidc.exchange import authorization_url, redeem
from clawback.identity.oidc.id_token import Expected, verify
from clawback.identity.oidc.outbound import Outbound, ProviderError
from clawback.identity.oidc.provider import Provider
from clawback.identity.oidc.refusal import (
    BadReturnError,
    ExternalSignInRefusedError,
    Reason,
    RefusalError,
)
from clawback.identity.oidc.settings import ClaimSource, OidcSettings
from clawback.identity.oidc.standing import Standing, standing_of
from clawback.identity.role import Role
from clawback.identity.seal import Seal
from clawback.identity.session import Seen, Session
from clawback.identity.site import Site
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.errors import (
    BadInputError,
    ConflictError,
    ForbiddenError,
    UnauthenticatedError,
    UnavailableError,
)
from clawback.model.scope import Scope

CALLBACK = "/api/v1/sign-in/oidc/callback"
_STRANGER = Actor(id="nobody", name="Nobody who signed in", role="")
_NOT_ADMITTED = (BadInputError, ConflictError, ForbiddenError, UnauthenticatedError)


class ProviderUnavailableError(UnavailableError):
    """Your identity provider does not answer. Try again, or sign in another way."""

    code = "identity_provider_unavailable"


class People(Protocol):
    """Who takes in a person whom the provider vouches for."""

    def sign_in_external(
        self,
        *,
        issuer: str,
        subject: str,
        name: str,
        email: str,
        roles: frozenset[Role],
        scope: Scope,
        proved: bool,
        seen: Seen,
    ) -> Session:
        """A new session of the person with this issuer and subject."""
        ...


class Trail(Protocol):
    """Where refusals are written down; `audit.trail.Trail` in the house."""

    def record_alone(
        self,
        actor: Actor,
        action: AuditAction,
        subject: str,
        *,
        result: Result = Result.DONE,
        details: Mapping[str, Detail] | None = None,
    ) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Where the browser goes, and the cookie it takes along."""

    url: str
    cookie: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What the browser brings back from the provider (RFC 6749 §4.1.2, RFC 9207 §2)."""

    code: str = field(default="", repr=False)
    state: str = field(default="", repr=False)
    issuer: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The session, and the own path to open."""

    session: Session
    to: str


class OidcSignIn:
    """The way in with the provider. Safe to call from several threads.

    Every refusal leaves its reason in the audit trail, and tells the person one and the same
    sentence.
    """

    def __init__(
        self,
        *,
        settings: OidcSettings,
        people: People,
        trail: Trail,
        guesses: Guesses,
        seal_: Seal,
        clock: Clock,
        outbound: Outbound | None = None,
        randomness: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._settings = settings
        self._people = people
        self._trail = trail
        self._guesses = guesses
        self._seal = seal_
        self._clock = clock
        self._outbound = outbound or Outbound(settings.allowed_hosts, ca_file=settings.ca_file)
        self._provider = Provider(settings, self._outbound, clock)
        self._spent = Spent()
        self._randomness = randomness

    @property
    def issuer_host(self) -> str:
        """Where people sign in, as they may know it."""
        return urlsplit(self._settings.issuer).hostname or ""

    def begin(self, site: Site, *, to: str = "/", prove: bool = False) -> Begun:
        """Sends a browser to the provider; `prove` makes it ask them anew who they are.

        Raises:
            BadReturnError: `to` is not an own path.
            ProviderUnavailableError: the provider does not answer.
        """
        now = self._clock.now()
        attempt = begin(self._randomness(SECRET_BYTES), now=now, to=to, prove=prove)
        try:
            endpoint = self._provider.endpoints.authorization
        except ProviderError as error:
            raise ProviderUnavailableError from error
        url = authorization_url(endpoint, self._settings, attempt, site.origin + CALLBACK)
        return Begun(url=url, cookie=seal(attempt, self._seal))

    def finish(self, site: Site, response: Response, *, cookie: str, seen: Seen) -> Finished:
        """Takes the browser back in.

        Raises:
            ExternalSignInRefusedError: anything at all was not as it must be.
            TooManyGuessesError: too many were refused to this network before.
        """
        self._guesses.begin("", seen.address)
        try:
            finished = self._finish(site, response, cookie, seen)
        except RefusalError as error:
            self._refuse(error.reason, seen)
        except BadReturnError:
            self._refuse(Reason.NO_ATTEMPT, seen)
        except ProviderError:
            self._refuse(Reason.PROVIDER_UNAVAILABLE, seen)
        except _NOT_ADMITTED:
            self._refuse(Reason.NOT_ADMITTED, seen)
        self._guesses.passed("", seen.address)
        return finished

    def leave(self, site: Site) -> str:
        """Where to sign out of the provider too (OpenID Connect RP-Initiated Logout 1.0 §2).

        The console's own start page where the provider has no such place, or does not answer.
        """
        back = f"{site.origin}/"
        try:
            endpoint = self._provider.endpoints.end_session
        except ProviderError:
            return back
        if not endpoint:
            return back
        asked = {"client_id": self._settings.client_id, "post_logout_redirect_uri": back}
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    def _finish(self, site: Site, response: Response, cookie: str, seen: Seen) -> Finished:
        attempt = unseal(cookie, self._seal, self._clock.now())
        if not hmac.compare_digest(response.state.encode(), attempt.state.encode()):
            raise RefusalError(Reason.WRONG_STATE)
        self._spent.spend(attempt)
        self._check_response(response)
        tokens = redeem(
            response.code,
            endpoint=self._provider.endpoints.token,
            settings=self._settings,
            outbound=self._outbound,
            attempt=attempt,
            redirect_uri=site.origin + CALLBACK,
        )
        return Finished(session=self._admit(self._standing(tokens, attempt), seen), to=attempt.to)

    def _check_response(self, response: Response) -> None:
        if response.issuer or self._provider.endpoints.names_itself:
            _require(response.issuer == self._settings.issuer, Reason.WRONG_RESPONSE_ISSUER)
        _require(not response.error, Reason.PROVIDER_REFUSED)

    def _standing(self, tokens: Document, attempt: Attempt) -> Standing:
        now, id_token = self._clock.now(), text_of(tokens, "id_token")
        _require(bool(id_token), Reason.NO_ID_TOKEN)
        access_token = text_of(tokens, "access_token")
        expected = self._expected(attempt, access_token, now)
        claims = verify(id_token, expected, self._provider.key)
        return standing_of(claims, self._about(claims, access_token), self._settings, now)

    def _expected(self, attempt: Attempt, access_token: str, now: datetime) -> Expected:
        return Expected(
            issuer=self._settings.issuer,
            client_id=self._settings.client_id,
            trusted_audiences=frozenset(self._settings.trusted_audiences),
            algorithms=frozenset(self._settings.algorithms),
            nonce=attempt.nonce,
            access_token=access_token,
            begun_at=attempt.begun_at,
            now=now,
            fresh_after=attempt.begun_at if attempt.prove else None,
        )

    def _about(self, claims: Document, access_token: str) -> Document:
        """Where groups and name are read: signed, or fetched and about the same person.

        OpenID Connect Core 1.0 §5.3.2: user information with another `sub` must not be used.
        """
        if self._settings.claims_from is ClaimSource.ID_TOKEN:
            return claims
        about = self._provider.userinfo(access_token)
        _require(about.get("sub") == claims["sub"], Reason.USERINFO)
        return about

    def _admit(self, standing: Standing, seen: Seen) -> Session:
        return self._people.sign_in_external(
            issuer=self._settings.issuer,
            subject=standing.subject,
            name=standing.name,
            email=standing.email,
            roles=standing.roles,
            scope=standing.scope,
            proved=standing.proved,
            seen=seen,
        )

    def _refuse(self, reason: Reason, seen: Seen) -> NoReturn:
        self._trail.record_alone(
            _STRANGER,
            AuditAction.SESSION_SIGN_IN,
            f"identity_provider:{self._settings.issuer}",
            result=Result.DENIED,
            details={"reason": reason.value, "network": network_of(seen.address)},
        )
        raise ExternalSignInRefusedError


def _require(holds: bool, reason: Reason) -> None:
    if not holds:
        raise RefusalError(reason)
