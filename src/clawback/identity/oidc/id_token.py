"""Whether an ID token is genuine and meant for this sign-in (OpenID Connect Core 1.0 §3.1.3.7).

The key comes from the provider's published set and from nowhere else, chosen before the token's
signature is looked at; what the token's own header says about keys is refused, not ignored.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from joserfc import jws
from joserfc.errors import JoseError

from clawback.identity.oidc.algorithm import Algorithm
from clawback.identity.oidc.document import (
    Document,
    read_base64url,
    read_document,
    seconds_of,
    text_of,
    texts_of,
)
from clawback.identity.oidc.keys import ProviderKey
from clawback.identity.oidc.refusal import Reason, RefusalError

SKEW = timedelta(seconds=60)
_LONGEST = 64 * 1024  # characters
_PARTS = 3
_LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0 §2
# Names a key or a way to read the token that only its writer vouches for (RFC 7515 §4.1).
_REFUSED = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc", "epk"})
_TYPES = frozenset({"", "jwt"})

KeyFinder = Callable[[str | None, Algorithm], ProviderKey | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What an ID token must say. `fresh_after` is when the person must have proved themselves."""

    issuer: str
    client_id: str
    trusted_audiences: frozenset[str]
    algorithms: frozenset[Algorithm]
    nonce: str
    access_token: str
    begun_at: datetime
    now: datetime
    fresh_after: datetime | None = None


def verify(token: str, expected: Expected, find_key: KeyFinder) -> Document:
    """The claims of a genuine ID token.

    Raises:
        RefusalError: it is not one; the reason is the first thing that was wrong.
        ProviderError: the provider's keys cannot be had.
    """
    claims = _signed(token, expected, find_key)
    _check_parties(claims, expected)
    _check_times(claims, expected)
    _check_binding(claims, expected)
    return claims


def _signed(token: str, expected: Expected, find_key: KeyFinder) -> Document:
    header = _header(token)
    algorithm = _algorithm(header, expected)
    _require(not _REFUSED & header.keys(), Reason.HEADER)
    _require(str(header.get("typ", "")).lower() in _TYPES, Reason.HEADER)
    key_id = header.get("kid")
    _require(key_id is None or isinstance(key_id, str), Reason.HEADER)
    key = find_key(key_id if isinstance(key_id, str) else None, algorithm)
    if key is None:
        raise RefusalError(Reason.UNKNOWN_KEY)
    return _payload(token, key, algorithm)


def _header(token: str) -> Document:
    parts = token.split(".")
    _require(len(token) <= _LONGEST and len(parts) == _PARTS, Reason.MALFORMED)
    try:
        return read_document(read_base64url(parts[0]))
    except ValueError:
        raise RefusalError(Reason.MALFORMED) from None


def _algorithm(header: Document, expected: Expected) -> Algorithm:
    named = header.get("alg")
    found = next((one for one in expected.algorithms if one.value == named), None)
    if found is None:
        raise RefusalError(Reason.ALGORITHM)
    return found


def _payload(token: str, key: ProviderKey, algorithm: Algorithm) -> Document:
    registry = jws.JWSRegistry(algorithms=[algorithm.value], strict_check_header=False)
    try:
        signed = jws.deserialize_compact(token, key.key, [algorithm.value], registry)
    except (JoseError, ValueError, TypeError):
        raise RefusalError(Reason.SIGNATURE) from None
    try:
        return read_document(signed.payload or b"")
    except ValueError:
        raise RefusalError(Reason.MALFORMED) from None


def _check_parties(claims: Document, expected: Expected) -> None:
    """Points 2 to 5."""
    _require(claims.get("iss") == expected.issuer, Reason.ISSUER)
    audience = texts_of(claims, "aud")
    others = audience - {expected.client_id} - expected.trusted_audiences
    _require(expected.client_id in audience and not others, Reason.AUDIENCE)
    listed = claims.get("aud")
    _require(not isinstance(listed, list) or len(audience) == len(listed), Reason.AUDIENCE)
    named = "azp" in claims or len(audience) > 1
    _require(not named or claims.get("azp") == expected.client_id, Reason.AUTHORIZED_PARTY)
    subject = text_of(claims, "sub")
    _require(0 < len(subject) <= _LONGEST_SUBJECT and subject.isprintable(), Reason.CLAIMS)


def _check_times(claims: Document, expected: Expected) -> None:
    """Points 9, 10 and 13; a minute is allowed between the provider's clock and ours."""
    now, skew = expected.now.timestamp(), SKEW.total_seconds()
    expires, issued = seconds_of(claims, "exp"), seconds_of(claims, "iat")
    if expires is None or issued is None:
        raise RefusalError(Reason.CLAIMS)
    _require(now < expires + skew, Reason.EXPIRED)
    begun = expected.begun_at.timestamp()
    _require(begun - skew <= issued <= now + skew, Reason.ISSUED_AT)
    if "nbf" in claims:
        starts = seconds_of(claims, "nbf")
        _require(starts is not None and starts <= now + skew, Reason.NOT_YET)
    if expected.fresh_after is not None:
        proved = seconds_of(claims, "auth_time")
        after = expected.fresh_after.timestamp() - skew
        _require(proved is not None and after <= proved <= now + skew, Reason.AUTHENTICATION_AGE)


def _check_binding(claims: Document, expected: Expected) -> None:
    """Point 11, and §3.1.3.8: the access token is the one that came with it."""
    nonce = text_of(claims, "nonce")
    _require(hmac.compare_digest(nonce.encode(), expected.nonce.encode()), Reason.NONCE)
    if "at_hash" in claims:
        hashes = {_half_hash(expected.access_token, name) for name in _HASHES}
        _require(text_of(claims, "at_hash") in hashes, Reason.ACCESS_TOKEN)


_HASHES = ("sha256", "sha384", "sha512")


def _half_hash(text: str, name: str) -> str:
    digest = hashlib.new(name, text.encode()).digest()
    return urlsafe_b64encode(digest[: len(digest) // 2]).decode("ascii").rstrip("=")


def _require(holds: bool, reason: Reason) -> None:
    if not holds:
        raise RefusalError(reason)
