"""An account's folders: what they are for, whether they hold anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from clawback.mailboxes.encoding import folder_bytes, folder_name
from clawback.mailboxes.imap.responses import Response, Value, tokens
from clawback.mailboxes.port import Place
from clawback.mailboxes.settings import ImapSettings

_SPECIAL_USE = {  # RFC 6154
    b"\\JUNK": Place.JUNK,
    b"\\TRASH": Place.DELETED_ITEMS,
    b"\\SENT": Place.SENT,
}
_CLOSED = {b"\\NOSELECT", b"\\NONEXISTENT"}
_VIEWS = {b"\\ALL", b"\\FLAGGED"}  # other folders' mails seen again; nothing can be moved there
_USUAL_NAMES = {
    Place.JUNK: ("junk", "spam", "junk e-mail", "junk email", "bulk mail"),
    Place.DELETED_ITEMS: ("trash", "deleted items", "deleted messages", "bin"),
    Place.SENT: ("sent", "sent items", "sent messages", "sent mail"),
}
_LISTS_REMEMBERED = 256
_NEW_NAMES = {Place.JUNK: "Junk", Place.DELETED_ITEMS: "Trash", Place.SENT: "Sent"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """One folder as LIST shows it; `raw` is its name as the server spells it.

    `messages` is `None` when the server did not tell.
    """

    name: str
    raw: bytes
    separator: str
    attributes: frozenset[bytes] = frozenset()
    messages: int | None = None

    @property
    def openable(self) -> bool:
        return not self.attributes & (_CLOSED | _VIEWS)


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of one account, by name, and which of them stand for a place."""

    by_name: dict[str, Folder]
    places: dict[Place, str]
    _names: dict[str, Place] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_names", {name: place for place, name in self.places.items()})

    def place_of(self, name: str) -> Place | None:
        return self._names.get(name)

    def raw(self, name: str) -> bytes:
        """The name as the server spells it."""
        folder = self.by_name.get(name)
        return folder.raw if folder else folder_bytes(name)

    def with_folder(self, folder: Folder, place: Place | None) -> Folders:
        places = {**self.places, place: folder.name} if place else self.places
        return Folders({**self.by_name, folder.name: folder}, places)


class FolderLists:
    """Reads folder lists of one server, and remembers: most accounts have the same folders."""

    def __init__(self, settings: ImapSettings) -> None:
        self._settings = settings
        self._read: dict[tuple[Response, ...], Folders] = {}

    def read(self, responses: Sequence[Response]) -> Folders:
        """What `read_folders` makes of them."""
        said = tuple(responses)
        known = self._read.get(said)
        if known is None:
            known = read_folders(said, self._settings)
            if len(self._read) >= _LISTS_REMEMBERED:
                self._read = {}
            self._read[said] = known
        return known


def read_folders(responses: Sequence[Response], settings: ImapSettings) -> Folders:
    """What LIST said, with the counts of LIST-STATUS (RFC 5819) where they came along."""
    counts = dict(_counts(responses))
    by_name = {folder.name: folder for folder in _folders(responses, counts)}
    return Folders(by_name, dict(_places(by_name.values(), settings)))


def new_name(place: Place, settings: ImapSettings, prefix: str) -> str:
    """What a missing place's folder is called when we make it."""
    given = {
        Place.JUNK: settings.junk_folder,
        Place.DELETED_ITEMS: settings.deleted_folder,
        Place.RECOVERABLE: settings.recoverable_folder,
        Place.SENT: settings.sent_folder,
    }
    return given.get(place) or prefix + _NEW_NAMES[place]


def _folders(responses: Sequence[Response], counts: dict[bytes, int]) -> Iterator[Folder]:
    for response in responses:
        match tokens(response):
            case [b"*", b"LIST", list() as attributes, separator, bytes() as raw, *_]:
                yield Folder(
                    name=_inbox(folder_name(raw)),
                    raw=raw,
                    separator=separator.decode("latin-1") if isinstance(separator, bytes) else "",
                    attributes=_upper(attributes),
                    messages=counts.get(raw),
                )
            case _:
                continue


def _counts(responses: Sequence[Response]) -> Iterator[tuple[bytes, int]]:
    for response in responses:
        match tokens(response):
            case [b"*", b"STATUS", bytes() as raw, [b"MESSAGES", bytes() as number, *_], *_]:
                yield raw, int(number)
            case _:
                continue


def _places(folders: Iterable[Folder], settings: ImapSettings) -> Iterator[tuple[Place, str]]:
    every = list(folders)
    yield Place.INBOX, "INBOX"
    for place, given in (
        (Place.JUNK, settings.junk_folder),
        (Place.DELETED_ITEMS, settings.deleted_folder),
        (Place.RECOVERABLE, settings.recoverable_folder),
        (Place.SENT, settings.sent_folder),
    ):
        name = _given(every, given) if given else _marked(every, place) or _usual(every, place)
        if name:
            yield place, name


def _given(folders: list[Folder], name: str) -> str | None:
    return next((folder.name for folder in folders if folder.name == name), None)


def _marked(folders: list[Folder], place: Place) -> str | None:
    for folder in folders:
        if any(_SPECIAL_USE.get(mark) is place for mark in folder.attributes):
            return folder.name
    return None


def _usual(folders: list[Folder], place: Place) -> str | None:
    """A folder at the top, or right below INBOX, with one of the usual names; the best first."""
    top = {_below_inbox(folder).lower(): folder.name for folder in folders}
    return next((top[name] for name in _USUAL_NAMES.get(place, ()) if name in top), None)


def _below_inbox(folder: Folder) -> str:
    prefix = f"INBOX{folder.separator}"
    return folder.name.removeprefix(prefix) if folder.separator else folder.name


def _inbox(name: str) -> str:
    """INBOX is the one name whose case does not count (RFC 9051 §5.1)."""
    return "INBOX" if name.upper() == "INBOX" else name


def _upper(attributes: list[Value]) -> frozenset[bytes]:
    return frozenset(word.upper() for word in attributes if isinstance(word, bytes))
