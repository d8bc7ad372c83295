"""Raw mails that are kept, as files by their SHA-256."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from clawback.model.message import PARSE_COMPLETE, Message
from clawback.spool.durable import sync_folder, write_durably

_HASH = re.compile(r"[0-9a-f]{64}")


class KeepRaw(StrEnum):
    """Which mails are kept whole: `limited` are those that could not be read completely."""

    NONE = "none"
    LIMITED = "limited"
    ALL = "all"

    def wants(self, message: Message) -> bool:
        if self is KeepRaw.LIMITED:
            return message.parse != PARSE_COMPLETE
        return self is KeepRaw.ALL


class RawFiles:
    """A folder of mails, in two levels of sub-folders by the first four digits of the hash."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, sha256: str, raw: bytes) -> None:
        """Keeps a mail, durable on return; one that is there is left as it is."""
        path = self._path(sha256)
        if path.exists():
            return
        for folder in (self._folder, path.parent.parent, path.parent):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                sync_folder(folder.parent)
        write_durably(path, raw)

    def get(self, sha256: str) -> bytes | None:
        """The mail with this hash (hex), or `None` when it was not kept."""
        try:
            return self._path(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, sha256: str) -> bool:
        """Forgets the mail with this hash; says whether it was kept."""
        try:
            self._path(sha256).unlink()
        except FileNotFoundError:
            return False
        return True

    def _path(self, sha256: str) -> Path:
        if not _HASH.fullmatch(sha256):
            raise ValueError("not a SHA-256 in hex")
        return self._folder / sha256[:2] / sha256[2:4] / sha256
