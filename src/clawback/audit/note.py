"""Signed checkpoints of the tree, as notes that other tools can check.

The form is that of transparency logs (C2SP `tlog-checkpoint` and `signed-note`): origin, size and
root, each on its line, then ours, the time; a blank line; and a line with the signer's name, the
first four bytes of the key's id, and an Ed25519 signature (RFC 8032) over everything before the
blank line.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from clawback.audit.merkle import HASH_BYTES, Head
from clawback.model.errors import BadInputError

_ED25519 = b"\x01"  # the algorithm, in front of a key
_ID_BYTES = 4
_SIGNATURE_BYTES = 64
_NOTE = re.compile(
    r"(?P<text>(?P<origin>[^\s+]+)\n(?P<size>0|[1-9][0-9]{0,17})\n(?P<root>[A-Za-z0-9+/]{43}=)\n"
    r"time (?P<time>[0-9T:.-]{26})Z\n)\n"
    r"\u2014 (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/=]+)\n"
)
_KEY = re.compile(r"(?P<name>[^\s+]+)\+(?P<id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/=]+)")


class BadNoteError(BadInputError):
    """This is not a signed checkpoint of an audit trail."""

    code = "bad_checkpoint"


class BadKeyError(BadInputError):
    """This is not a public key of an audit trail (NAME+ID+KEY)."""

    code = "bad_audit_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The tree as it was at a moment: which log, its size and its root."""

    origin: str
    head: Head
    at: datetime

    @property
    def text(self) -> str:
        """What is signed."""
        moment = self.at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
        root = base64.b64encode(self.head.root).decode()
        return f"{self.origin}\n{self.head.size}\n{root}\ntime {moment}Z\n"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Whose signature counts: a name, and an Ed25519 key of 32 bytes."""

    name: str
    key: bytes

    @property
    def id(self) -> str:
        """Eight hexadecimal digits."""
        return sha256(f"{self.name}\n".encode() + _ED25519 + self.key).hexdigest()[: 2 * _ID_BYTES]

    @property
    def text(self) -> str:
        """As it is handed to others: NAME+ID+KEY."""
        return f"{self.name}+{self.id}+{base64.b64encode(_ED25519 + self.key).decode()}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Reads NAME+ID+KEY; raises `BadKeyError`."""
        match = _KEY.fullmatch(text.strip())
        try:
            raw = base64.b64decode(match["key"], validate=True) if match else b""
        except binascii.Error:
            raw = b""
        if match is None or raw[:1] != _ED25519 or len(raw) != HASH_BYTES + 1:
            raise BadKeyError
        read = cls(match["name"], raw[1:])
        if read.text != text.strip():
            raise BadKeyError("The id of this public key does not belong to the key.")
        return read

    def signed(self, text: str, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


class Signer:
    """Signs checkpoints in the name of one log."""

    def __init__(self, name: str, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = PublicKey(name, private.public_key().public_bytes_raw())

    def sign(self, head: Head, at: datetime) -> str:
        """The note for a tree."""
        text = Checkpoint(origin=self.public.name, head=head, at=at).text
        signed = bytes.fromhex(self.public.id) + self._private.sign(text.encode())
        return f"{text}\n\u2014 {self.public.name} {base64.b64encode(signed).decode()}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note that was read; its signature is not checked yet."""

    checkpoint: Checkpoint
    name: str
    key_id: str
    signature: bytes
    text: str

    @property
    def head(self) -> Head:
        return self.checkpoint.head

    def signed_by(self, keys: Mapping[str, PublicKey]) -> bool | None:
        """Whether one of these keys (by id) signed it; `None` when its key is not among them."""
        key = keys.get(self.key_id)
        if key is None or key.name != self.name or self.checkpoint.origin != self.name:
            return None
        return key.signed(self.checkpoint.text, self.signature)


def read_note(text: str) -> Note:
    """Reads one note, exactly as we write them; raises `BadNoteError`."""
    match = _NOTE.fullmatch(text)
    if match is None:
        raise BadNoteError
    try:
        at = datetime.fromisoformat(match["time"]).replace(tzinfo=UTC)
        root = base64.b64decode(match["root"], validate=True)
        signature = base64.b64decode(match["signature"], validate=True)
    except (ValueError, binascii.Error):
        raise BadNoteError from None
    head = Head(int(match["size"]), root)
    checkpoint = Checkpoint(origin=match["origin"], head=head, at=at)
    exact = base64.b64encode(signature).decode() == match["signature"]
    if len(signature) != _ID_BYTES + _SIGNATURE_BYTES or checkpoint.text != match["text"]:
        exact = False
    if not exact:
        raise BadNoteError
    return Note(
        checkpoint=checkpoint,
        name=match["name"],
        key_id=signature[:_ID_BYTES].hex(),
        signature=signature[_ID_BYTES:],
        text=text,
    )


def split_notes(text: str) -> Iterator[str]:
    """The notes of a text that holds many, a blank line after each; a torn end is left out."""
    parts = text.split("\n\n")
    for at in range(0, len(parts) - 2, 2):
        yield f"{parts[at]}\n\n{parts[at + 1]}\n"


def by_id(keys: Iterable[PublicKey]) -> dict[str, PublicKey]:
    return {key.id: key for key in keys}
