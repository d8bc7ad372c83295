"""The parts of identity, joined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clawback.audit.trail import Trail
from clawback.database import Database
from clawback.identity.account import Account
from clawback.identity.guesses import Guesses
from clawback.identity.password import Argon2id, Hasher, Passwords, known_passwords
from clawback.identity.people import People
from clawback.identity.proofs import Proofs
from clawback.identity.records import DatabaseTokenRecords
from clawback.identity.seal import Seal
from clawback.identity.sessions import Sessions
from clawback.identity.settings import IdentitySettings
from clawback.identity.sign_in import SignIn
from clawback.identity.site import Sites
from clawback.identity.tokens import Tokens
from clawback.model.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who may do what, as the rest of the product asks for it."""

    sites: Sites
    seal: Seal
    guesses: Guesses
    sessions: Sessions
    sign_in: SignIn
    account: Account
    people: People
    tokens: Tokens

    def for_routes(self) -> Mapping[type[object], object]:
        """The parts by the types that routes ask for."""
        return {
            Sites: self.sites,
            Sessions: self.sessions,
            SignIn: self.sign_in,
            Account: self.account,
            People: self.people,
            Tokens: self.tokens,
        }


def identity(
    *,
    database: Database,
    trail: Trail,
    clock: Clock,
    settings: IdentitySettings,
    key: bytes,
    public_url: str = "",
    hasher: Hasher | None = None,
) -> Identity:
    """Builds them on a state database; `key` (32 bytes) seals what must be read again.

    Raises:
        BadInputError: the public address is not one, or the file of common passwords is missing.
    """
    known = known_passwords(Path(settings.common_passwords)) if settings.common_passwords else None
    passwords = Passwords(hasher or Argon2id(), known or frozenset())
    seal, guesses = Seal(key), Guesses(clock)
    proofs = Proofs(seal=seal, clock=clock)
    sessions = Sessions(database=database, trail=trail, clock=clock, settings=settings)
    sign_in = SignIn(
        database=database,
        trail=trail,
        sessions=sessions,
        passwords=passwords,
        proofs=proofs,
        guesses=guesses,
        settings=settings,
    )
    people = People(database=database, trail=trail, clock=clock, sign_in=sign_in)
    return Identity(
        sites=Sites(public_url),
        seal=seal,
        guesses=guesses,
        sessions=sessions,
        sign_in=sign_in,
        account=Account(
            database=database,
            trail=trail,
            clock=clock,
            sessions=sessions,
            passwords=passwords,
            proofs=proofs,
            guesses=guesses,
            seal=seal,
            settings=settings,
        ),
        people=people,
        tokens=Tokens(DatabaseTokenRecords(database, trail), clock, owners=people),
    )
