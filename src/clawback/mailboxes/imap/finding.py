"""Finds copies: where they were last seen, then by Message-ID or by headers in other folders.

A search only proposes. What it proposes is fetched and compared before anybody acts on it: servers
search loosely, and whoever sends mail chooses its Message-ID.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from clawback.mailboxes.encoding import text, uid_sets
from clawback.mailboxes.imap.account import Account
from clawback.mailboxes.imap.connection import Command
from clawback.mailboxes.imap.responses import Fetched, Response, fetched, header_of, items
from clawback.mailboxes.matching import by_fingerprint, searchable, settled
from clawback.mailboxes.port import Copy, MessageGoneError, Wanted
from clawback.mailboxes.settings import FurtherCopies
from clawback.model.fingerprint import header_fingerprint

_SEARCH_AT_MOST = 8  # more Message-IDs than this: reading every Message-ID once is cheaper
_MESSAGE_IDS = b"(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
_EVERY = b"1:*"
_NEIGHBOURS = 50  # UIDs before and after a known one; a mail that came twice came close together


class Finder:
    """One look for some messages through one account."""

    def __init__(
        self, account: Account, wanted: Sequence[Wanted], *, everywhere: bool = False
    ) -> None:
        self._account = account
        always = account.settings.further_copies is FurtherCopies.EVERYWHERE
        self._everywhere = everywhere or always
        self._wanted = list(dict.fromkeys(wanted))
        self._groups = by_fingerprint(self._wanted)
        # By position of the message: hashing thousands of them again and again is dear.
        self._found: list[dict[tuple[str, int], Copy]] = [{} for _ in self._wanted]
        self._numbers = {id(message): number for number, message in enumerate(self._wanted)}
        self._candidates: dict[str, dict[tuple[str, int], Copy]] = {}

    def find(self) -> Mapping[Wanted, tuple[Copy, ...]]:
        """Every copy of each wanted message."""
        hinted = _by_folder(self._wanted, self._account)
        for number, (folder, hints) in enumerate(hinted.items()):
            self._follow_hints(folder, hints, first=number == 0)
        messages = self._to_be_searched()
        for folder in self._searchable() if messages else ():
            self._search(folder, messages)
        for fingerprint, candidates in self._candidates.items():
            self._settle(self._groups[fingerprint], list(candidates.values()))
        return {
            message: tuple(copies.values())
            for message, copies in zip(self._wanted, self._found, strict=True)
        }

    def _follow_hints(self, folder: str, hints: Sequence[Wanted], *, first: bool) -> None:
        """Looks at the known places of one folder and, if wanted, at what lies close to them."""
        uids = {message.hint.uid for message in hints if message.hint}
        commands = [self._account.fetch_command(uid_set) for uid_set in uid_sets(uids)]
        searches = Search(_message_ids(hints), self._account)
        commands += [searches.command(uid_set) for uid_set in uid_sets(neighbours(uids))]
        go = self._account.arrive if first else self._revisit
        validity, brought = go(folder, commands)
        if validity is None:
            return
        there = {item.uid: item for item in fetched(brought)}
        proven = self._take_hints(folder, validity, hints, there)
        hits = {*searches.hits(brought), *(uids & there.keys())} - proven
        self._take_hits(folder, validity, self._with_headers(folder, hits, there))

    def _revisit(
        self, folder: str, commands: Sequence[Command]
    ) -> tuple[int | None, list[Response]]:
        return self._account.visit(folder, commands, write=True)

    def _take_hints(
        self, folder: str, validity: int, hints: Sequence[Wanted], there: Mapping[int, Fetched]
    ) -> set[int]:
        """Keeps the hints that hold; gives their UIDs, for which no header need be read."""
        proven: set[int] = set()
        for message in hints:
            hint = message.hint
            item = there.get(hint.uid) if hint and hint.uid_validity == validity else None
            if hint and item and hint.guid and item.guid == hint.guid:
                self._keep(message, self._account.copy_of(folder, validity, item))
                proven.add(item.uid)
        return proven

    def _to_be_searched(self) -> list[Wanted]:
        """What to look for in every folder: what the hints did not bring, or all of it."""
        if self._everywhere:
            return self._wanted
        return [
            message
            for message, copies in zip(self._wanted, self._found, strict=True)
            if not copies and message.header_fingerprint not in self._candidates
        ]

    def _searchable(self) -> list[str]:
        """The folders that may hold mail; the store of expunged mail is not looked into."""
        account = self._account
        return [
            folder.name
            for folder in account.list_folders(counts=True).by_name.values()
            # Of the selected folder, STATUS tells an old count (RFC 9051 §6.3.11).
            if (folder.messages != 0 or account.stands_in(folder.name))
            and folder.openable
            and folder.name != account.settings.expunged_folder
        ]

    def _search(self, folder: str, messages: Sequence[Wanted]) -> None:
        """Looks through a whole folder."""
        search = Search(_message_ids(messages), self._account)
        validity, brought = self._account.visit(folder, [search.command(_EVERY)])
        if validity is None:
            return
        there = {item.uid: item for item in fetched(brought)}
        known = {uid for copies in self._found for name, uid in copies if name == folder}
        hits = {*search.hits(brought)} - known
        self._take_hits(folder, validity, self._with_headers(folder, hits, there))

    def _with_headers(
        self, folder: str, uids: Iterable[int], there: Mapping[int, Fetched]
    ) -> list[Fetched]:
        """These mails with their identity headers, fetched where they did not come along."""
        whole = [there[uid] for uid in uids if uid in there and there[uid].header is not None]
        missing = set(uids) - {item.uid for item in whole}
        return whole + (self._account.look(folder, missing, headers=True)[1] if missing else [])

    def _take_hits(self, folder: str, validity: int, hits: Iterable[Fetched]) -> None:
        for item in hits:
            fingerprint = header_fingerprint(item.header or b"")
            if fingerprint in self._groups:
                copy = self._account.copy_of(folder, validity, item)
                self._candidates.setdefault(fingerprint, {})[folder, item.uid] = copy

    def _settle(self, twins: Sequence[Wanted], candidates: Sequence[Copy]) -> None:
        """Gives each candidate to the messages it is."""
        known = [copy for message in twins for copy in self._copies(message).values()]
        for message, copy in settled(
            twins, candidates, known, lambda copy: fetch_whole(self._account, copy)
        ):
            self._keep(message, copy)

    def _keep(self, message: Wanted, copy: Copy) -> None:
        self._copies(message).setdefault((copy.ref.folder, copy.ref.uid), copy)

    def _copies(self, message: Wanted) -> dict[tuple[str, int], Copy]:
        return self._found[self._numbers[id(message)]]


class Search:
    """How to bring up, in one command, every mail that may have one of these Message-IDs."""

    def __init__(self, message_ids: Iterable[str], account: Account) -> None:
        self._account = account
        ids = set(message_ids)
        self._ids = sorted(ids) if all(map(searchable, ids)) else None

    def command(self, uid_set: bytes) -> Command:
        """A search for few, one pass over Message-IDs for many, over headers for odd ones."""
        if self._ids is None:
            return self._account.fetch_command(uid_set, headers=True)
        if len(self._ids) > _SEARCH_AT_MOST:
            return (b"UID FETCH", uid_set, _MESSAGE_IDS)
        within = () if uid_set == _EVERY else (b"UID", uid_set)
        ors = [b"OR"] * (len(self._ids) - 1)
        terms = [(b"HEADER Message-ID", text(word)) for word in self._ids]
        return (b"UID SEARCH", *within, *ors, *(word for term in terms for word in term))

    def hits(self, brought: Sequence[Response]) -> dict[int, str]:
        """The UIDs that the command brought up, and by which Message-ID, if that is told."""
        if self._ids is None:
            return {item.uid: "" for item in fetched(brought) if item.header is not None}
        if len(self._ids) > _SEARCH_AT_MOST:
            return dict(_with_ids(brought, {word.encode("ascii") for word in self._ids}))
        return dict.fromkeys(_searched(brought), "")


def fetch_whole(account: Account, copy: Copy) -> bytes:
    """A whole mail, without marking it as read.

    Raises:
        MessageGoneError: it is no longer where it was seen.
    """
    ref = copy.ref
    command: Command = (b"UID FETCH", b"%d" % ref.uid, b"(UID BODY.PEEK[])")
    validity, brought = account.visit(ref.folder, [command])
    if validity == ref.uid_validity:
        for response in brought:
            found = items(response)
            if found.get(b"UID") == b"%d" % ref.uid and (raw := header_of(found)) is not None:
                return raw
    raise MessageGoneError


def _by_folder(wanted: Sequence[Wanted], account: Account) -> dict[str, list[Wanted]]:
    """The messages whose known place is in this account, by folder; most messages last.

    A place without its UIDVALIDITY is looked at as well: what lies there is compared.
    """
    folders: dict[str, list[Wanted]] = {}
    for message in wanted:
        hint = message.hint
        if hint and hint.uid and hint.account == account.name:
            folders.setdefault(hint.folder, []).append(message)
    return dict(sorted(folders.items(), key=lambda entry: len(entry[1])))


def neighbours(uids: set[int]) -> set[int]:
    """UIDs so close to these that a twin would be among them; without these."""
    edges = [uid for uid in uids if not {uid - 1, uid + 1} <= uids]
    near = {
        other for uid in edges for other in range(max(1, uid - _NEIGHBOURS), uid + _NEIGHBOURS + 1)
    }
    return near - uids


def _message_ids(messages: Iterable[Wanted]) -> Iterator[str]:
    return (message.internet_message_id for message in messages)


def _searched(brought: Iterable[Response]) -> list[int]:
    lines = (response[0] for response in brought if response[0].startswith(b"* SEARCH"))
    return [int(word) for line in lines for word in line.split()[2:]]


def _with_ids(brought: Iterable[Response], wanted: set[bytes]) -> Iterator[tuple[int, str]]:
    """The UIDs of a FETCH of Message-IDs whose header is one of the wanted, and which."""
    for response in brought:
        name = _one_of(response[1], wanted) if len(response) > 1 else None
        if name is not None:
            uid = items(response).get(b"UID")
            if isinstance(uid, bytes):
                yield int(uid), name.decode("ascii")


def _one_of(header: bytes, wanted: set[bytes]) -> bytes | None:
    """The wanted Message-ID that a field of this header is; there is almost always one field."""
    value = header.partition(b":")[2].strip()
    if b"\n" not in value:
        return value if value in wanted else None
    lines = header.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ").split(b"\r\n")
    values = (line.partition(b":")[2].strip() for line in lines)
    return next((value for value in values if value in wanted), None)
