"""Sealed copies of mail that is deleted for good, kept for some days.

A copy is sealed in a vault, to its id. File and row are durable before the mail is deleted; a sweep
removes both in time. What a crash leaves behind is a file without a row, which the sweep removes,
too.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from clawback.database import Database
from clawback.mailboxes.port import Copy, MessageGoneError, Original, Session
from clawback.model.clock import Clock
from clawback.model.errors import ClawbackError, NotFoundError
from clawback.model.location import MailboxRef
from clawback.remediation.records import escrows
from clawback.remediation.records.escrows import Holding
from clawback.vault.files import SealedFileMissingError, SealedFiles
from clawback.vault.keys import VaultKeys, VaultUnusableError

FOLDER = "escrow"
KEY_FILE = "escrow.key"
_FORM = b"clawback-escrow-1\n"
_LENGTH = struct.Struct(">I")
_ORPHAN_SECONDS = 24 * 3600  # a file without a row that is younger may be about to get one
_ID_CHARACTERS = 26


class EscrowUnusableError(ClawbackError):
    """Mail cannot be kept in escrow, so it is not deleted. Look at the disk and at the key."""

    code = "escrow_unusable"


class EscrowMissingError(NotFoundError):
    """Its sealed copy is no longer kept, so it cannot be put back."""

    code = "escrow_missing"


class Escrow:
    """The sealed copies in a data folder. Safe to call from several threads."""

    def __init__(self, data: Path, *, database: Database, clock: Clock) -> None:
        self.keys = VaultKeys(data / KEY_FILE)
        self._files = SealedFiles(data / FOLDER, self.keys, form=_FORM)
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
            with _unusable("It is not put back."):
                return _original(self._files.open(escrow_id, holding.file))
        except SealedFileMissingError as error:
            raise EscrowMissingError from error

    def sweep(self) -> int:
        """Removes what was kept long enough, and files that belong to nothing; gives how many."""
        now = self._clock.now().timestamp()
        with self._database.read() as connection:
            over = escrows.expired(connection, now)
        for holding in over:
            self._files.remove(holding.file)
        if over:
            with self._database.write() as connection:
                escrows.remove(connection, [holding.id for holding in over])
        return len(over) + self._sweep_orphans(now)

    def _sweep_orphans(self, now: float) -> int:
        old = self._files.older_than(now - _ORPHAN_SECONDS)
        if not old:
            return 0
        with self._database.read() as connection:
            known = escrows.files(connection)
        return self._files.remove_orphans(known, old)

    def _seal(self, remediation: str, copy: Copy, raw: bytes, now: datetime, days: int) -> Holding:
        escrow_id = _id_of(remediation, copy.ref)
        dated = copy if copy.internal_date else replace(copy, internal_date=now)
        with _unusable("Nothing was deleted."):
            sealed = self._files.put(escrow_id, _plain(dated, raw))
        return Holding(
            id=escrow_id,
            remediation=remediation,
            file=sealed.file,
            key_id=sealed.key_id,
            size=len(raw),
            sealed_at=now.timestamp(),
            expires_at=(now + timedelta(days=days)).timestamp(),
        )


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


@contextmanager
def _unusable(therefore: str) -> Iterator[None]:
    """Says of a vault's trouble what it means for the mail."""
    try:
        yield
    except VaultUnusableError as error:
        raise EscrowUnusableError(f"{error} {therefore}") from error


def _plain(copy: Copy, raw: bytes) -> bytes:
    words = {
        "flags": sorted(copy.flags),
        "folder": copy.ref.folder,
        "internal_date": copy.internal_date.isoformat() if copy.internal_date else "",
    }
    told = json.dumps(words).encode("ascii")
    return b"".join((_LENGTH.pack(len(told)), told, raw))


def _original(plain: bytes) -> Original:
    (length,) = _LENGTH.unpack_from(plain)
    words = json.loads(plain[_LENGTH.size : _LENGTH.size + length])
    return Original(
        raw=plain[_LENGTH.size + length :],
        flags=frozenset(words["flags"]),
        internal_date=datetime.fromisoformat(words["internal_date"]),
    )
