"""The header block as fields: raw text for those who read structure, decoded for those who read."""

from __future__ import annotations

from collections.abc import Iterable

from clawback.analysis.charsets import decode
from clawback.analysis.visible import visible
from clawback.analysis.words import readable

_BY_SERVERS = frozenset(
    (
        *("received", "authentication-results", "received-spf", "dkim-signature"),
        *("arc-authentication-results", "arc-message-signature", "arc-seal"),
    )
)


class Header:
    """Fields in order, top first, of unfolded values in which no encoded word is decoded yet."""

    __slots__ = ("_places", "fields")

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        self.fields = tuple(fields)
        values = [value for _, value in self.fields]
        if not "".join(values).isascii():
            self.fields = tuple([(name, _as_text(value)) for name, value in self.fields])
        self._places: dict[str, list[int]] = {}
        for place, (name, _) in enumerate(self.fields):
            self._places.setdefault(name.lower(), []).append(place)

    def has_any(self, names: frozenset[str]) -> bool:
        """Whether a field of one of `names` (lower case) stands there."""
        return not names.isdisjoint(self._places)

    def places(self, name: str) -> list[int]:
        """Where in `fields` those called `name` (lower case) stand, top first."""
        return self._places.get(name, [])

    def all(self, name: str) -> list[str]:
        """Raw values of the fields called `name` (lower case), top first."""
        return [self.fields[place][1] for place in self._places.get(name, ())]

    def first(self, name: str) -> str:
        """Raw value of the topmost field called `name`, or nothing."""
        places = self._places.get(name)
        return self.fields[places[0]][1] if places else ""

    def readable(self, name: str) -> str:
        """Decoded value of the topmost field called `name`, or nothing."""
        return readable(self.first(name))

    def repeated(self, name: str) -> bool:
        """Whether the field called `name` stands there more than once."""
        return len(self._places.get(name, ())) > 1

    def all_readable(self) -> tuple[tuple[str, str], ...]:
        """(name, decoded value) of every field, in order.

        Fields that only servers write stay as they are: no encoded word may stand in them (RFC 2047
        §5), and one that a client's greeting smuggled in would imitate what surrounds it.
        """
        values = "".join([value for _, value in self.fields])
        if values.isprintable() and "=?" not in values:  # most headers, and this is quick
            return self.fields
        return tuple(
            [
                (name, visible(value) if name.lower() in _BY_SERVERS else readable(value))
                for name, value in self.fields
            ]
        )


def _as_text(value: str) -> str:
    """Escaped bytes of a value (PEP 383) as the text they most likely are."""
    return value if value.isascii() else decode(value.encode("utf-8", "surrogateescape"))
