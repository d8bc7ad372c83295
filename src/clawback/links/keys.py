"""The keys that sign protected links: a file beside the database, for its owner alone.

One key a line, `number made-at key`, oldest first. The last one signs. A key that another has
followed is good for an overlap, for links are clicked long after they were written.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from clawback.model.clock import Clock
from clawback.model.errors import UnavailableError
from clawback.vault.keys import sync_folder, write_durably

KEY_FILE = "links.key"
KEY_BYTES = 32
OVERLAP = timedelta(days=730)
"""How long links open whose key was followed by another, unless settings say otherwise."""
_MOST_KEYS = 1 << 16


class LinkKeysUnusableError(UnavailableError):
    """The keys of protected links cannot be used. Restore `links.key` from a backup."""

    code = "link_keys_unusable"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkKey:
    """One key. `followed_at` is when another took its place; `None` for the one that signs."""

    number: int
    made_at: datetime
    secret: bytes = field(repr=False)
    followed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """All keys, oldest first, and how long one is good after it was followed by another."""

    keys: tuple[LinkKey, ...]
    overlap: timedelta = OVERLAP

    @property
    def current(self) -> LinkKey:
        """The key that signs. There is one in every ring that a file made."""
        return self.keys[-1]

    def named(self, number: int) -> LinkKey | None:
        """The key of this number, whatever its age."""
        return next((one for one in reversed(self.keys) if one.number == number), None)

    def good_until(self, key: LinkKey) -> datetime | None:
        """When links of this key stop opening; `None` while it signs."""
        return key.followed_at + self.overlap if key.followed_at else None

    def opens(self, key: LinkKey, now: datetime) -> bool:
        """Whether links of this key still open."""
        until = self.good_until(key)
        return until is None or now < until


class LinkKeys:
    """The ring in its file, read again whenever that has changed. Safe on many threads."""

    def __init__(self, data: Path, clock: Clock, *, overlap: timedelta = OVERLAP) -> None:
        self._path = data / KEY_FILE
        self._clock = clock
        self._overlap = overlap
        self._turn = Lock()
        self._read: tuple[tuple[int, int], Keyring] | None = None

    def ring(self) -> Keyring:
        """The ring, to sign with; the first key is made here. Raises `LinkKeysUnusableError`."""
        known = self.known()
        if known.keys:
            return known
        self._write([self._fresh(1)], first=True)
        return self.known()

    def known(self) -> Keyring:
        """The ring, to check with; without a key where none was made yet.

        Raises:
            LinkKeysUnusableError: the file cannot be read.
        """
        with self._turn:
            try:
                stat = self._path.stat()
            except FileNotFoundError:
                return Keyring(keys=(), overlap=self._overlap)
            except OSError as error:
                raise LinkKeysUnusableError from error
            seen = stat.st_mtime_ns, stat.st_ino
            if self._read is None or self._read[0] != seen:
                self._read = seen, self._load()
            return self._read[1]

    def next_number(self) -> int:
        """The number of the key that would follow. Raises `LinkKeysUnusableError`."""
        keys = self.known().keys
        number = keys[-1].number + 1 if keys else 1
        if number >= _MOST_KEYS:
            raise LinkKeysUnusableError("There are no numbers left for another key of links.")
        return number

    def rotate(self) -> LinkKey:
        """Adds a key, which signs from now on. Raises `LinkKeysUnusableError`."""
        keys = list(self.known().keys)
        number = self.next_number()
        self._write([*keys, self._fresh(number)], first=not keys)
        return self.known().current

    def _fresh(self, number: int) -> LinkKey:
        secret = secrets.token_bytes(KEY_BYTES)
        return LinkKey(number=number, made_at=self._clock.now(), secret=secret)

    def _load(self) -> Keyring:
        try:
            lines = self._path.read_text(encoding="ascii").split("\n")
            keys = [_key(line) for line in lines if line]
        except (OSError, ValueError) as error:
            raise LinkKeysUnusableError from error
        if not keys or len({one.number for one in keys}) < len(keys):
            raise LinkKeysUnusableError
        return Keyring(keys=_joined(keys), overlap=self._overlap)

    def _write(self, keys: Sequence[LinkKey], *, first: bool) -> None:
        """Puts the whole file in place at once; the first one only where there is none yet."""
        draft = self._path.with_name(f".{self._path.name}.{secrets.token_hex(4)}")
        lines = (f"{one.number} {one.made_at.isoformat()} {one.secret.hex()}\n" for one in keys)
        try:
            write_durably(draft, "".join(lines).encode("ascii"))
            _give_to_owner_of(self._path.parent, draft)
            if first:
                with suppress(FileExistsError):  # somebody else was quicker; theirs is the key
                    self._path.hardlink_to(draft)
                draft.unlink()
            else:
                draft.replace(self._path)
            sync_folder(self._path.parent)
        except OSError as error:
            raise LinkKeysUnusableError(
                f"The keys of protected links cannot be written: {error.strerror}."
            ) from error


def _give_to_owner_of(folder: Path, file: Path) -> None:
    """So that the server can read what an administrator made for it as root."""
    owner = folder.stat()
    if owner.st_uid != os.geteuid():
        os.chown(file, owner.st_uid, owner.st_gid)


def _key(line: str) -> LinkKey:
    number, made_at, secret = line.split()
    key = LinkKey(
        number=int(number),
        made_at=datetime.fromisoformat(made_at).astimezone(UTC),
        secret=bytes.fromhex(secret),
    )
    if len(key.secret) != KEY_BYTES or not 0 < key.number < _MOST_KEYS:
        raise ValueError("no key of links")
    return key


def _joined(keys: Sequence[LinkKey]) -> tuple[LinkKey, ...]:
    ends = [*(one.made_at for one in keys[1:]), None]
    return tuple(
        LinkKey(number=one.number, made_at=one.made_at, secret=one.secret, followed_at=end)
        for one, end in zip(keys, ends, strict=True)
    )
