"""Seals: what a person agreed to, signed with a key that is not in the database.

HMAC-SHA256 (RFC 2104) over canonical JSON. Who can write to the database alone can neither make
an approval nor change one unnoticed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from clawback.model.errors import ConflictError, UnavailableError

KEY_FILE = "approval.key"
_KEY_BYTES = 32
Sealed: TypeAlias = Sequence["str | int | float | Sequence[str] | None"]


class SealBrokenError(ConflictError):
    """What is stored is not what was agreed to: it was changed in the database. Make a new plan."""

    code = "seal_broken"


class KeyUnusableError(UnavailableError):
    """The key that signs approvals cannot be read or made."""

    code = "key_unusable"


class Seals:
    """Makes and checks seals with one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY_BYTES:
            raise KeyUnusableError(f"The key that signs approvals must have {_KEY_BYTES} bytes.")
        self._key = key

    @classmethod
    def in_folder(cls, folder: Path) -> Seals:
        """With the key in the data folder, which is made, for its owner alone, when missing.

        Raises:
            KeyUnusableError: it cannot be read or made, or is not one.
        """
        path = folder / KEY_FILE
        try:
            _make(path)
            return cls(bytes.fromhex(path.read_text(encoding="ascii")))
        except (OSError, ValueError) as error:
            raise KeyUnusableError(
                f"The key that signs approvals, {KEY_FILE} in the data folder, cannot be used. "
                "Restore it from a backup; without it nothing that was approved can be started."
            ) from error

    def seal(self, kind: str, parts: Sealed) -> str:
        """The seal, in hex; a seal of one kind is never one of another."""
        text = json.dumps([kind, *parts], separators=(",", ":"), ensure_ascii=True)
        return hmac.new(self._key, text.encode("ascii"), hashlib.sha256).hexdigest()

    def require(self, seal: str, kind: str, parts: Sealed) -> None:
        """Raises `SealBrokenError` unless this is the seal of these parts."""
        if not hmac.compare_digest(seal.encode(), self.seal(kind, parts).encode()):
            raise SealBrokenError


def _make(path: Path) -> None:
    """Writes a new key beside its place and puts it there whole, unless there is one."""
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(_KEY_BYTES))
            file.flush()
            os.fsync(handle)
        os.link(draft, path)
    except FileExistsError:
        pass  # somebody else was quicker; theirs is the key
    finally:
        draft.unlink()
