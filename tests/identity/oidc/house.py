"""The way in with a provider, on a stand-in for the provider, the people and the trail."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from unittest.mock import patch

from tests.servers.openid import CLIENT, SECRET, OpenIdServer

from clawback.audit.entry import Detail, Result
from clawback.identity.guesses import Guesses
from clawback.identity.oidc.hosts import Hosts
from clawback.identity.oidc.outbound import Outbound
from clawback.identity.oidc.settings import OidcSettings
from clawback.identity.oidc.sign_in import Finished, OidcSignIn, Response
from clawback.identity.seal import Seal
from clawback.identity.session import Seen, Session, Stage, Way
from clawback.identity.site import Site
from clawback.model.actor import Actor

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SITE = Site("https://clawback.example.org", "clawback.example.org", secure=True)
SEEN = Seen(address="192.0.2.7", agent="A browser")
ROLES = {"analysts": ["analyst"], "leads": ["responder", "approver"]}


@dataclass
class MovingClock:
    """A clock that a test moves."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment

    def pass_(self, **spans: float) -> None:
        self.moment += timedelta(**spans)


@dataclass
class Admissions:
    """Takes everybody in, and remembers what was said about them."""

    admitted: list[dict[str, object]] = field(default_factory=list)
    refusal: Exception | None = None

    def sign_in_external(self, **said: object) -> Session:
        if self.refusal is not None:
            raise self.refusal
        self.admitted.append(said)
        return Session(
            id="s1",
            person="p1",
            stage=Stage.OPEN,
            way=Way.EXTERNAL,
            digest="0" * 64,
            signed_in_at=NOW,
            seen_at=NOW,
            ends_at=NOW + timedelta(hours=12),
            token="t" * 43,
        )


@dataclass
class Refusals:
    """A trail that keeps what it is told."""

    entries: list[tuple[str, str, Result, dict[str, Detail]]] = field(default_factory=list)

    def record_alone(
        self,
        actor: Actor,
        action: str,
        subject: str,
        *,
        result: Result = Result.DONE,
        details: Mapping[str, Detail] | None = None,
    ) -> None:
        assert not actor.permissions
        self.entries.append((action, subject, result, dict(details or {})))

    @property
    def reasons(self) -> list[Detail]:
        return [details["reason"] for _, _, _, details in self.entries]


@cache
def _trust() -> ssl.SSLContext:
    """Reading the system's certificates takes longer than most tests do, so it is done once."""
    return ssl.create_default_context()


def _outbound(hosts: Hosts) -> Outbound:
    """Impatient; the provider of these tests speaks plain HTTP."""
    trust = _trust()
    with patch.object(ssl, "create_default_context", lambda **_: trust):
        return Outbound(hosts, seconds=0.5)


class House:
    """Everything together; `around` goes all the way there and back."""

    def __init__(self, server: OpenIdServer, clock: MovingClock, **changes: object) -> None:
        plain: dict[str, object] = {
            "issuer": server.issuer,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "roles": ROLES,
        }
        self.server = server
        self.clock = clock
        self.people = Admissions()
        self.trail = Refusals()
        self.settings = OidcSettings.model_validate(plain | changes)
        self.oidc = OidcSignIn(
            settings=self.settings,
            people=self.people,
            trail=self.trail,
            guesses=Guesses(clock),
            seal_=Seal(b"k" * 32),
            clock=clock,
            outbound=_outbound(self.settings.allowed_hosts),
        )

    def around(self, *, to: str = "/explore", prove: bool = False) -> Finished:
        begun = self.oidc.begin(SITE, to=to, prove=prove)
        back = self.server.sign_in(begun.url)
        return self.finish(begun.cookie, **back)

    def finish(self, cookie: str, **back: str) -> Finished:
        response = Response(
            code=back.get("code", ""),
            state=back.get("state", ""),
            issuer=back.get("iss", ""),
            error=back.get("error", ""),
        )
        return self.oidc.finish(SITE, response, cookie=cookie, seen=SEEN)
