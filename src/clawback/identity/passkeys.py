"""Passkeys (WebAuthn Level 3): what a browser is asked, and whether its answer holds."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from clawback.identity.address import address_of
from clawback.identity.factor import Passkey
from clawback.identity.person import Person
from clawback.identity.site import Site
from clawback.model.errors import BadInputError, UnauthenticatedError

CHALLENGE_BYTES = 32
_NAME = "Clawback"
_ID = re.compile(r"[A-Za-z0-9_-]{1,1400}")  # §4: at most 1023 bytes, in base64url
_VERIFIED = UserVerificationRequirement.REQUIRED

# What browsers send and get is JSON that they and the library define: hence Any.
Credential = Mapping[str, Any]
Options = dict[str, Any]


class PasskeyNotTakenError(BadInputError):
    """This passkey cannot be registered. Try again, or use another device."""

    code = "passkey_not_taken"


class NamelessSiteError(BadInputError):
    """Passkeys belong to a name, and this is a bare address. Open Clawback by its name.

    On the server's own machine that is `localhost`.
    """

    code = "nameless_site"


class PasskeyRefusedError(UnauthenticatedError):
    """The passkey was not accepted. Try again."""

    code = "sign_in_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasskey:
    """What an authenticator gave for a new passkey."""

    id: str
    public_key: bytes
    sign_count: int


def registration_options(
    site: Site, person: Person, known: Sequence[Passkey], challenge: bytes
) -> Options:
    """What `navigator.credentials.create` is given; the device must check its user (§5.4).

    Raises:
        NamelessSiteError: the site is reached by an address.
    """
    options = generate_registration_options(
        rp_id=_name_of(site),
        rp_name=_NAME,
        user_name=person.login,
        user_display_name=person.name,
        user_id=person.id.encode(),
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=_VERIFIED
        ),
        exclude_credentials=[_descriptor(passkey) for passkey in known],
    )
    return cast("Options", json.loads(options_to_json(options)))


def registered(credential: Credential, *, site: Site, challenge: bytes) -> NewPasskey:
    """The passkey in an answer to `registration_options`.

    Raises:
        PasskeyNotTakenError: the answer does not hold.
    """
    try:
        found = verify_registration_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except Exception as error:  # a strange answer is refused, whatever breaks on it
        raise PasskeyNotTakenError from error
    return NewPasskey(
        id=bytes_to_base64url(found.credential_id),
        public_key=found.credential_public_key,
        sign_count=found.sign_count,
    )


def sign_in_options(site: Site, known: Sequence[Passkey], challenge: bytes) -> Options:
    """What `navigator.credentials.get` is given; without known passkeys the device chooses.

    Raises as `registration_options` does.
    """
    options = generate_authentication_options(
        rp_id=_name_of(site),
        challenge=challenge,
        allow_credentials=[_descriptor(passkey) for passkey in known],
        user_verification=_VERIFIED,
    )
    return cast("Options", json.loads(options_to_json(options)))


def signed(credential: Credential, *, site: Site, challenge: bytes, passkey: Passkey) -> int:
    """What the passkey that signed has counted to now (§6.1.1: a counter never goes back).

    Raises:
        PasskeyRefusedError: the answer does not hold.
    """
    try:
        found = verify_authentication_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except Exception as error:  # the same
        raise PasskeyRefusedError from error
    return found.new_sign_count


def challenge_in(credential: Credential) -> bytes:
    """The challenge that an answer says it answers; empty when it says none."""
    try:
        told = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
        return base64url_to_bytes(told["challenge"])
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return b""


def id_in(credential: Credential) -> str:
    """The passkey that an answer says it is from; empty when it says nothing that one could be."""
    found = credential.get("id")
    return found if isinstance(found, str) and _ID.fullmatch(found) else ""


def challenge_digest(challenge: bytes) -> str:
    """What is kept of a challenge until it is answered."""
    return hashlib.sha256(challenge).hexdigest()


def _name_of(site: Site) -> str:
    """The relying party's id, which is a domain and never an address (§5.1.2)."""
    if address_of(site.host) is not None:
        raise NamelessSiteError
    return site.host


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.id))
