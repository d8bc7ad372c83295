"""What two values must have in common to count as equal, kind by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from clawback.filters.fields import Field, Kind
from clawback.filters.ip import ip_key
from clawback.filters.tree import Ago, Scalar
from clawback.filters.urls import refang, url_key
from clawback.model.click import ClickRow
from clawback.model.delivery import Row
from clawback.model.folding import fold

_KEYS: dict[Kind, Callable[[str], str | None]] = {
    Kind.TEXT: fold,
    Kind.URL: url_key,
    Kind.IP: ip_key,
}


def entries(field: Field, row: Row | ClickRow) -> tuple[object, ...]:
    """What the row knows of the field: every value that is not `None` and not empty text."""
    value = field.read(row)
    several = value if isinstance(value, tuple) else (value,)
    return tuple(entry for entry in several if entry is not None and entry != "")


def texts(fields: Iterable[Field], row: Row | ClickRow) -> list[str]:
    """Every text of these fields in the row, folded."""
    return [fold(str(entry)) for field in fields for entry in entries(field, row)]


def key_of(field: Field) -> Callable[[object], object]:
    """How a stored value is brought into the form in which it is compared for equality."""
    make = _KEYS.get(field.kind)
    return (lambda entry: make(str(entry))) if make else (lambda entry: entry)


def wanted_keys(field: Field, values: Iterable[Scalar], now: datetime) -> frozenset[object]:
    """The keys a stored value must have one of, for `AnyOf`.

    Text is folded, a URL is its `url_key`, an address its `ip_key`, a relative time is told from
    `now`; the rest stays. A Message-ID is wanted with and without its angle brackets. What has no
    key, or an empty one, is left out: nothing equals it.
    """
    key = key_of(field)
    keys = {key(moment(value, now)) for value in values} - {None, ""}
    return frozenset(form for known in keys for form in _forms(field, known))


def wanted_text(field: Field, text: str) -> str:
    """What the folded entry must contain, for `Contains`; URL fields undo defanged spellings."""
    return fold(refang(text) if field.kind is Kind.URL else text)


def moment(value: Scalar, now: datetime) -> Scalar:
    """The value, a relative time told from `now`."""
    return now - value.before if isinstance(value, Ago) else value


def _forms(field: Field, key: object) -> tuple[object, ...]:
    if field.name != "internet_message_id" or not isinstance(key, str):
        return (key,)
    return message_id_forms(key)


def message_id_forms(text: str) -> tuple[str, str]:
    """A Message-ID without and with its angle brackets."""
    bare = text.removeprefix("<").removesuffix(">")
    return bare, f"<{bare}>"
