"""Mailboxes in memory: for tests, and for trying Clawback without a mail server.

It keeps the port's rules, hidden folder and UIDVALIDITY included. `outage` makes every call fail,
as a server does that goes away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from threading import RLock

from clawback.mailboxes.addresses import mailbox_of
from clawback.mailboxes.known import Arrived, Known, Sight, Standing
from clawback.mailboxes.matching import by_fingerprint, settled
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
from clawback.mailboxes.rules.port import Script
from clawback.model.errors import ClawbackError
from clawback.model.fingerprint import header_fingerprint, split
from clawback.model.location import MailboxRef

FOLDERS = {
    Place.INBOX: "INBOX",
    Place.JUNK: "Junk",
    Place.DELETED_ITEMS: "Trash",
    Place.RECOVERABLE: "Recoverable",
    Place.SENT: "Sent",
}
_PLACES = {name: place for place, name in FOLDERS.items()}
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Mail:
    raw: bytes
    flags: frozenset[str]
    internal_date: datetime
    guid: str


@dataclass(slots=True)
class _Folder:
    uid_validity: int
    next_uid: int = 1
    mails: dict[int, _Mail] = field(default_factory=dict)

    def add(self, mail: _Mail) -> int:
        uid = self.next_uid
        self.next_uid += 1
        self.mails[uid] = mail
        return uid


class MemoryServer:
    """A mail server whose accounts are made by `add_account` and filled by `deliver`."""

    def __init__(
        self, name: str = "memory", domains: Sequence[str] = ("*",), *, subaddress: str = "+"
    ) -> None:
        self._name = name
        self._domains = tuple(domains)
        self._subaddress = subaddress
        self._accounts: dict[str, dict[str, _Folder]] = {}
        self._rules: dict[str, tuple[Script, ...]] = {}
        self._numbers = count(1)
        self.lock = RLock()
        self.outage: ClawbackError | None = None

    @property
    def name(self) -> str:
        return self._name

    def account(self, recipient: str) -> str | None:
        """The recipient's address without subaddress; `None` for other domains."""
        mailbox = mailbox_of(recipient, self._domains, subaddress=self._subaddress)
        return mailbox.address if mailbox else None

    def capabilities(self) -> Capabilities:
        return Capabilities(move=True, hidden_recoverable=True, stable_ids=True, rules=True)

    def rules(self, account: str) -> tuple[Script, ...]:
        """The scripts that `write_rules` gave it."""
        self.raise_outage()
        with self.lock:
            if account not in self._accounts:
                raise MailboxMissingError(f"{self._name} knows no such account.")
            return self._rules.get(account, ())

    def write_rules(self, account: str, *scripts: Script) -> None:
        """Has an account follow these, in place of what it had."""
        with self.lock:
            self._rules[account] = scripts

    def open(self, account: str) -> MemorySession:
        """A session on an account.

        Raises:
            MailboxMissingError: there is no such account.
        """
        self.raise_outage()
        with self.lock:
            if account not in self._accounts:
                raise MailboxMissingError(f"{self._name} knows no such account.")
        return MemorySession(self, account)

    def add_account(self, account: str) -> None:
        """Makes an account with the usual folders; a second time does nothing."""
        with self.lock:
            folders = self._accounts.setdefault(account, {})
            for name in FOLDERS.values():
                folders.setdefault(name, _Folder(next(self._numbers)))

    def deliver(
        self,
        account: str,
        raw: bytes,
        *,
        folder: str = "INBOX",
        flags: frozenset[str] = frozenset(),
        internal_date: datetime = _EPOCH,
    ) -> MailboxRef:
        """Puts a mail into a folder, made when missing, and tells where it lies."""
        with self.lock:
            self.add_account(account)
            place = self._accounts[account].setdefault(folder, _Folder(next(self._numbers)))
            mail = _Mail(raw, flags, internal_date, f"{next(self._numbers):032x}")
            return self.ref(account, folder, place.add(mail))

    def renumber(self, account: str, folder: str) -> None:
        """Gives a folder a new UIDVALIDITY and its mails new UIDs, as a rebuilt index does."""
        with self.lock:
            mails = self.folders(account)[folder].mails.values()
            renewed = _Folder(next(self._numbers), next_uid=1000)
            for mail in mails:
                renewed.add(mail)
            self._accounts[account][folder] = renewed

    def folders(self, account: str) -> dict[str, _Folder]:
        """An account's folders, for sessions and tests."""
        return self._accounts[account]

    def ref(self, account: str, folder: str, uid: int) -> MailboxRef:
        """The address of one mail."""
        place = self._accounts[account][folder]
        return MailboxRef(
            server=self._name,
            account=account,
            folder=folder,
            uid_validity=place.uid_validity,
            uid=uid,
            guid=place.mails[uid].guid,
        )

    def raise_outage(self) -> None:
        """Fails as `outage` says."""
        if self.outage is not None:
            raise self.outage


class MemorySession:
    """Work on one account in memory."""

    def __init__(self, server: MemoryServer, account: str) -> None:
        self._server = server
        self._account = account

    def folders(self) -> Mapping[str, Place | None]:
        """Every folder by name, and what it is for."""
        self._server.raise_outage()
        with self._server.lock:
            return {name: _PLACES.get(name) for name in self._folders}

    def find(
        self, wanted: Sequence[Wanted], *, everywhere: bool = False
    ) -> Mapping[Wanted, tuple[Copy, ...]]:
        """Every copy of each wanted message."""
        del everywhere  # it always looks there
        self._server.raise_outage()
        groups = by_fingerprint(wanted)
        found: dict[Wanted, list[Copy]] = {message: [] for message in wanted}
        with self._server.lock:
            candidates: dict[str, list[Copy]] = {}
            for copy, mail in self._everything():
                fingerprint = header_fingerprint(split(mail.raw)[0])
                if fingerprint in groups:
                    candidates.setdefault(fingerprint, []).append(copy)
            for fingerprint, copies in candidates.items():
                for message, copy in settled(groups[fingerprint], copies, (), self.fetch):
                    found[message].append(copy)
        return {message: tuple(copies) for message, copies in found.items()}

    def verify(self, refs: Sequence[MailboxRef]) -> Mapping[MailboxRef, Copy | None]:
        """The copies that are still where they were."""
        self._server.raise_outage()
        with self._server.lock:
            return {ref: self._look(ref) for ref in refs}

    def move(self, copies: Sequence[Copy], to: Place | str) -> Sequence[Moved]:
        """Moves what is still there.

        Raises:
            FolderMissingError: a folder given by name is not there.
        """
        self._server.raise_outage()
        with self._server.lock:
            target = self._target(to)
            return [Moved(before=copy, after=self._move_one(copy, target)) for copy in copies]

    def look_at_known(self, known: Known) -> Standing:
        """Those that stand there; left out are mails that lie in the account twice."""
        self._server.raise_outage()
        with self._server.lock:
            folder = self._folders.get(known.folder)
            if folder is None or folder.uid_validity != known.uid_validity:
                return Standing(known=known)
            once = self._lying_once()
            there = {
                uid: Sight(mail.flags, mail.internal_date)
                for uid, mail in folder.mails.items()
                if mail.guid == known.guids.get(uid) and mail.guid in once
            }
            return Standing(known=known, place=_PLACES.get(known.folder), there=there)

    def move_known(self, standing: Standing, to: Place) -> Arrived:
        """Moves what is still there.

        Raises:
            FolderMissingError: the account has no folder of this kind.
        """
        known = standing.known
        copies = [self._copy_of(known, uid, sight) for uid, sight in standing.there.items()]
        after = [step.after for step in self.move(copies, to)]
        seen = self.verify([copy.ref for copy in after if copy])
        pairs = zip(standing.there, after, strict=True)
        arrived = {uid: there for uid, copy in pairs if copy and (there := seen[copy.ref])}
        return Arrived(
            folder=FOLDERS[to],
            uid_validity=self._folders[FOLDERS[to]].uid_validity,
            place=to,
            uids={uid: copy.ref.uid for uid, copy in arrived.items()},
            there={uid: Sight(one.flags, one.internal_date) for uid, one in arrived.items()},
        )

    def delete(self, copies: Sequence[Copy]) -> Sequence[Copy]:
        """Removes copies; those that are gone already are gone."""
        self._server.raise_outage()
        with self._server.lock:
            for copy in copies:
                if self._look(copy.ref):
                    del self._folders[copy.ref.folder].mails[copy.ref.uid]
        return list(copies)

    def fetch(self, copy: Copy) -> bytes:
        """The whole mail.

        Raises:
            MessageGoneError: it is no longer where it was seen.
        """
        self._server.raise_outage()
        with self._server.lock:
            if self._look(copy.ref) is None:
                raise MessageGoneError
            return self._folders[copy.ref.folder].mails[copy.ref.uid].raw

    def restore(self, original: Original, to: Place | str) -> Copy:
        """Puts a mail back.

        Raises:
            FolderMissingError: a folder given by name is not there.
        """
        self._server.raise_outage()
        ref = self._server.deliver(
            self._account,
            original.raw,
            folder=self._target(to),
            flags=original.flags,
            internal_date=original.internal_date,
        )
        return self._copy(ref)

    def close(self) -> None:
        """Nothing is held."""

    @property
    def _folders(self) -> dict[str, _Folder]:
        return self._server.folders(self._account)

    def _everything(self) -> Iterator[tuple[Copy, _Mail]]:
        for name, folder in self._folders.items():
            for uid, mail in folder.mails.items():
                yield self._copy(self._server.ref(self._account, name, uid)), mail

    def _lying_once(self) -> set[str]:
        """The GUIDs of mails whose headers no other mail of the account has."""
        by_fingerprint: dict[str, list[str]] = {}
        for _, mail in self._everything():
            fingerprint = header_fingerprint(split(mail.raw)[0])
            by_fingerprint.setdefault(fingerprint, []).append(mail.guid)
        return {guids[0] for guids in by_fingerprint.values() if len(guids) == 1}

    def _copy_of(self, known: Known, uid: int, sight: Sight) -> Copy:
        ref = MailboxRef(
            server=self._server.name,
            account=self._account,
            folder=known.folder,
            uid_validity=known.uid_validity,
            uid=uid,
            guid=known.guids[uid],
        )
        return Copy(ref=ref, place=None, flags=sight.flags, internal_date=sight.internal_date)

    def _target(self, to: Place | str) -> str:
        name = FOLDERS[to] if isinstance(to, Place) else to
        if name not in self._folders:
            raise FolderMissingError(f"The account has no folder {name!r}.")
        return name

    def _look(self, ref: MailboxRef) -> Copy | None:
        folder = self._folders.get(ref.folder)
        if folder is None or folder.uid_validity != ref.uid_validity:
            return None
        return self._copy(ref) if ref.uid in folder.mails else None

    def _copy(self, ref: MailboxRef) -> Copy:
        mail = self._folders[ref.folder].mails[ref.uid]
        return Copy(
            ref=ref,
            place=_PLACES.get(ref.folder),
            flags=mail.flags,
            internal_date=mail.internal_date,
            size=len(mail.raw),
        )

    def _move_one(self, copy: Copy, target: str) -> Copy | None:
        if copy.ref.folder == target or self._look(copy.ref) is None:
            return None
        mail = self._folders[copy.ref.folder].mails.pop(copy.ref.uid)
        uid = self._folders[target].add(mail)
        return self._copy(self._server.ref(self._account, target, uid))
