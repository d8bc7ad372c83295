"""Sealed files: AES-256-GCM, each bound to the name of what it belongs to.

A file is named by the SHA-256 of what stands in it, in a folder by its first two digits. It is on
the disk when `put` returns. What a crash leaves behind is a file that belongs to nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from clawback.model.errors import NotFoundError
from clawback.vault.keys import (
    ID_BYTES,
    VaultKeys,
    VaultUnusableError,
    sync_folder,
    write_durably,
)

_NONCE_BYTES = 12


class SealedFileMissingError(NotFoundError):
    """What was sealed is no longer on the disk."""

    code = "sealed_file_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A sealed file by its name, and the id of the key that opens it."""

    file: str
    key_id: str


class SealedFiles:
    """A folder of sealed files; `form` stands in front of each. Safe on many threads."""

    def __init__(self, folder: Path, keys: VaultKeys, *, form: bytes) -> None:
        self._folder = folder
        self._keys = keys
        self._form = form

    def put(self, owner: str, plain: bytes) -> Sealed:
        """Seals it, durably, to the name of its owner (ASCII): it opens as nobody else's.

        Raises:
            VaultUnusableError: it cannot be written, or there is no key.
        """
        key_id, key = self._keys.current()
        head, nonce = self._form + bytes.fromhex(key_id), secrets.token_bytes(_NONCE_BYTES)
        sealed = head + nonce + AESGCM(key).encrypt(nonce, plain, _bound(owner, head))
        name = hashlib.sha256(sealed).hexdigest()
        try:
            self._write(name, sealed)
        except OSError as error:
            raise VaultUnusableError(
                f"A sealed copy cannot be written: {error.strerror}."
            ) from error
        return Sealed(file=name, key_id=key_id)

    def open(self, owner: str, name: str) -> bytes:
        """What was sealed.

        Raises:
            SealedFileMissingError: the file is gone.
            VaultUnusableError: it cannot be read, or is not what was sealed to this owner.
        """
        try:
            sealed = self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise SealedFileMissingError from error
        except OSError as error:
            raise VaultUnusableError(f"A sealed copy cannot be read: {error.strerror}.") from error
        at = len(self._form) + ID_BYTES
        key = self._keys.named(sealed[len(self._form) : at].hex())
        nonce, body = sealed[at : at + _NONCE_BYTES], sealed[at + _NONCE_BYTES :]
        try:
            return AESGCM(key).decrypt(nonce, body, _bound(owner, sealed[:at]))
        except (InvalidTag, ValueError) as error:
            raise VaultUnusableError(
                "A sealed copy is not what was sealed: it was changed on the disk."
            ) from error

    def there(self, name: str) -> bool:
        """Whether the file is on the disk."""
        return self._path(name).is_file()

    def remove(self, name: str) -> None:
        """Removes a file; one that is gone already is no trouble."""
        self._path(name).unlink(missing_ok=True)

    def older_than(self, moment: float) -> list[Path]:
        """All files, drafts too, last written before so many seconds since 1970."""
        return [one for one in self._folder.glob("*/*") if _written(one) < moment]

    def remove_orphans(self, known: AbstractSet[str], files: Iterable[Path]) -> int:
        """Removes those of `files` whose names are not `known`; gives how many."""
        orphans = [one for one in files if one.name not in known]
        for one in orphans:
            one.unlink(missing_ok=True)
        return len(orphans)

    def _write(self, name: str, sealed: bytes) -> None:
        path = self._path(name)
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(self._folder.parent)
            sync_folder(self._folder)
        draft = path.with_name(f".{secrets.token_hex(8)}")
        write_durably(draft, sealed)
        draft.replace(path)
        sync_folder(path.parent)

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name


def _bound(owner: str, head: bytes) -> bytes:
    """What a file is sealed to: its owner, and the form and key that it names."""
    return owner.encode("ascii") + b"\0" + head


def _written(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
