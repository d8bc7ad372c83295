"""A software passkey (WebAuthn Level 3): ES256, its own CBOR, a counter; it can misbehave."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


@dataclass(slots=True)
class Authenticator:
    """One device with one passkey. `verifies` is whether it checks its user."""

    origin: str = "http://localhost:8025"
    rp_id: str = "localhost"
    verifies: bool = True
    count: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answers `navigator.credentials.create`, with no attestation (§8.7)."""
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self._cose()
        data = self._data(_ATTESTED) + attested
        attestation = {"fmt": "none", "attStmt": {}, "authData": data}
        return self._credential(
            {
                "clientDataJSON": encoded(self._client("webauthn.create", options["challenge"])),
                "attestationObject": encoded(cbor(attestation)),
            }
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answers `navigator.credentials.get`, and counts on."""
        self.count += 1
        client = self._client("webauthn.get", options["challenge"])
        data = self._data(0)
        signed = data + hashlib.sha256(client).digest()
        return self._credential(
            {
                "clientDataJSON": encoded(client),
                "authenticatorData": encoded(data),
                "signature": encoded(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            }
        )

    def _data(self, flags: int) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.verifies else 0)
        told = hashlib.sha256(self.rp_id.encode()).digest()
        return told + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, response: dict[str, str]) -> dict[str, Any]:
        name = encoded(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}

    def _cose(self) -> bytes:
        """The public key (RFC 9053 §7.1): EC2, ES256, P-256, x, y."""
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        return cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})


def cbor(value: object) -> bytes:
    """A value in CBOR (RFC 8949): the few kinds that an authenticator needs."""
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    if isinstance(value, dict):
        pairs = (cbor(key) + cbor(one) for key, one in value.items())
        return _head(5, len(value)) + b"".join(pairs)
    raise TypeError(type(value))


def encoded(data: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Bytes again."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    size = next(power for power in range(4) if number < 1 << (8 << power))
    return bytes([major << 5 | 24 + size]) + number.to_bytes(1 << size, "big")
