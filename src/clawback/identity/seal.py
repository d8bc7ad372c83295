"""Secrets at rest: what must be read again is kept under a key that is not in the database."""

from __future__ import annotations

import os
import secrets
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from clawback.identity.first_token import write_private
from clawback.model.errors import UnavailableError

FILE_NAME = "identity.key"
KEY_BYTES = 32
_NONCE_BYTES = 12


class SealError(UnavailableError):
    """A secret in the database was not sealed with this server's key.

    Put the file `identity.key` back that belongs to this database.
    """

    code = "wrong_identity_key"


class Seal:
    """AES-256-GCM (NIST SP 800-38D) with a fresh nonce each time."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def close(self, text: str, *, about: str) -> str:
        """The sealed text, which opens only where it is `about` the same thing."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, text.encode(), about.encode())
        return b64encode(nonce + sealed).decode("ascii")

    def open(self, sealed: str, *, about: str) -> str:
        """The text again.

        Raises:
            SealError: another key closed it, it was changed, or is about something else.
        """
        raw = b64decode(sealed)
        try:
            text = self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], about.encode())
        except InvalidTag as error:
            raise SealError from error
        return text.decode()


def ensure_key(folder: Path) -> bytes:
    """The key in `folder/identity.key` (mode 0600), made when there is none.

    Raises:
        SealError: the file does not hold a key.
        OSError: the folder cannot be written.
    """
    path = folder / FILE_NAME
    if not path.exists():
        write_private(path, b64encode(os.urandom(KEY_BYTES)).decode("ascii") + "\n")
    try:
        key = b64decode(path.read_bytes().strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise SealError(
            f"The file {FILE_NAME} does not hold a key. Put back the one from a backup."
        )
    return key
