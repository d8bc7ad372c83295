"""The keys of a vault: a file beside the database, for its owner alone.

One key a line, `id key` in hex; the last one seals, all of them open. To rotate is to add one.
"""

from __future__ import annotations

import os
import secrets
import threading
from contextlib import suppress
from pathlib import Path

from clawback.model.errors import UnavailableError

KEY_BYTES = 32  # AES-256
ID_BYTES = 8


class VaultUnusableError(UnavailableError):
    """A sealed file cannot be written or opened. Look at the disk and at the key."""

    code = "vault_unusable"


class VaultKeys:
    """Reads the keys when they are first needed; makes the first one. Safe on many threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._keys: dict[str, bytes] = {}

    def current(self) -> tuple[str, bytes]:
        """The key that seals, with its id. Raises `VaultUnusableError`."""
        with self._lock:
            keys = self._read(make=True)
            newest = next(reversed(keys))
            return newest, keys[newest]

    def named(self, key_id: str) -> bytes:
        """The key of this id. Raises `VaultUnusableError` when it is not there."""
        with self._lock:
            key = self._keys.get(key_id) or self._read(make=False).get(key_id)
        if key is None:
            raise VaultUnusableError(
                f"The key {key_id} is not in {self._path.name} in the data folder. Restore that "
                "file from a backup; without it, what was sealed cannot be opened."
            )
        return key

    def rotate(self) -> str:
        """Adds a key, which seals from now on; gives its id. Raises `VaultUnusableError`."""
        with self._lock:
            key_id, key = _fresh()
            self._write({**self._read(make=True), key_id: key})
            return key_id

    def _read(self, *, make: bool) -> dict[str, bytes]:
        if not self._keys:
            if make and not self._path.exists():
                key_id, key = _fresh()
                self._write({key_id: key}, first=True)
            self._keys = self._load()
        return self._keys

    def _load(self) -> dict[str, bytes]:
        try:
            lines = self._path.read_text(encoding="ascii").split("\n")
            keys = {
                key_id: bytes.fromhex(key) for key_id, key in map(str.split, filter(None, lines))
            }
        except (OSError, ValueError) as error:
            raise self._unusable() from error
        if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
            raise self._unusable()
        return keys

    def _write(self, keys: dict[str, bytes], *, first: bool = False) -> None:
        """Puts the whole file in place at once; the first one only where there is none yet."""
        draft = self._path.with_name(f".{self._path.name}.{secrets.token_hex(4)}")
        text = "".join(f"{key_id} {key.hex()}\n" for key_id, key in keys.items())
        try:
            write_durably(draft, text.encode("ascii"))
            if first:
                with suppress(FileExistsError):  # somebody else was quicker; theirs is the key
                    os.link(draft, self._path)
                draft.unlink()
            else:
                draft.replace(self._path)
            sync_folder(self._path.parent)
        except OSError as error:
            raise self._unusable() from error
        self._keys = {} if first else keys

    def _unusable(self) -> VaultUnusableError:
        return VaultUnusableError(
            f"The keys in {self._path.name} in the data folder cannot be used. Restore the file "
            "from a backup."
        )


def write_durably(path: Path, data: bytes) -> None:
    """A new file for its owner alone, on the disk when this returns. Raises `OSError`."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(handle)


def sync_folder(folder: Path) -> None:
    """Makes what was put into a folder last. Raises `OSError`."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _fresh() -> tuple[str, bytes]:
    return secrets.token_hex(ID_BYTES), secrets.token_bytes(KEY_BYTES)
