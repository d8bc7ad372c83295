"""How a delivery becomes a row of the DuckDB file, and a row a delivery again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import TypeAlias, cast

from clawback.filters.fields import FIELDS, Field, Kind
from clawback.filters.ip import ip_order
from clawback.filters.urls import url_keys
from clawback.model.delivery import Delivery
from clawback.model.folding import fold
from clawback.model.labelled import Labelled
from clawback.model.location import MailboxRef
from clawback.store.keys import canonical, message_key

NEWLINE = "\n"
_NOTHING = (None, None)  # empty text, an empty list: NULL costs the engine nothing
_ip_order = lru_cache(maxsize=4096)(ip_order)
_MAILBOX_TEXTS = ("server", "account", "folder", "guid")

Write: TypeAlias = Callable[[Delivery], tuple[object, ...]]
Read: TypeAlias = Callable[[object], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One attribute of a delivery: its stored columns, and the SQL that reads it back."""

    attribute: str
    stored: tuple[str, ...]
    write: Write
    select: str
    read: Read
    is_text: bool = False  # written by `_forms` and nothing else


def sound(text: str) -> str:
    """The text with lone surrogates replaced; the engine takes only what UTF-8 can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def folded(text: str) -> str:
    return fold(sound(text))


@lru_cache(maxsize=4096)
def url_columns(urls: tuple[str, ...]) -> tuple[object, ...]:
    """URLs folded, and as filters compare them; recipients of one message share the answer."""
    compared = _all_folded(urls)
    keys = _all_sound(tuple(url_keys([url for url in urls if url])))
    return compared, _kept(keys, compared)


def _all_sound(texts: tuple[str, ...]) -> tuple[str, ...]:
    return texts if "".join(texts).isascii() else tuple(map(sound, texts))


def _all_folded(texts: tuple[str, ...]) -> tuple[str, ...]:
    lines = NEWLINE.join(texts)
    if lines.isascii() and lines.count(NEWLINE) == len(texts) - 1:  # nearly all, and this is quick
        return tuple(lines.lower().split(NEWLINE))
    return tuple(map(folded, texts))


def mailbox_columns(mailbox: MailboxRef | None) -> tuple[object, ...]:
    """The mailbox as a struct, and its folder as filters compare it."""
    if mailbox is None:
        return None, None
    struct: dict[str, object] = {name: sound(getattr(mailbox, name)) for name in _MAILBOX_TEXTS}
    struct |= {"uid_validity": mailbox.uid_validity, "uid": mailbox.uid}
    return struct, folded(mailbox.folder)


def mailbox_of(values: object) -> MailboxRef | None:
    return MailboxRef(**values) if isinstance(values, dict) else None


def moment_of(value: object) -> datetime:
    return cast("datetime", value).replace(tzinfo=UTC)


def naive(moment: datetime) -> datetime:
    """As the engine keeps time: in UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def choice_of(kind: type[Labelled]) -> Read:
    known: dict[object, object] = {None: None} | {member.value: member for member in kind}
    return known.__getitem__


def _kept(value: object, compared: object) -> object:
    return None if value == compared else value


def _forms(text: str) -> tuple[object, object]:
    """As it was written, and folded; the quick way is for nearly all text there is."""
    if not text:
        return _NOTHING
    if text.isascii():
        lower = text.lower()
        return (None, lower) if lower == text else (text, lower)
    spelled = sound(text)
    compared = fold(spelled)
    return _kept(spelled, compared), compared


def _text(name: str) -> Column:
    get = attrgetter(name)

    def write(delivery: Delivery) -> tuple[object, ...]:
        return _forms(get(delivery))

    return replace(_spelled(name, write, _or_empty), is_text=True)


def _texts(name: str) -> Column:
    get = attrgetter(name)

    def write(delivery: Delivery) -> tuple[object, ...]:
        value = get(delivery)
        if not value:
            return _NOTHING
        spelled = _all_sound(value)
        compared = _all_folded(spelled)
        return _kept(spelled, compared), compared

    return _spelled(name, write, _tuple)


def _urls(name: str) -> Column:
    get = attrgetter(name)

    def write(delivery: Delivery) -> tuple[object, ...]:
        value = get(delivery)
        if not value:
            return None, None, None
        compared, keys = url_columns(value)
        return _kept(_all_sound(value), compared), compared, keys

    return _spelled(name, write, _tuple, "key")


def _url(name: str) -> Column:
    """Links are also found by the wrappers that were taken off, and searched as one text."""

    def write(delivery: Delivery) -> tuple[object, ...]:
        every = delivery.url + delivery.url_wrapper
        if not every:
            return None, None, None, None, 0
        compared, keys = url_columns(every)
        return (
            _kept(_all_sound(delivery.url), compared),
            compared,
            keys,
            _lines(compared),
            delivery.url_count,
        )

    return _spelled(name, write, _tuple, "key", "text", "count")


def _files(name: str) -> Column:
    write = _texts(name).write

    def write_all(delivery: Delivery) -> tuple[object, ...]:
        return *write(delivery), delivery.attachment_count

    stored = (name, f"{name}_lc", "attachment_count")
    return replace(_texts(name), stored=stored, write=write_all)


def _lines(compared: object) -> str:
    return NEWLINE.join(filter(None, cast("tuple[str, ...]", compared)))


def _id(name: str) -> Column:
    def write(delivery: Delivery) -> tuple[object, ...]:
        value = delivery.network_message_id
        compared = fold(value)
        key = message_key(value)
        if canonical(compared):
            return key, _kept(value, compared), None
        return key, sound(value), sound(compared)

    return Column(
        attribute=name,
        stored=("id", "network_message_id", "network_message_id_lc"),
        write=write,
        select="coalesce(network_message_id, id::VARCHAR)",
        read=_same,
    )


def _ip(name: str) -> Column:
    write = _text(name).write

    def write_all(delivery: Delivery) -> tuple[object, ...]:
        return *write(delivery), _ip_order(delivery.sender_ip)

    return _spelled(name, write_all, _or_empty, "order")


def _mailbox(name: str) -> Column:
    def write(delivery: Delivery) -> tuple[object, ...]:
        return mailbox_columns(delivery.mailbox)

    return _plain(name, mailbox_of, write=write, stored=(name, "folder_lc"))


def _recipient(name: str) -> Column:
    """A part of the key, so always written out."""

    def write(delivery: Delivery) -> tuple[object, ...]:
        value = sound(delivery.recipient)
        return value, fold(value)

    return _plain(name, _same, write=write, stored=(name, f"{name}_lc"))


def _digest(name: str) -> Column:
    return _plain(name, _same, write=lambda delivery: (sound(delivery.header_fingerprint),))


def _spelled(name: str, write: Write, read: Read, *more: str) -> Column:
    return Column(
        attribute=name,
        stored=(name, *(f"{name}_{form}" for form in ("lc", *more))),
        write=write,
        select=f"coalesce({name}, {name}_lc)",
        read=read,
    )


def _plain(
    name: str, read: Read, *, write: Write | None = None, stored: tuple[str, ...] = ()
) -> Column:
    get = attrgetter(name)
    return Column(
        attribute=name,
        stored=stored or (name,),
        write=write or (lambda delivery: (get(delivery),)),
        select=name,
        read=read,
    )


def _listed(name: str, read: Read) -> Column:
    get = attrgetter(name)
    return _plain(name, read, write=lambda delivery: (get(delivery) or None,))


def _same(value: object) -> object:
    return value


def _or_empty(value: object) -> object:
    return value or ""


def _tuple(value: object) -> tuple[object, ...]:
    return tuple(cast("Sequence[object]", value)) if value else ()


def _tuple_of(read: Read) -> Read:
    return lambda value: tuple(map(read, _tuple(value)))


_SPECIAL: dict[str, Callable[[str], Column]] = {
    "network_message_id": _id,
    "attachment_filename": _files,
    "header_fingerprint": _digest,
    "mailbox": _mailbox,
    "recipient": _recipient,
    "url": _url,
}


def _by_kind(field: Field) -> Column:
    match field.kind:
        case Kind.TEXT:
            return (_texts if field.several else _text)(field.name)
        case Kind.URL:
            return _urls(field.name)
        case Kind.IP:
            return _ip(field.name)
        case Kind.TIME:
            return _plain(field.name, moment_of)
        case Kind.CHOICE if field.choices:
            read = choice_of(field.choices)
            return (
                _listed(field.name, _tuple_of(read)) if field.several else _plain(field.name, read)
            )
        case _:
            return _listed(field.name, _tuple) if field.several else _plain(field.name, _same)


def _columns() -> Iterator[Column]:
    for name in Delivery.__dataclass_fields__:
        yield _SPECIAL[name](name) if name in _SPECIAL else _by_kind(FIELDS[name])


COLUMNS: tuple[Column, ...] = tuple(_columns())
_TEXTS = tuple(column for column in COLUMNS if column.is_text)  # half of all, written in one go
_OTHERS = tuple(column for column in COLUMNS if not column.is_text)
STORED: tuple[str, ...] = tuple(name for column in _TEXTS + _OTHERS for name in column.stored)
_texts_of = attrgetter(*(column.attribute for column in _TEXTS))
_WRITES = tuple(column.write for column in _OTHERS)
_READS = tuple((column.attribute, column.read) for column in COLUMNS)


def row_of(delivery: Delivery) -> list[object]:
    """The values of `STORED` for one delivery."""
    row: list[object] = []
    for text in _texts_of(delivery):
        row += _forms(text) if text else _NOTHING
    for write in _WRITES:
        row += write(delivery)
    return row


def delivery_of(values: Sequence[object]) -> Delivery:
    """A delivery from the values that the `select` of each of `COLUMNS` gave."""
    attributes = {name: read(value) for (name, read), value in zip(_READS, values, strict=True)}
    return Delivery(**attributes)  # type: ignore[arg-type] # each reader gives its attribute's type
