"""The country of an address, looked up in an MMDB file.

GeoLite2 and GeoIP2 of MaxMind, DB-IP Lite and IPinfo come as such files; where in a record the
country stands differs between them.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import maxminddb

from clawback.model.errors import UnavailableError

_TRIED = tuple(f"{first}.0.0.1" for first in range(1, 224))  # reads a good part of the file
_UNREADABLE = (maxminddb.InvalidDatabaseError, ValueError, UnicodeError)


class NoAtlasError(UnavailableError):
    """The country database cannot be used."""

    code = "no_country_database"


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166-1 code, and its name in English where the file has it."""

    code: str
    name: str


class Atlas:
    """One MMDB file as it was when it was opened. Safe to ask from several threads."""

    def __init__(self, reader: maxminddb.Reader) -> None:
        self._reader = reader
        metadata = reader.metadata()
        self.kind = str(metadata.database_type)
        self.built = datetime.fromtimestamp(metadata.build_epoch, UTC)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Opens a file; what is later written into it, or cut off, does no harm.

        Raises:
            NoAtlasError: it is missing or damaged, or may not be read.
        """
        try:
            with tempfile.NamedTemporaryFile(prefix="clawback-countries-") as copy:
                with path.open("rb") as file:
                    shutil.copyfileobj(file, copy)
                copy.flush()
                atlas = cls(maxminddb.open_database(copy.name))
            for address in _TRIED:
                atlas.look_up(address)
        except _UNREADABLE:
            raise NoAtlasError(
                f"The country database {path} is damaged, or is no MMDB file. Download it again;"
                " countries are unknown until then."
            ) from None
        except OSError as error:
            raise NoAtlasError(
                f"The country database {path} cannot be read: {error.strerror or error}. See to"
                " explorer.country_database; countries are unknown until then."
            ) from None
        return atlas

    def country_of(self, address: str) -> Country | None:
        """The country of an address as `filters/ip.py` spells it; `None` where it is not known."""
        try:
            return self.look_up(address)
        except _UNREADABLE:  # also an IPv6 address in a file for IPv4 alone
            return None

    def look_up(self, address: str) -> Country | None:
        """The same; raises what the reader raises."""
        record = self._reader.get(address)
        return _country(record) if isinstance(record, Mapping) else None


def _country(record: Mapping[str, object]) -> Country | None:
    country = record.get("country")
    if isinstance(country, Mapping):
        names = country.get("names")
        name = names.get("en") if isinstance(names, Mapping) else None
        return _named(country.get("iso_code"), name)
    code = record.get("country_code")
    return _named(code, country) if code else _named(country, record.get("country_name"))


def _named(code: object, name: object) -> Country | None:
    if not isinstance(code, str) or not code:
        return None
    return Country(code.upper(), name if isinstance(name, str) and name else code.upper())
