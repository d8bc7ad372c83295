"""How an ID token may be signed: with a key pair, never with a shared secret, never not at all."""

from __future__ import annotations

from enum import StrEnum


class Algorithm(StrEnum):
    """Signature algorithms (RFC 7518 §3.1, RFC 9864 §2.2)."""

    RS256 = "RS256"
    RS384 = "RS384"
    RS512 = "RS512"
    PS256 = "PS256"
    PS384 = "PS384"
    PS512 = "PS512"
    ES256 = "ES256"
    ES384 = "ES384"
    ES512 = "ES512"
    ED25519 = "Ed25519"

    @property
    def key_type(self) -> str:
        """The `kty` of the keys that it takes (RFC 7518 §6.1, RFC 8037 §2)."""
        return "OKP" if self is Algorithm.ED25519 else _KEY_TYPES[self.value[:2]]

    @property
    def curve(self) -> str:
        """The `crv` of those keys; empty for RSA."""
        return _CURVES.get(self.value, "")


_KEY_TYPES = {"RS": "RSA", "PS": "RSA", "ES": "EC"}
_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "Ed25519": "Ed25519"}
