"""The port's session over IMAP."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from clawback.mailboxes.arrivals import Arrivals, Reached
from clawback.mailboxes.encoding import Literal, date_time, flag_list, uid_sets
from clawback.mailboxes.imap.account import Account
from clawback.mailboxes.imap.arriving import await_arrivals, read_arrivals
from clawback.mailboxes.imap.copying import move_by_copying
from clawback.mailboxes.imap.expunging import expunge
from clawback.mailboxes.imap.finding import Finder, fetch_whole
from clawback.mailboxes.imap.known import look_at_known, move_known
from clawback.mailboxes.imap.responses import Fetched, uid_map
from clawback.mailboxes.known import Arrived, Known, Standing
from clawback.mailboxes.port import Copy, Moved, Original, Place, Wanted
from clawback.model.location import MailboxRef

_Key = tuple[str, int]  # folder and UIDVALIDITY


class ImapSession:
    """Work on one account over one connection."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def folders(self) -> Mapping[str, Place | None]:
        """Every folder that can be opened, by name, and what it is for."""
        listed = self._account.list_folders()
        return {
            name: listed.place_of(name)
            for name, folder in listed.by_name.items()
            if folder.openable
        }

    def find(
        self, wanted: Sequence[Wanted], *, everywhere: bool = False
    ) -> Mapping[Wanted, tuple[Copy, ...]]:
        """Every copy of each wanted message, except in the store of expunged mail."""
        return Finder(self._account, wanted, everywhere=everywhere).find()

    def verify(self, refs: Sequence[MailboxRef]) -> Mapping[MailboxRef, Copy | None]:
        """Looks at these places, folder by folder; the selected one first."""
        groups: dict[str, list[MailboxRef]] = {}
        for ref in refs:
            groups.setdefault(ref.folder, []).append(ref)
        seen: dict[MailboxRef, Copy | None] = {}
        for folder in sorted(groups, key=lambda name: not self._account.stands_in(name)):
            seen.update(self._verify_folder(folder, groups[folder]))
        return seen

    def move(self, copies: Sequence[Copy], to: Place | str) -> Sequence[Moved]:
        """Moves with MOVE (RFC 6851); by COPY and UID EXPUNGE only where a server lacks it.

        Raises:
            FolderMissingError: a folder given by name is not there.
            RefusedError: the server says no, or can neither move nor expunge by UID.
        """
        target = self._account.folder_for(to)
        after = {
            (folder, validity): self._move_group(folder, validity, group, target)
            for (folder, validity), group in _by_folder(copies).items()
            if folder != target
        }
        return [
            Moved(before=copy, after=after.get(_place(copy), {}).get(copy.ref.uid))
            for copy in copies
        ]

    def look_at_known(self, known: Known) -> Standing:
        """Which of these mails stand there, with one FETCH."""
        return look_at_known(self._account, known)

    def move_known(self, standing: Standing, to: Place) -> Arrived:
        """Moves them with one MOVE and looks at both folders in one round trip.

        Raises:
            RefusedError: the place's folder is missing and cannot be made.
        """
        return move_known(self._account, standing, to)

    def delete(self, copies: Sequence[Copy]) -> Sequence[Copy]:
        """Expunges by UID, then empties the store of expunged mail of the same mails.

        A copy that is no longer in its folder is still looked for in that store, so that a second
        call finishes what a broken one began.
        """
        return expunge(self._account, _by_folder(copies))

    def fetch(self, copy: Copy) -> bytes:
        """The whole mail.

        Raises:
            MessageGoneError: it is no longer where it was seen.
        """
        return fetch_whole(self._account, copy)

    def arrivals(
        self, folder: str, after: Reached | None, *, since: date | None, most: int, largest: int
    ) -> Arrivals:
        """What has come into a folder since, in UIDs."""
        return read_arrivals(self._account, folder, after, since=since, most=most, largest=largest)

    @property
    def tells_arrivals(self) -> bool:
        """Whether the server offers IDLE."""
        return self._account.features.has(b"IDLE")

    def await_arrivals(self, folder: str, *, seconds: float, stop: Callable[[], bool]) -> bool:
        """Waits by IDLE (RFC 2177); a folder that is not selected is better looked at."""
        return await_arrivals(self._account, folder, seconds=seconds, stop=stop)

    def restore(self, original: Original, to: Place | str) -> Copy:
        """APPEND (RFC 9051 §6.3.12), then a look at what the server made of it.

        Raises:
            FolderMissingError: a folder given by name is not there.
            RefusedError: the server takes no such mail.
        """
        folder = self._account.folder_for(to)
        answer = self._account.connection.run(
            b"APPEND",
            self._account.spelled(folder),
            flag_list(original.flags),
            date_time(original.internal_date),
            Literal(original.raw),
        ).ensure("to take the mail back")
        named = (answer.code(b"APPENDUID") or b"").split()
        if len(named) == 2:  # noqa: PLR2004 - UIDVALIDITY and UID (RFC 4315 §3)
            validity, found = self._account.look(folder, [int(named[1])])
            if found and validity is not None:
                return self._account.copy_of(folder, validity, found[0])
        return self._account.copy_of(
            folder,
            0,
            Fetched(0, original.flags, original.internal_date, len(original.raw), "", None),
        )

    def close(self) -> None:
        """Logs out, without waiting to be seen off: all that was asked has been answered."""
        self._account.connection.leave()

    def _verify_folder(
        self, folder: str, refs: Sequence[MailboxRef]
    ) -> Mapping[MailboxRef, Copy | None]:
        validity, found = self._account.look(folder, [ref.uid for ref in refs if ref.uid])
        there = {item.uid: item for item in found}
        return {ref: self._confirmed(ref, validity, there.get(ref.uid)) for ref in refs}

    def _confirmed(
        self, ref: MailboxRef, validity: int | None, item: Fetched | None
    ) -> Copy | None:
        if validity is None or item is None or ref.uid_validity != validity:
            return None
        if ref.guid and item.guid and ref.guid != item.guid:
            return None
        if ref.guid != item.guid:
            return self._account.copy_of(ref.folder, validity, item)
        return self._account.copy_at(ref, item)

    def _move_group(
        self, folder: str, validity: int, copies: Sequence[Copy], target: str
    ) -> Mapping[int, Copy]:
        """Moves copies of one folder; what the server tells nothing about was not moved by us."""
        account = self._account
        if not account.features.has(b"MOVE"):
            return move_by_copying(account, folder, validity, copies, target)
        here, _ = account.visit(folder, write=True)
        if here != validity:
            return {}
        by_uid = {copy.ref.uid: copy for copy in copies}
        after: dict[int, Copy] = {}
        for uid_set in uid_sets(by_uid):
            answer = account.connection.run(b"UID MOVE", uid_set, account.spelled(target)).ensure(
                f"to move mail to {target}"
            )
            account.keep_in_step()  # MOVE ends with the folder as it now is
            new_validity, uids = uid_map(answer.code(b"COPYUID") or b"")
            after.update(
                (old, account.moved_copy(by_uid[old], target, new_validity, new))
                for old, new in uids.items()
                if old in by_uid
            )
        return after


def _place(copy: Copy) -> _Key:
    return copy.ref.folder, copy.ref.uid_validity


def _by_folder(copies: Sequence[Copy]) -> dict[_Key, list[Copy]]:
    groups: dict[_Key, list[Copy]] = {}
    for copy in copies:
        groups.setdefault(_place(copy), []).append(copy)
    return groups
