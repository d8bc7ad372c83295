"""Builds who people are, and how they sign in from elsewhere."""

from __future__ import annotations

from clawback.app.basis import Basis
from clawback.identity.assembly import Identity, identity
from clawback.identity.oidc.sign_in import OidcSignIn
from clawback.identity.seal import ensure_key


def people_of(basis: Basis) -> Identity:
    """People, their tokens, sessions and factors."""
    return identity(
        database=basis.database,
        trail=basis.trail,
        clock=basis.clock,
        settings=basis.settings.identity,
        key=ensure_key(basis.folder.path),
        public_url=basis.settings.http.public_url,
    )


def external_sign_in(basis: Basis, people: Identity) -> OidcSignIn | None:
    """Signing in at a provider, where the settings name one."""
    wanted = basis.settings.identity.oidc
    if wanted is None:
        return None
    return OidcSignIn(
        settings=wanted,
        people=people.people,
        trail=basis.trail,
        guesses=people.guesses,
        seal_=people.seal,
        clock=basis.clock,
    )
