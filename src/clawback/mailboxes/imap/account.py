"""One mailbox account on one connection: knows what is selected and what the server can do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clawback.mailboxes.encoding import Piece, folder_bytes, folder_name, text, uid_sets
from clawback.mailboxes.imap.connection import Answer, Command, Connection
from clawback.mailboxes.imap.folders import Folder, FolderLists, Folders, new_name
from clawback.mailboxes.imap.responses import (
    IDENTITY_HEADERS,
    METADATA,
    Fetched,
    Response,
    fetched,
    tokens,
    uid_map,
)
from clawback.mailboxes.port import Copy, FolderMissingError, Place
from clawback.mailboxes.settings import ImapSettings
from clawback.model.location import MailboxRef

_LIST = b'LIST "" "*"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What the server offers after the login, and the FETCH item of its lasting ids, if any."""

    capabilities: frozenset[bytes]
    guid_item: bytes = b""

    def has(self, name: bytes) -> bool:
        return name in self.capabilities

    @property
    def stable_ids(self) -> bool:
        return bool(self.guid_item)


@dataclass(frozen=True, slots=True)
class _Selected:
    folder: str
    uid_validity: int
    writable: bool


class Account:
    """What every action needs: folders, selection, fetching by UID."""

    def __init__(
        self,
        connection: Connection,
        *,
        name: str,
        settings: ImapSettings,
        features: Features,
        lists: FolderLists | None = None,
    ) -> None:
        self.connection = connection
        self.name = name
        self.settings = settings
        self._server = settings.name
        self.features = features
        self._lists = lists or FolderLists(settings)
        self._folders: Folders | None = None
        self._selected: _Selected | None = None
        self._in_step = False

    @property
    def folders(self) -> Folders:
        """The folders as last listed."""
        return self._folders or self.list_folders()

    def stands_in(self, folder: str) -> bool:
        """Whether a folder is the selected one, so that looking into it costs little."""
        return self._selected is not None and self._selected.folder == folder

    def list_folders(self, *, counts: bool = False) -> Folders:
        """Asks for folders and, if wanted and the server tells them along, how full they are."""
        command = self._list_command(counts=counts)
        answer = self.connection.run(*command).ensure("to list folders")
        self._folders = self._lists.read(answer.untagged)
        return self._folders

    def visit(
        self, folder: str, commands: Sequence[Command] = (), *, write: bool = False
    ) -> tuple[int | None, list[Response]]:
        """Opens a folder and runs commands in it, in one round trip when it must be opened.

        Gives its UIDVALIDITY, `None` when there is no such folder, and what the commands brought.
        That is one bag: Dovecot may send what one command found before the end of an earlier one.
        Commands must only look: the folder might be another than it was.
        """
        selected = self._selected
        if selected and selected.folder == folder and (selected.writable or not write):
            return selected.uid_validity, self._look_again(commands)
        answers = self.connection.run_all([self._opening(folder, write=write), *commands])
        return self._opened(folder, answers, write=write)

    def arrive(self, folder: str, commands: Sequence[Command]) -> tuple[int | None, list[Response]]:
        """Lists the folders and visits one that will be worked in, all in one round trip."""
        opening = self._opening(folder, write=True)
        listed, *answers = self.connection.run_all([self._list_command(), opening, *commands])
        self._folders = self._lists.read(listed.ensure("to list folders").untagged)
        return self._opened(folder, answers, write=True)

    def enter(self, folder: str, commands: Sequence[Command]) -> tuple[int | None, list[Response]]:
        """Visits a folder that will be worked in; lists the folders along when nobody has yet."""
        if self._folders is None:
            return self.arrive(folder, commands)
        return self.visit(folder, commands, write=True)

    def go_on_to(
        self, folder: str, old: Sequence[Command], new: Sequence[Command]
    ) -> tuple[list[Response] | None, int | None, list[Response]]:
        """Looks into the selected folder, opens another and looks into that, in one round trip.

        Gives what the first look brought, `None` when the server refused it; then UIDVALIDITY and
        what the second brought, as `visit` does. A server runs these in order: opening a folder
        would change what an earlier command means (RFC 9051 §5.5).
        """
        if not self._in_step:
            self.connection.run(b"NOOP")
        answers = self.connection.run_all([*old, self._opening(folder, write=False), *new])
        before, after = answers[: len(old)], answers[len(old) :]
        left = [response for answer in (*before, after[0]) for response in answer.untagged]
        refused = not all(answer.ok for answer in before)
        validity, brought = self._opened(folder, after, write=False)
        return None if refused else left, validity, brought

    def copied(self, answer: Answer) -> tuple[int, dict[int, int]]:
        """What COPYUID (RFC 4315 §3) says of a COPY or MOVE: UIDVALIDITY, new UIDs by old."""
        return uid_map(answer.code(b"COPYUID") or b"")

    def keep_in_step(self) -> None:
        """Says that the selected folder was just synchronised, by a command that does so."""
        self._in_step = True

    def _list_command(self, *, counts: bool = False) -> Command:
        wanted = []
        if self.features.has(b"SPECIAL-USE"):
            wanted.append(b"SPECIAL-USE")
        if counts and self.features.has(b"LIST-STATUS"):
            wanted.append(b"STATUS (MESSAGES)")
        return (_LIST + b" RETURN (" + b" ".join(wanted) + b")" if wanted else _LIST,)

    def _opening(self, folder: str, *, write: bool) -> Command:
        raw = self._folders.raw(folder) if self._folders else folder_bytes(folder)
        self._selected = None
        return (b"SELECT" if write else b"EXAMINE", text(raw))

    def _opened(
        self, folder: str, answers: Sequence[Answer], *, write: bool
    ) -> tuple[int | None, list[Response]]:
        validity = answers[0].code(b"UIDVALIDITY")
        if not answers[0].ok or validity is None:
            return None, []
        self._selected = _Selected(folder, int(validity), write)
        self._in_step = False
        return int(validity), [response for answer in answers for response in answer.untagged]

    def _look_again(self, commands: Sequence[Command]) -> list[Response]:
        """Runs commands in the selected folder as it is now.

        What other clients expunged is left out only after a NOOP, and only when it was awaited:
        sent in one go, Dovecot runs the commands first.
        """
        if not commands:
            return []
        if not self._in_step:
            self.connection.run(b"NOOP")
        self._in_step = False
        answers = self.connection.run_all(commands)
        return [response for answer in answers for response in answer.untagged]

    def look(
        self, folder: str, uids: Iterable[int], *, headers: bool = False, write: bool = False
    ) -> tuple[int | None, list[Fetched]]:
        """A folder's UIDVALIDITY and those of these UIDs that are there."""
        commands = [self.fetch_command(uid_set, headers=headers) for uid_set in uid_sets(uids)]
        validity, brought = self.visit(folder, commands, write=write)
        return validity, list(fetched(brought))

    def look_at_all(
        self, folder: str, *, headers: bool = False, write: bool = False
    ) -> tuple[int | None, list[Fetched]]:
        """A folder's UIDVALIDITY and everything in it."""
        command = self.fetch_command(b"1:*", headers=headers)
        validity, brought = self.visit(folder, [command], write=write)
        return validity, list(fetched(brought))

    def fetch_command(self, uid_set: bytes, *, headers: bool = False) -> Command:
        """Asks for flags, date, size, lasting id and, if wanted, the identity headers."""
        words = [METADATA, self.features.guid_item, IDENTITY_HEADERS if headers else b""]
        return (b"UID FETCH", uid_set, b"(" + b" ".join(word for word in words if word) + b")")

    def folder_for(self, to: Place | str) -> str:
        """The name of a place's folder, made when it is missing.

        Raises:
            FolderMissingError: a folder given by name is not there.
        """
        if not isinstance(to, Place):
            if to not in self.folders.by_name and to not in self.list_folders().by_name:
                raise FolderMissingError(f"The account has no folder {to!r}.")
            return to
        known = self.folders.places.get(to)
        return known or self._make(to)

    def copy_of(self, folder: str, uid_validity: int, item: Fetched) -> Copy:
        """What was fetched, as a copy."""
        ref = MailboxRef(
            server=self._server,
            account=self.name,
            folder=folder,
            uid_validity=uid_validity,
            uid=item.uid,
            guid=item.guid,
        )
        return self.copy_at(ref, item)

    def copy_at(self, ref: MailboxRef, item: Fetched) -> Copy:
        """What was fetched at a place, as a copy."""
        return Copy(
            ref=ref,
            place=self.folders.place_of(ref.folder),
            flags=item.flags,
            internal_date=item.internal_date,
            size=item.size,
        )

    def moved_copy(self, copy: Copy, folder: str, uid_validity: int, uid: int) -> Copy:
        """The same mail in another folder; flags, date and lasting id stay (RFC 6851 §3.3)."""
        ref = copy.ref
        return Copy(
            ref=MailboxRef(
                server=ref.server,
                account=ref.account,
                folder=folder,
                uid_validity=uid_validity,
                uid=uid,
                guid=ref.guid,
            ),
            place=self.folders.place_of(folder),
            flags=copy.flags,
            internal_date=copy.internal_date,
            size=copy.size,
        )

    def spelled(self, folder: str) -> Piece:
        """A folder's name as the server spells it, ready to be sent."""
        return text(self.folders.raw(folder))

    def _make(self, place: Place) -> str:
        name = new_name(place, self.settings, self._prefix())
        answer = self.connection.run(b"CREATE", text(folder_bytes(name)))
        if not answer.ok and answer.code(b"ALREADYEXISTS") is None:
            answer.ensure(f"to create the folder {name}")
        made = Folder(name=name, raw=folder_bytes(name), separator="")
        self._folders = self.folders.with_folder(made, place)
        return name

    def _prefix(self) -> str:
        """What personal folders' names begin with (RFC 2342), such as `INBOX.`."""
        if not self.features.has(b"NAMESPACE"):
            return ""
        answer = self.connection.run(b"NAMESPACE")
        for response in answer.lines(b"NAMESPACE"):
            match tokens((response[0][12:], *response[1:])):
                case [[[bytes() as prefix, *_], *_], *_]:
                    return folder_name(prefix)
                case _:
                    continue
        return ""
