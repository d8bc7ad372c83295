"""Passwords: what a good one is, and Argon2id (RFC 9106) to keep them."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from clawback.model.errors import BadInputError, UnavailableError

SHORTEST = 12
LONGEST = 1024
_AT_ONCE = 2  # each takes its memory of 64 MiB
_PATIENCE = 10.0  # seconds
_SALT_BYTES, _HASH_BYTES = 16, 32


class WeakPasswordError(BadInputError):
    """Choose another password."""

    code = "weak_password"


class BusyError(UnavailableError):
    """Too many people sign in at this moment. Try again in a few seconds."""

    code = "busy"


class Hasher(Protocol):
    """Turns passwords into what is kept. Slow on purpose; safe to call from several threads."""

    def hash(self, password: str) -> str:
        """What is kept of a password; another text each time."""
        ...

    def verify(self, password: str, kept: str) -> tuple[bool, str | None]:
        """Whether it fits; and what is to be kept instead, when today's parameters differ."""
        ...

    def nothing(self) -> str:
        """What no password fits, and takes as long to find out."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Parameters of Argon2id (RFC 9106 §4): memory in KiB, passes, lanes."""

    memory: int = 64 * 1024
    passes: int = 3
    lanes: int = 4


class Argon2id:
    """Argon2id, at most twice at once."""

    def __init__(self, cost: Cost | None = None) -> None:
        self._cost = cost or Cost()
        self._argon2 = PasswordHash(
            (
                Argon2Hasher(
                    time_cost=self._cost.passes,
                    memory_cost=self._cost.memory,
                    parallelism=self._cost.lanes,
                    hash_len=_HASH_BYTES,
                    salt_len=_SALT_BYTES,
                ),
            )
        )
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    def hash(self, password: str) -> str:
        with self._turn():
            return self._argon2.hash(password)

    def verify(self, password: str, kept: str) -> tuple[bool, str | None]:
        with self._turn():
            return self._argon2.verify_and_update(password, kept)

    def nothing(self) -> str:
        cost = f"m={self._cost.memory},t={self._cost.passes},p={self._cost.lanes}"
        return f"$argon2id$v=19${cost}${_random(_SALT_BYTES)}${_random(_HASH_BYTES)}"

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=_PATIENCE):
            raise BusyError
        try:
            yield
        finally:
            self._turns.release()


class Passwords:
    """Checks and keeps passwords. Safe to call from several threads."""

    def __init__(self, hasher: Hasher, known: frozenset[str] = frozenset()) -> None:
        """`known` are passwords that everybody tries first, folded by `fold`."""
        self._hasher = hasher
        self._known = known
        self._nothing = hasher.nothing()

    def keep(self, password: str, *, login: str) -> str:
        """What is kept of a new password.

        Raises:
            WeakPasswordError: it is too short, too long, too well known, or the login name.
        """
        text = _normal(password)
        if not SHORTEST <= len(text) <= LONGEST:
            raise WeakPasswordError(f"A password has {SHORTEST} to {LONGEST} characters.")
        if fold(text) in self._known or len(set(text)) == 1:
            raise WeakPasswordError("This password is known to everybody who guesses. Use another.")
        if login in fold(text) and len(text) < len(login) + SHORTEST:
            raise WeakPasswordError("A password must not be made of the login name.")
        return self._hasher.hash(text)

    def fits(self, password: str, kept: str) -> tuple[bool, str | None]:
        """Whether a password is the one that was kept, and what to keep instead from now on.

        Takes one computation for every answer, also where nothing was kept (empty text), so that
        time does not tell who has an account.
        """
        text = _normal(password[:LONGEST])
        fitting, fresh = self._hasher.verify(text, kept or self._nothing)
        return fitting and bool(kept) and len(password) <= LONGEST, fresh


def known_passwords(path: Path) -> frozenset[str]:
    """The passwords in a file, one a line.

    Raises:
        BadInputError: it cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise BadInputError(
            f"The file of common passwords {path.name} cannot be read: {error.strerror}. "
            "Correct the setting identity.common_passwords."
        ) from error
    return frozenset(fold(line) for line in lines if line.strip())


def fold(password: str) -> str:
    """A password as it is compared with those that are known."""
    return _normal(password).strip().casefold()


def _normal(text: str) -> str:
    # A lone surrogate can be typed into JSON and is no text.
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFKC", whole)  # NIST SP 800-63B-4 §3.1.1.2


def _random(size: int) -> str:
    return b64encode(secrets.token_bytes(size)).decode("ascii").rstrip("=")
