"""The port's session over a Maildir."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from clawback.mailboxes.maildir import files
from clawback.mailboxes.maildir.files import File, Seen
from clawback.mailboxes.maildir.names import Uids, flags_of
from clawback.mailboxes.maildir.tree import INBOX, RECOVERABLE, Tree
from clawback.mailboxes.matching import by_fingerprint, settled
from clawback.mailboxes.port import (
    Copy,
    FolderMissingError,
    MessageGoneError,
    Moved,
    Original,
    Place,
    Wanted,
)
from clawback.mailboxes.settings import MaildirSettings
from clawback.model.fingerprint import header_fingerprint, split
from clawback.model.location import MailboxRef

_WHOLE = 1 << 30  # bytes; more is no mail


class MaildirSession:
    """Work on one account's files."""

    def __init__(self, tree: Tree, *, server: str, account: str, settings: MaildirSettings) -> None:
        self._tree = tree
        self._server = server
        self._account = account
        self._names = {
            Place.INBOX: INBOX,
            Place.JUNK: settings.junk_folder,
            Place.DELETED_ITEMS: settings.deleted_folder,
            Place.RECOVERABLE: RECOVERABLE,
            Place.SENT: settings.sent_folder,
        }
        self._places = {name: place for place, name in self._names.items()}
        self._fingerprints: dict[str, str] = {}  # by GUID: the bytes behind one never change

    def folders(self) -> Mapping[str, Place | None]:
        """Every folder by name, and what it is for."""
        with files.refusals():
            return {name: self._places.get(name) for name in self._tree.folders()}

    def find(
        self, wanted: Sequence[Wanted], *, everywhere: bool = False
    ) -> Mapping[Wanted, tuple[Copy, ...]]:
        """Every copy of each wanted message, by reading the headers of every mail once."""
        del everywhere  # it always looks there
        groups = by_fingerprint(wanted)
        found: dict[Wanted, list[Copy]] = {message: [] for message in wanted}
        candidates: dict[str, list[Copy]] = {}
        with files.refusals():
            for folder in self._tree.folders():
                for fingerprint, copy in self._candidates(folder, groups.keys()):
                    candidates.setdefault(fingerprint, []).append(copy)
            for fingerprint, copies in candidates.items():
                for message, copy in settled(groups[fingerprint], copies, (), self.fetch):
                    found[message].append(copy)
        return {message: tuple(copies) for message, copies in found.items()}

    def verify(self, refs: Sequence[MailboxRef]) -> Mapping[MailboxRef, Copy | None]:
        """Looks for each file in its folder, whatever its flags are by now."""
        with files.refusals():
            listings = {folder: files.listed(self._tree, folder) for folder in _folders(refs)}
            return {ref: self._look(ref, listings[ref.folder]) for ref in refs}

    def move(self, copies: Sequence[Copy], to: Place | str) -> Sequence[Moved]:
        """Renames files; name, flags, date, owner and mode stay.

        Raises:
            FolderMissingError: a folder given by name is not there.
            RefusedError: the folder is on another file system, or we may not write.
        """
        target = self._names[to] if isinstance(to, Place) else to
        with files.refusals(), self._tree.folder(target, make=isinstance(to, Place)) as aim:
            folders = _folders(copy.ref for copy in copies)
            listings = {folder: files.listed(self._tree, folder) for folder in folders}
            return [
                Moved(before=copy, after=self._move_one(copy, listings, target, aim))
                for copy in copies
            ]

    def delete(self, copies: Sequence[Copy]) -> Sequence[Copy]:
        """Unlinks files and makes that durable."""
        with files.refusals():
            for folder in _folders(copy.ref for copy in copies):
                there = files.listed(self._tree, folder)
                for copy in copies:
                    if copy.ref.folder == folder and copy.ref.guid in there:
                        files.unlink(self._tree, there[copy.ref.guid])
        still = self.verify([copy.ref for copy in copies])
        return [copy for copy in copies if still[copy.ref] is None]

    def fetch(self, copy: Copy) -> bytes:
        """The whole mail.

        Raises:
            MessageGoneError: it is no longer where it was seen.
        """
        with files.refusals():
            seen = files.look(self._tree, copy.ref.folder, copy.ref.guid, limit=_WHOLE)
        if seen is None:
            raise MessageGoneError
        return seen.data

    def restore(self, original: Original, to: Place | str) -> Copy:
        """Writes a new file, durable before it is seen.

        Raises:
            FolderMissingError: a folder given by name is not there.
            RefusedError: we may not write.
        """
        target = self._names[to] if isinstance(to, Place) else to
        with files.refusals(), self._tree.folder(target, make=isinstance(to, Place)) as aim:
            name = files.write(aim, original)
        date = original.internal_date.timestamp()
        return self._copy(Seen(File(target, "cur", name), len(original.raw), date, b""), Uids())

    def close(self) -> None:
        """Nothing is held."""

    def _candidates(self, folder: str, fingerprints: Collection[str]) -> Iterator[tuple[str, Copy]]:
        """The mails of a folder whose headers have one of these fingerprints."""
        unwanted = [guid for guid, known in self._fingerprints.items() if known not in fingerprints]
        uids = files.uids(self._tree, folder)
        try:
            for seen in files.headers(self._tree, folder, known=frozenset(unwanted)):
                fingerprint = header_fingerprint(split(seen.data)[0])
                self._fingerprints[seen.file.guid] = fingerprint
                if fingerprint in fingerprints:
                    yield fingerprint, self._copy(seen, uids)
        except FolderMissingError:
            return

    def _look(self, ref: MailboxRef, there: Mapping[str, File]) -> Copy | None:
        if ref.guid not in there:
            return None
        seen = files.look(self._tree, ref.folder, ref.guid, limit=0, there=there)
        return replace(self._copy(seen, Uids()), ref=ref) if seen else None

    def _move_one(
        self, copy: Copy, listings: Mapping[str, Mapping[str, File]], target: str, aim: int
    ) -> Copy | None:
        ref = copy.ref
        file = listings[ref.folder].get(ref.guid)
        if file is None or target == ref.folder:
            return None
        moved = files.rename(self._tree, file, target, aim)
        if moved is None:  # renamed by a mail client since, to change a flag
            file = files.listed(self._tree, ref.folder).get(ref.guid)
            moved = files.rename(self._tree, file, target, aim) if file else None
        if moved is None:
            return None
        after = replace(ref, folder=target, uid_validity=0, uid=0, guid=moved.guid)
        flags = flags_of(moved.name)
        return replace(copy, ref=after, place=self._places.get(target), flags=flags)

    def _copy(self, seen: Seen, uids: Uids) -> Copy:
        file = seen.file
        uid = uids.uids.get(file.guid, 0)
        return Copy(
            ref=MailboxRef(
                server=self._server,
                account=self._account,
                folder=file.folder,
                uid_validity=uids.uid_validity if uid else 0,
                uid=uid,
                guid=file.guid,
            ),
            place=self._places.get(file.folder),
            flags=flags_of(file.name),
            internal_date=datetime.fromtimestamp(seen.modified, UTC),
            size=seen.size,
        )


def _folders(refs: Iterable[MailboxRef]) -> set[str]:
    return {ref.folder for ref in refs}
