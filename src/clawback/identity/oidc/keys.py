"""The provider's keys: what it publishes, and of that only what can sign an ID token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from clawback.identity.oidc.algorithm import Algorithm
from clawback.identity.oidc.document import Document, read_base64url, text_of, texts_of

PublicKey: TypeAlias = RSAKey | ECKey | OKPKey

MOST_KEYS = 100
_SMALLEST_RSA, _LARGEST_RSA = 2048, 8192  # bits
_LARGEST_EXPONENT = 1 << 33  # a larger one only takes time
_KINDS: dict[str, type[PublicKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
_PUBLIC = ("kty", "n", "e", "crv", "x", "y")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderKey:
    """One key, with what the provider says about it (RFC 7517 §4)."""

    id: str
    kind: str
    curve: str
    algorithm: str  # empty when it does not say
    key: PublicKey

    def fits(self, key_id: str | None, algorithm: Algorithm) -> bool:
        """Whether a token that names this key, or none, could be signed with it."""
        return (
            (key_id is None or key_id == self.id)
            and self.kind == algorithm.key_type
            and self.curve == algorithm.curve
            and self.algorithm in {"", algorithm.value}
        )


def read_keys(document: Document) -> tuple[ProviderKey, ...]:
    """The usable keys of a JWK set (RFC 7517 §5); what cannot be used is left out.

    Shared secrets (`oct`), keys for encryption, and RSA keys that are too small are left out.
    """
    listed = document.get("keys")
    several = listed if isinstance(listed, list) else []
    read = (_read(one) for one in several[:MOST_KEYS] if isinstance(one, dict))
    return tuple(key for key in read if key is not None)


def choose(
    keys: Sequence[ProviderKey], key_id: str | None, algorithm: Algorithm
) -> ProviderKey | None:
    """The one key for a token; `None` when there is none, or it is not clear which."""
    fitting = [key for key in keys if key.fits(key_id, algorithm)]
    return fitting[0] if len(fitting) == 1 else None


def _read(jwk: Document) -> ProviderKey | None:
    kind = text_of(jwk, "kty")
    curve = "" if kind == "RSA" else text_of(jwk, "crv")
    if kind not in _KINDS or not _for_signatures(jwk) or not _sound(kind, jwk):
        return None
    public: dict[str, str | list[str]] = {
        name: text_of(jwk, name) for name in _PUBLIC if text_of(jwk, name)
    }
    try:
        key = _KINDS[kind].import_key(public)
    except (JoseError, KeyError, ValueError, TypeError):
        return None
    return ProviderKey(
        id=text_of(jwk, "kid"), kind=kind, curve=curve, algorithm=text_of(jwk, "alg"), key=key
    )


def _for_signatures(jwk: Document) -> bool:
    return text_of(jwk, "use") in {"", "sig"} and (
        "key_ops" not in jwk or "verify" in texts_of(jwk, "key_ops")
    )


def _sound(kind: str, jwk: Document) -> bool:
    if kind != "RSA":
        return True
    try:
        bits = int.from_bytes(read_base64url(text_of(jwk, "n"))).bit_length()
        exponent = int.from_bytes(read_base64url(text_of(jwk, "e")))
    except ValueError:
        return False
    return _SMALLEST_RSA <= bits <= _LARGEST_RSA and 1 < exponent < _LARGEST_EXPONENT
