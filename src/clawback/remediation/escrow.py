"""Sealed copies of mail that is deleted for good, kept for some days.

A copy is sealed with AES-256-GCM, its id as associated data, into a file that is named by its
SHA-256. File and row are durable before the mail is deleted; a sweep removes both in time. What a
crash leaves behind is a file without a row, which the sweep removes, too.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from clawback.database import Database
from clawback.mailboxes.port import Copy, MessageGoneError, Original, Session
from clawback.model.clock import Clock
from clawback.model.errors import NotFoundError
from clawback.model.location import MailboxRef
from clawback.remediation.escrow_keys import (
    ID_BYTES,
    EscrowKeys,
    EscrowUnusableError,
    sync_folder,
    write_durably,
)
from clawback.remediation.records import escrows
from clawback.remediation.records.escrows import Holding

FOLDER = "escrow"
_MAGIC = b"clawback-escrow-1\n"
_NONCE_BYTES = 12
_LENGTH = struct.Struct(">I")
_ORPHAN_SECONDS = 24 * 3600  # a file without a row that is younger may be about to get one
_ID_CHARACTERS = 26


class EscrowMissingError(NotFoundError):
    """Its sealed copy is no longer kept, so it cannot be put back."""

    code = "escrow_missing"


class Escrow:
    """The sealed copies in a data folder. Safe to call from several threads."""

    def __init__(self, data: Path, *, database: Database, clock: Clock) -> None:
        self._folder = data / FOLDER
        self.keys = EscrowKeys(data)
        self._database = database
        self._clock = clock

    def keep(
        self, remediation: str, days: int, session: Session, copies: Sequence[Copy]
    ) -> dict[MailboxRef, str]:
        """Seals copies for so many days, durably; gives the id of each that is kept now.

        Left out is what is no longer in the mailbox. What an attempt that broke off has kept is not
        fetched again.

        Raises:
            EscrowUnusableError: a copy cannot be kept; it must not be deleted.
            ServerUnavailableError: the server does not hand it over.
        """
        ids = {copy.ref: _id_of(remediation, copy.ref) for copy in copies}
        with self._database.read() as connection:
            found = escrows.find(connection, sorted(ids.values()))
        now, fresh = self._clock.now(), []
        held = {one.id for one in found if one.expires_at > now.timestamp()}
        for copy in copies:
            if ids[copy.ref] in held:
                continue
            try:
                raw = session.fetch(copy)
            except MessageGoneError:
                continue
            fresh.append(self._seal(remediation, copy, raw, now, days))
        if fresh:
            with self._database.write() as connection:
                escrows.add(connection, fresh)
        held |= {one.id for one in fresh}
        return {ref: name for ref, name in ids.items() if name in held}

    def open(self, escrow_id: str) -> Original:
        """What was kept: bytes, flags, date.

        Raises:
            EscrowMissingError: it is no longer kept.
            EscrowUnusableError: it cannot be opened, or is not what was sealed.
        """
        with self._database.read() as connection:
            found = escrows.find(connection, [escrow_id])
        if not found or found[0].expires_at <= self._clock.now().timestamp():
            raise EscrowMissingError
        (holding,) = found
        try:
            sealed = self._path(holding.file).read_bytes()
        except FileNotFoundError as error:
            raise EscrowMissingError from error
        except OSError as error:
            raise EscrowUnusableError(f"A sealed copy cannot be read: {error.strerror}.") from error
        return _opened(escrow_id, sealed, self.keys)

    def sweep(self) -> int:
        """Removes what was kept long enough, and files that belong to nothing; gives how many."""
        now = self._clock.now().timestamp()
        with self._database.read() as connection:
            over = escrows.expired(connection, now)
        for holding in over:
            self._path(holding.file).unlink(missing_ok=True)
        if over:
            with self._database.write() as connection:
                escrows.remove(connection, [holding.id for holding in over])
        return len(over) + self._sweep_orphans(now)

    def _sweep_orphans(self, now: float) -> int:
        files = list(self._folder.glob("*/*"))
        old = [file for file in files if _age(file, now) > _ORPHAN_SECONDS]
        if not old:
            return 0
        with self._database.read() as connection:
            known = escrows.files(connection)
        orphans = [file for file in old if file.name not in known]
        for file in orphans:
            file.unlink(missing_ok=True)
        return len(orphans)

    def _seal(self, remediation: str, copy: Copy, raw: bytes, now: datetime, days: int) -> Holding:
        escrow_id = _id_of(remediation, copy.ref)
        key_id, key = self.keys.current()
        dated = copy if copy.internal_date else replace(copy, internal_date=now)
        sealed = _sealed(escrow_id, dated, raw, key_id, key)
        name = hashlib.sha256(sealed).hexdigest()
        try:
            self._write(name, sealed)
        except OSError as error:
            raise EscrowUnusableError(
                f"A sealed copy cannot be written: {error.strerror}. Nothing was deleted."
            ) from error
        return Holding(
            id=escrow_id,
            remediation=remediation,
            file=name,
            key_id=key_id,
            size=len(raw),
            sealed_at=now.timestamp(),
            expires_at=(now + timedelta(days=days)).timestamp(),
        )

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """The escrow for one remediation: for how many days its mail is kept."""

    escrow: Escrow
    remediation: str
    days: int

    def keep(self, session: Session, copies: Sequence[Copy]) -> dict[MailboxRef, str]:
        """What `Escrow.keep` does."""
        return self.escrow.keep(self.remediation, self.days, session, copies)


def _id_of(remediation: str, ref: MailboxRef) -> str:
    """The same for the same copy, so that a second attempt finds what the first one kept."""
    words = [remediation, ref.server, ref.account, ref.folder, ref.uid_validity, ref.uid, ref.guid]
    digest = hashlib.sha256(json.dumps(words).encode("ascii")).hexdigest()
    return f"E-{digest[:_ID_CHARACTERS]}"


def _sealed(escrow_id: str, copy: Copy, raw: bytes, key_id: str, key: bytes) -> bytes:
    words = {
        "flags": sorted(copy.flags),
        "folder": copy.ref.folder,
        "internal_date": copy.internal_date.isoformat() if copy.internal_date else "",
    }
    told = json.dumps(words).encode("ascii")
    nonce = secrets.token_bytes(_NONCE_BYTES)
    plain = b"".join((_LENGTH.pack(len(told)), told, raw))
    head = _MAGIC + bytes.fromhex(key_id)
    return head + nonce + AESGCM(key).encrypt(nonce, plain, _bound(escrow_id, head))


def _bound(escrow_id: str, head: bytes) -> bytes:
    """What a copy is sealed to: its row, and the form and key that its file names."""
    return escrow_id.encode("ascii") + b"\0" + head


def _opened(escrow_id: str, sealed: bytes, keys: EscrowKeys) -> Original:
    at = len(_MAGIC) + ID_BYTES
    key = keys.named(sealed[len(_MAGIC) : at].hex())
    nonce, body = sealed[at : at + _NONCE_BYTES], sealed[at + _NONCE_BYTES :]
    try:
        plain = AESGCM(key).decrypt(nonce, body, _bound(escrow_id, sealed[:at]))
    except (InvalidTag, ValueError) as error:
        raise EscrowUnusableError(
            "A sealed copy is not what was sealed: it was changed on the disk. It is not put back."
        ) from error
    (length,) = _LENGTH.unpack_from(plain)
    words = json.loads(plain[_LENGTH.size : _LENGTH.size + length])
    return Original(
        raw=plain[_LENGTH.size + length :],
        flags=frozenset(words["flags"]),
        internal_date=datetime.fromisoformat(words["internal_date"]),
    )


def _age(file: Path, now: float) -> float:
    try:
        return now - file.stat().st_mtime
    except FileNotFoundError:
        return 0.0
