"""A mail server of plain files: survives kill -9, moves by rename, and fails when told to."""

from __future__ import annotations

import itertools
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from clawback.mailboxes.port import (
    Capabilities,
    Copy,
    FolderMissingError,
    MailboxMissingError,
    MessageGoneError,
    Moved,
    Original,
    Place,
    Wanted,
)
from clawback.model.location import MailboxRef

_FOLDERS = {
    Place.INBOX: "INBOX",
    Place.JUNK: "Junk",
    Place.DELETED_ITEMS: "Trash",
    Place.RECOVERABLE: "Recoverable",
    Place.SENT: "Sent",
}
_PLACES = {folder: place for place, folder in _FOLDERS.items()}
Hook = Callable[[str, str], None]


def quiet(_call: str, _account: str) -> None:
    """A hook that lets everything happen."""


class FiledServer:
    """Accounts are folders, folders are folders, a mail is a file named `<uid>.<guid>`.

    `hook(call, account)` runs before each call; what it raises, the call raises.
    """

    def __init__(self, root: Path, name: str = "main", hook: Hook = quiet) -> None:
        self.root = root
        self.name = name
        self.hook = hook
        self.open_now: dict[str, int] = {}
        self.most_open = 0

    def account(self, recipient: str) -> str | None:
        return recipient if (self.root / recipient).is_dir() else None

    def capabilities(self) -> Capabilities:
        return Capabilities(move=True, hidden_recoverable=True, stable_ids=True)

    def open(self, account: str) -> FiledSession:
        self.hook("open", account)
        if not (self.root / account).is_dir():
            raise MailboxMissingError(f"There is no mailbox {account}.")
        return FiledSession(self, account)

    def put(self, account: str, folder: str, mail: Wanted, *flags: str) -> MailboxRef:
        """Delivers a mail."""
        guid = f"{mail.network_message_id}-{folder}"
        content = {
            "id": mail.network_message_id,
            "fingerprint": mail.header_fingerprint,
            "flags": sorted(flags),
            "date": datetime(2026, 11, 1, 10, 0, tzinfo=UTC).isoformat(),
        }
        place = self.root / account / folder
        place.mkdir(parents=True, exist_ok=True)
        uid = next_uid(place)
        (place / f"{uid}.{guid}").write_text(json.dumps(content))
        return self.ref(account, folder, f"{uid}.{guid}")

    def lies_in(self, account: str) -> dict[str, list[str]]:
        """GUIDs by folder."""
        return {
            folder.name: sorted(file.name.partition(".")[2] for file in folder.iterdir())
            for folder in sorted((self.root / account).iterdir())
        }

    def ref(self, account: str, folder: str, file: str) -> MailboxRef:
        uid, _, guid = file.partition(".")
        return MailboxRef(
            server=self.name,
            account=account,
            folder=folder,
            uid_validity=1,
            uid=int(uid),
            guid=guid,
        )


class FiledSession:
    """Work on one account."""

    def __init__(self, server: FiledServer, account: str) -> None:
        self._server = server
        self._account = account
        self._root = server.root / account
        server.open_now[account] = server.open_now.get(account, 0) + 1
        server.most_open = max(server.most_open, server.open_now[account])

    def find(
        self, wanted: Sequence[Wanted], *, everywhere: bool = False
    ) -> Mapping[Wanted, tuple[Copy, ...]]:
        self._server.hook("sweep" if everywhere else "find", self._account)
        copies: dict[tuple[str, str], list[Copy]] = {}
        for file in sorted(self._root.glob("*/*")):
            content = json.loads(file.read_text())
            for key in ((content["id"], content["fingerprint"]), ("", content["fingerprint"])):
                copies.setdefault(key, []).append(self._copy(file, content))
        return {
            mail: tuple(copies.get((mail.network_message_id, mail.header_fingerprint), ()))
            for mail in wanted
        }

    def verify(self, refs: Sequence[MailboxRef]) -> Mapping[MailboxRef, Copy | None]:
        self._server.hook("verify", self._account)
        return {ref: self._seen(ref) for ref in refs}

    def move(self, copies: Sequence[Copy], to: Place | str) -> Sequence[Moved]:
        self._server.hook("move", self._account)
        target = self._target(to)
        uids = itertools.count(next_uid(target))
        return [self._moved(copy, target, next(uids)) for copy in copies]

    def delete(self, copies: Sequence[Copy]) -> Sequence[Copy]:
        self._server.hook("delete", self._account)
        for copy in copies:
            self._file(copy.ref).unlink(missing_ok=True)
        self._server.hook("deleted", self._account)
        return list(copies)

    def fetch(self, copy: Copy) -> bytes:
        self._server.hook("fetch", self._account)
        try:
            return self._file(copy.ref).read_bytes()
        except FileNotFoundError as error:
            raise MessageGoneError from error

    def restore(self, original: Original, to: Place | str) -> Copy:
        self._server.hook("restore", self._account)
        target = self._target(to)
        content = json.loads(original.raw)
        content |= {
            "flags": sorted(original.flags),
            "date": original.internal_date.isoformat(),
        }
        file = target / f"{next_uid(target)}.{content['id']}-{secrets.token_hex(4)}"
        file.write_text(json.dumps(content))
        self._server.hook("restored", self._account)
        return self._copy(file, content)

    def close(self) -> None:
        self._server.open_now[self._account] -= 1

    def _target(self, to: Place | str) -> Path:
        if isinstance(to, Place):
            (self._root / _FOLDERS[to]).mkdir(exist_ok=True)
            return self._root / _FOLDERS[to]
        if not (self._root / to).is_dir():
            raise FolderMissingError(f"There is no folder {to}.")
        return self._root / to

    def _moved(self, copy: Copy, target: Path, uid: int) -> Moved:
        file = self._file(copy.ref)
        self._server.hook("moving", self._account)
        try:
            file.rename(target / f"{uid}.{copy.ref.guid}")
        except FileNotFoundError:
            return Moved(before=copy, after=None)
        ref = replace(copy.ref, folder=target.name, uid=uid)
        after = replace(copy, ref=ref, place=_PLACES.get(target.name))
        return Moved(before=copy, after=after)

    def _seen(self, ref: MailboxRef) -> Copy | None:
        file = self._file(ref)
        return self._copy(file, json.loads(file.read_text())) if file.exists() else None

    def _copy(self, file: Path, content: Mapping[str, str]) -> Copy:
        return Copy(
            ref=self._server.ref(self._account, file.parent.name, file.name),
            place=_PLACES.get(file.parent.name),
            flags=frozenset(content["flags"]),
            internal_date=datetime.fromisoformat(content["date"]),
            size=1,
        )

    def _file(self, ref: MailboxRef) -> Path:
        return self._root / ref.folder / f"{ref.uid}.{ref.guid}"


def next_uid(folder: Path) -> int:
    """Above every UID that ever was in the folder, as far as its files tell."""
    return max((int(file.name.partition(".")[0]) for file in folder.iterdir()), default=0) + 1
