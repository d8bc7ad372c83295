"""What a person may do here, from what the provider says about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from clawback.identity.oidc.document import Document, seconds_of, text_of, texts_of
from clawback.identity.oidc.id_token import SKEW
from clawback.identity.oidc.refusal import Reason, RefusalError
from clawback.identity.oidc.settings import OidcSettings
from clawback.identity.role import Role
from clawback.identity.step_up import FRESH
from clawback.model.scope import EVERYWHERE, Scope

_LONGEST_NAME = 200
_LONGEST_EMAIL = 320


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A person of the provider, as we take them. `email` is empty unless it was verified."""

    subject: str
    name: str
    email: str
    roles: frozenset[Role]
    scope: Scope
    proved: bool


def standing_of(
    claims: Document, about: Document, settings: OidcSettings, now: datetime
) -> Standing:
    """From the ID token's claims, and from where groups and name are read.

    Raises:
        RefusalError: none of their groups has a role, or a scope, here.
    """
    groups = texts_of(about, settings.groups_claim)
    email = text_of(about, "email") if about.get("email_verified") is True else ""
    return Standing(
        subject=text_of(claims, "sub"),
        name=_name(about) or text_of(claims, "sub")[:_LONGEST_NAME],
        email=email if email.isprintable() and len(email) <= _LONGEST_EMAIL else "",
        roles=_roles(groups, settings),
        scope=_scope(groups, settings),
        proved=_proved(claims, settings, now),
    )


def _roles(groups: frozenset[str], settings: OidcSettings) -> frozenset[Role]:
    roles = frozenset(role for group in groups for role in settings.roles.get(group, ()))
    if not roles:
        raise RefusalError(Reason.NO_ROLE)
    return roles


def _scope(groups: frozenset[str], settings: OidcSettings) -> Scope:
    if not settings.scopes:
        return EVERYWHERE
    found = [settings.scopes[group].scope for group in groups if group in settings.scopes]
    if not found:
        raise RefusalError(Reason.NO_SCOPE)
    if any(scope.everywhere for scope in found):
        return EVERYWHERE
    return Scope(
        frozenset().union(*(scope.domains for scope in found)),
        frozenset().union(*(scope.tags for scope in found)),
    )


def _proved(claims: Document, settings: OidcSettings, now: datetime) -> bool:
    """Whether a second factor was shown just now, not some hours ago at another door."""
    shown = text_of(claims, "acr") in settings.proved_acr or bool(
        texts_of(claims, "amr") & frozenset(settings.proved_amr)
    )
    at = seconds_of(claims, "auth_time")
    if not shown or at is None:
        return False
    ago = timedelta(seconds=now.timestamp() - at)
    return -SKEW <= ago <= FRESH


def _name(about: Document) -> str:
    for claim in ("name", "preferred_username", "email"):
        printable = "".join(sign for sign in text_of(about, claim) if sign.isprintable()).strip()
        if printable:
            return printable[:_LONGEST_NAME]
    return ""
