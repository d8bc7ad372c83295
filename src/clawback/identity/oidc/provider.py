"""The provider as it describes itself: where its endpoints are, and its keys."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.identity.oidc.algorithm import Algorithm
from clawback.identity.oidc.document import Document, text_of
from clawback.identity.oidc.kept import Kept
from clawback.identity.oidc.keys import ProviderKey, choose, read_keys
from clawback.identity.oidc.outbound import Outbound, ProviderError
from clawback.identity.oidc.settings import OidcSettings
from clawback.model.clock import Clock

_WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Addresses of the provider, all on its hosts; empty where it has none.

    `names_itself` says that its answers carry `iss` (RFC 9207 §3).
    """

    authorization: str
    token: str
    keys: str
    userinfo: str
    end_session: str
    names_itself: bool


class Provider:
    """Knows its endpoints and keys for an hour. Safe to call from several threads."""

    def __init__(self, settings: OidcSettings, outbound: Outbound, clock: Clock) -> None:
        self._settings = settings
        self._outbound = outbound
        self._endpoints = Kept(self._discover, clock)
        self._keys = Kept(self._fetch_keys, clock)

    @property
    def endpoints(self) -> Endpoints:
        """Where to go. Raises `ProviderError`."""
        return self._endpoints.get()

    def key(self, key_id: str | None, algorithm: Algorithm) -> ProviderKey | None:
        """The key for a token; an unknown one makes us look again, at most once a minute.

        Raises:
            ProviderError: the provider gives no keys.
        """
        found = choose(self._keys.get(), key_id, algorithm)
        return found or choose(self._keys.get(renew=True), key_id, algorithm)

    def userinfo(self, access_token: str) -> Document:
        """What it says about the person whose token this is. Raises `ProviderError`."""
        url = self.endpoints.userinfo
        if not url or not access_token.isascii() or not access_token.isprintable():
            raise ProviderError("The provider has no user information.")
        return self._outbound.get(url, {"Authorization": f"Bearer {access_token}"})

    def _discover(self) -> Endpoints:
        """OpenID Connect Discovery 1.0 §4."""
        document = self._outbound.get(self._settings.issuer.rstrip("/") + _WELL_KNOWN)
        if document.get("issuer") != self._settings.issuer:
            raise ProviderError("The provider calls itself by another name.")
        return Endpoints(
            authorization=self._needed(document, "authorization_endpoint"),
            token=self._needed(document, "token_endpoint"),
            keys=self._needed(document, "jwks_uri"),
            userinfo=self._address(document, "userinfo_endpoint"),
            end_session=self._address(document, "end_session_endpoint"),
            names_itself=document.get("authorization_response_iss_parameter_supported") is True,
        )

    def _fetch_keys(self) -> tuple[ProviderKey, ...]:
        keys = read_keys(self._outbound.get(self.endpoints.keys))
        if not keys:
            raise ProviderError("The provider publishes no key that we can use.")
        return keys

    def _needed(self, document: Document, name: str) -> str:
        url = self._address(document, name)
        if not url:
            raise ProviderError(f"The provider gives no {name}.")
        return url

    def _address(self, document: Document, name: str) -> str:
        url = text_of(document, name)
        if url and not self._settings.allowed_hosts.allow(url):
            raise ProviderError(f"The provider's {name} is on a host that is not its own.")
        return url
