"""A key for ARC seals, and another program's word on them."""

from __future__ import annotations

import base64
from functools import cache

import dkim  # type: ignore[import-untyped] # it ships no types
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


@cache
def rsa_key() -> RSAPrivateKey:
    """One for all tests: making it takes a while."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def sealed(raw: bytes, key: RSAPrivateKey) -> tuple[bytes, list[dict[str, bytes]]]:
    """What dkimpy finds of a mail's chain, and the sets of it, with this key in the DNS."""
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    found, sets, _ = dkim.arc_verify(raw, dnsfunc=lambda *_, **__: record)
    return found, sets
