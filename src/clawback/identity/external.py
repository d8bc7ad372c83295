"""People whom an identity provider vouches for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from clawback.identity.person import checked_name, folded_login
from clawback.model.errors import BadInputError, UnauthenticatedError

_NAME_LIMIT = 200


class ExternalRefusedError(UnauthenticatedError):
    """Your identity provider knows you, and you have no account here.

    Ask an administrator for a role.
    """

    code = "external_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """What a provider says of somebody. Only issuer and subject tell who it is."""

    issuer: str
    subject: str
    name: str
    email: str

    @property
    def shown_name(self) -> str:
        """A name that can be shown, whatever the provider sent."""
        for text in (self.name, self.email, self.subject):
            plain = "".join(character for character in text if character.isprintable())
            try:
                return checked_name(plain[:_NAME_LIMIT])
            except BadInputError:
                continue
        return "Unnamed"


def free_login(stranger: Stranger, taken: Callable[[str], bool]) -> str:
    """A login name for a new person: their e-mail address, or one made up.

    That somebody has the address as a login name already does not make them the same person.
    """
    made_up = hashlib.sha256(f"{stranger.issuer} {stranger.subject}".encode()).hexdigest()
    try:
        wanted = folded_login(stranger.email)
    except BadInputError:
        wanted = f"external-{made_up[:8]}"
    for login in (wanted, f"{wanted[:80]}-{made_up[:8]}", f"external-{made_up[:32]}"):
        if not taken(login):
            return login
    raise BadInputError("No login name is free for this person.")
