"""What of the audit trail lies in the data folder: the key, its public half, the checkpoints.

audit/key          the Ed25519 key in PEM, for this account alone
audit/key.pub      NAME+ID+KEY of this key and of those before it, one a line
audit/checkpoints  every checkpoint, in order
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from clawback.audit.note import (
    BadKeyError,
    BadNoteError,
    Note,
    PublicKey,
    Signer,
    read_note,
    split_notes,
)
from clawback.model.errors import UnavailableError

_TAIL = 4096  # bytes; a note has about 300


class AuditFolderError(UnavailableError):
    """The audit trail's files in the data folder cannot be used."""

    code = "audit_folder"


@dataclass(frozen=True, slots=True)
class AuditFolder:
    """The folder `audit` of a data folder."""

    path: Path

    @property
    def key(self) -> Path:
        return self.path / "key"

    @property
    def public(self) -> Path:
        return self.path / "key.pub"

    @property
    def checkpoints(self) -> Path:
        return self.path / "checkpoints"

    def signer(self, name: str) -> Signer:
        """The key of this folder under this name; it is made at the first start.

        Raises:
            AuditFolderError: the files cannot be read or written.
        """
        try:
            self.path.mkdir(mode=0o700, exist_ok=True)
            signer = Signer(name, self._private())
            known = self.public.read_text("utf-8") if self.public.exists() else ""
            if signer.public.text not in known.splitlines():
                append(self.public, f"{signer.public.text}\n")
        except OSError as error:
            raise AuditFolderError(
                f"The files of the audit trail in {self.path} cannot be used: {error.strerror}."
            ) from error
        return signer

    def public_keys(self) -> list[PublicKey]:
        """The keys whose signatures count."""
        return read_keys(self.public)

    def _private(self) -> Ed25519PrivateKey:
        if not self.key.exists():
            _make(self.key)
        try:
            found = load_pem_private_key(self.key.read_bytes(), password=None)
        except ValueError:
            found = None
        if not isinstance(found, Ed25519PrivateKey):
            raise AuditFolderError(
                f"{self.key} is not an Ed25519 key. Put it back from a backup, or move it away: "
                "the next start makes a new one, and the old checkpoints stay valid."
            )
        return found


def read_keys(file: Path) -> list[PublicKey]:
    """The public keys in a file, one a line.

    Raises:
        AuditFolderError: it cannot be read.
        BadKeyError: it holds something else.
    """
    try:
        text = file.read_text("utf-8", errors="replace")
    except FileNotFoundError:
        raise AuditFolderError(f"There is no file {file} with the public key.") from None
    except OSError as error:
        raise AuditFolderError(f"{file} cannot be read: {error.strerror}.") from error
    try:
        found = [PublicKey.read(line) for line in text.splitlines() if line.strip()]
    except BadKeyError as error:
        raise BadKeyError(f"{file}: {error}") from error
    if not found:
        raise BadKeyError(f"{file} is empty: it holds no public key.")
    return found


def read_notes(file: Path) -> Iterator[tuple[int, Note | None]]:
    """The notes of a file with their numbers from 1; `None` for one that is none.

    A single note may also stand alone, without the blank line that ends it in a file of many.

    Raises:
        AuditFolderError: it cannot be read.
    """
    try:
        text = file.read_text("utf-8", errors="surrogateescape")
    except OSError as error:
        raise AuditFolderError(f"{file} cannot be read: {error.strerror}.") from error
    for number, each in enumerate(split_notes(text.rstrip("\n") + "\n\n"), 1):
        try:
            yield number, read_note(each)
        except BadNoteError:
            yield number, None


def add_notes(file: Path, notes: Iterable[str]) -> None:
    """Appends notes durably. What a crash tore off the end before is cut away."""
    whole = _whole(file)
    append(file, "".join(f"{note}\n" for note in notes), after=whole)


def last_size(file: Path) -> int:
    """The size in the last whole note of a file; 0 when there is none.

    Raises:
        AuditFolderError: it cannot be read, or ends in something else.
    """
    whole = _whole(file)
    if whole == 0:
        return 0
    with file.open("rb") as handle:
        handle.seek(max(0, whole - _TAIL))
        text = handle.read(min(whole, _TAIL)).decode("utf-8", "replace")
    # Reading from within may have cut a note in front, so what counts is counted from the end.
    *_, said, signature, _ = text.split("\n\n")
    try:
        return read_note(f"{said}\n\n{signature}\n").head.size
    except BadNoteError:
        raise AuditFolderError(
            f"The last checkpoint in {file} was changed. Run: clawback audit verify"
        ) from None


def append(file: Path, text: str, *, after: int | None = None) -> None:
    """Writes at the end (or after so many bytes, cutting the rest away), and on to the disk."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "ab") as opened:
        if after is not None:
            opened.truncate(after)
        opened.write(text.encode())
        opened.flush()
        os.fsync(opened.fileno())


def _whole(file: Path) -> int:
    """How many bytes of the file are whole notes."""
    if not file.exists():
        return 0
    with file.open("rb") as handle:
        size = handle.seek(0, os.SEEK_END)
        start = max(0, size - _TAIL)
        handle.seek(start)
        tail = handle.read()
    # Only the signature line begins with a dash, so its end is the end of a note.
    signature = tail.rfind("\n\u2014 ".encode())
    while signature >= 0:
        end = tail.find(b"\n\n", signature + 1)
        if end >= 0:
            return start + end + 2
        signature = tail.rfind("\n\u2014 ".encode(), 0, signature)
    return 0 if start == 0 else size


def _make(file: Path) -> None:
    made = Ed25519PrivateKey.generate()
    pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    part = file.with_name("key.part")
    part.unlink(missing_ok=True)
    append(part, pem.decode())
    part.replace(file)
