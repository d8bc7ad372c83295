"""What an administrator can set about signing in with an OpenID Connect provider."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from clawback.identity.oidc.algorithm import Algorithm
from clawback.identity.oidc.hosts import Hosts, host_of
from clawback.identity.role import Role
from clawback.model.scope import Scope


class ClientAuthentication(StrEnum):
    """Where the client secret stands in requests (OpenID Connect Core 1.0 §9)."""

    BASIC = "client_secret_basic"
    POST = "client_secret_post"


class ClaimSource(StrEnum):
    """Where groups, name and address are read."""

    ID_TOKEN = "id_token"  # noqa: S105 - a place, not a secret
    USERINFO = "userinfo"


class OidcScope(BaseModel):
    """Which recipients the members of a group may see and act on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    domains: tuple[str, ...] = Field(default=(), description="Their domains, without subdomains.")
    tags: tuple[str, ...] = Field(default=(), description="Their tags, as in `[tags]`.")
    everywhere: bool = Field(default=False, description="Every recipient.")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.everywhere == bool(self.domains or self.tags):
            raise ValueError("give domains or tags, or everywhere = true")
        return self

    @property
    def scope(self) -> Scope:
        domains = (domain.strip().lower().rstrip(".") for domain in self.domains)
        return Scope(frozenset(domains), frozenset(self.tags))


class OidcSettings(BaseModel):
    """Section `identity.oidc`: a provider that people sign in with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: str = Field(
        min_length=1,
        max_length=1000,
        description="The provider's issuer, exactly as it writes it; https only, except on this "
        "machine.",
    )
    client_id: str = Field(min_length=1, max_length=500)
    client_secret: SecretStr = Field(
        default=SecretStr(""), description="Empty for a client that has none (PKCE is always used)."
    )
    client_authentication: ClientAuthentication = Field(
        default=ClientAuthentication.BASIC, description="How the client secret is shown."
    )
    hosts: tuple[str, ...] = Field(
        default=(),
        description="Further hosts that the provider's addresses may be on, as HOST or HOST:PORT; "
        "its issuer's host always may.",
    )
    ca_file: Path | None = Field(default=None, description="Certificates to trust, PEM.")
    ask_for: tuple[str, ...] = Field(
        default=("openid", "profile", "email", "groups"),
        description="The OAuth scopes that are asked for.",
    )
    algorithms: tuple[Algorithm, ...] = Field(
        default=(Algorithm.RS256, Algorithm.PS256, Algorithm.ES256, Algorithm.ED25519),
        min_length=1,
        description="Signatures that are accepted on ID tokens.",
    )
    trusted_audiences: tuple[str, ...] = Field(
        default=(), description="Other audiences that an ID token may name beside this client."
    )
    claims_from: ClaimSource = Field(
        default=ClaimSource.ID_TOKEN,
        description="Where groups, name and address are read: `id_token`, or `userinfo` for "
        "providers that leave them out of it.",
    )
    groups_claim: str = Field(default="groups", min_length=1, max_length=500)
    roles: dict[str, tuple[Role, ...]] = Field(
        min_length=1,
        description="The roles of each group; who is in none of them cannot sign in.",
    )
    scopes: dict[str, OidcScope] = Field(
        default={},
        description="What the members of a group may see and act on. Without this table everybody "
        "sees all mail; with it, who is in none of these groups cannot sign in.",
    )
    proved_acr: tuple[str, ...] = Field(
        default=(), description="Values of `acr` that mean that a second factor was shown."
    )
    proved_amr: tuple[str, ...] = Field(
        default=("mfa",),
        description="Values of `amr` that mean that a second factor was shown (RFC 8176).",
    )

    @field_validator("ask_for")
    @classmethod
    def _asks_for_an_id_token(cls, asked: tuple[str, ...]) -> tuple[str, ...]:
        if "openid" not in asked or any(not one or one.split() != [one] for one in asked):
            raise ValueError('ask_for must hold "openid", and words without spaces')
        return asked

    @model_validator(mode="after")
    def _addresses_are_safe(self) -> Self:
        if host_of(self.issuer) is None or "?" in self.issuer:
            raise ValueError("issuer must begin with https://, and have no query or fragment")
        if not all(host and "/" not in host and "@" not in host for host in self.hosts):
            raise ValueError("hosts are written as HOST or HOST:PORT")
        return self

    @property
    def allowed_hosts(self) -> Hosts:
        """The hosts we may talk to about this provider."""
        return Hosts.of(self.issuer, self.hosts)
