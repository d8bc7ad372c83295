"""Writes a country database as an MMDB file (MaxMind DB File Format 2.0), for small ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import IPv4Network, ip_network
from typing import TypeAlias

Record: TypeAlias = Mapping[str, object]

_MARKER = b"\xab\xcd\xefMaxMind.com"
_STRING, _UINT16, _UINT32, _MAP, _UINT64, _ARRAY = 2, 5, 6, 7, 9, 11
_EXTENDED = 7  # types beyond stand in a byte of their own
_SHORT, _LONGEST = 29, 284  # from the first on a size takes a second byte, which goes to the other
_MAPPED = 96  # bits before an IPv4 address, which are 0
_SEPARATOR = bytes(16)  # between the tree and the data
_BUILT = datetime(2026, 9, 21, tzinfo=UTC)


def geolite(code: str, name: str) -> Record:
    """A record as MaxMind and DB-IP have it: an ISO 3166-1 code, and a name in English."""
    return {"country": {"iso_code": code, "names": {"en": name}}}


def mmdb(
    networks: Mapping[str, Record], kind: str = "Test-Country", built: datetime = _BUILT
) -> bytes:
    """A database with these networks, IPv4 and IPv6, which must not overlap.

    Raises:
        ValueError: a network is none, or something in a record cannot be written.
    """
    tree: list[list[int | None]] = [[None, None]]
    data, places = b"", dict[tuple[int, int], int]()
    for network, record in networks.items():
        places[_insert(tree, network)] = len(data)
        data += _encoded(record)
    count = len(tree)
    records = b"".join(
        _link(count, entry, places.get((node, side))).to_bytes(3, "big")
        for node, pair in enumerate(tree)
        for side, entry in enumerate(pair)
    )
    return records + _SEPARATOR + data + _MARKER + _encoded(_metadata(count, kind, built))


def _insert(tree: list[list[int | None]], network: str) -> tuple[int, int]:
    """Makes the way to a network; the node and side where its record goes."""
    parsed = ip_network(network)
    bits = f"{int(parsed.network_address):0128b}"
    length = parsed.prefixlen + (_MAPPED if isinstance(parsed, IPv4Network) else 0)
    node = 0
    for bit in bits[: length - 1]:
        following = tree[node][int(bit)]
        if following is None:
            following = tree[node][int(bit)] = len(tree)
            tree.append([None, None])
        node = following
    return node, int(bits[length - 1])


def _link(count: int, node: int | None, place: int | None) -> int:
    if place is not None:
        return count + len(_SEPARATOR) + place
    return count if node is None else node


def _metadata(count: int, kind: str, built: datetime) -> Record:
    return {
        "binary_format_major_version": (_UINT16, 2),
        "binary_format_minor_version": (_UINT16, 0),
        "build_epoch": (_UINT64, int(built.timestamp())),
        "database_type": kind,
        "description": {"en": kind},
        "ip_version": (_UINT16, 6),
        "languages": ["en"],
        "node_count": (_UINT32, count),
        "record_size": (_UINT16, 24),
    }


def _encoded(value: object) -> bytes:
    match value:
        case str():
            raw = value.encode()
            return _control(_STRING, len(raw)) + raw
        case (int(kind), int(number)):
            raw = number.to_bytes(8, "big").lstrip(b"\0")
            return _control(kind, len(raw)) + raw
        case list():
            return _control(_ARRAY, len(value)) + b"".join(map(_encoded, value))
        case Mapping():
            pairs = (_encoded(key) + _encoded(each) for key, each in value.items())
            return _control(_MAP, len(value)) + b"".join(pairs)
        case _:
            raise ValueError(f"An MMDB file cannot hold {value!r}.")


def _control(kind: int, size: int) -> bytes:
    """The byte before a value, or the bytes: its type and its size."""
    if size > _LONGEST:
        raise ValueError(f"A value of {size} bytes is longer than is written here.")
    low, more = (size, b"") if size < _SHORT else (_SHORT, bytes([size - _SHORT]))
    if kind > _EXTENDED:
        return bytes([low, kind - _EXTENDED]) + more
    return bytes([kind << 5 | low]) + more
