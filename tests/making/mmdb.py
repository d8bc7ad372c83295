"""Small country databases: MMDB files, written by hand (MaxMind DB File Format 2.0)."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_network
from typing import TypeAlias

Record: TypeAlias = Mapping[str, object]

_MARKER = b"\xab\xcd\xefMaxMind.com"
_STRING, _UINT16, _UINT32, _MAP, _UINT64, _ARRAY = 2, 5, 6, 7, 9, 11
_EXTENDED = 7  # types beyond stand in a byte of their own
_BUILT = 1_790_000_000


def geolite(code: str, name: str) -> Record:
    """A record as MaxMind and DB-IP have it."""
    return {"country": {"iso_code": code, "names": {"de": "?", "en": name}}}


def mmdb(networks: Mapping[str, Record], kind: str = "Test-Country") -> bytes:
    """A database with these networks, IPv4 and IPv6, which must not overlap."""
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
    return records + bytes(16) + data + _MARKER + _encoded(_metadata(count, kind))


def _insert(tree: list[list[int | None]], network: str) -> tuple[int, int]:
    """Makes the way to a network; the node and side where its record goes."""
    parsed = ip_network(network)
    bits = f"{int(parsed.network_address):0128b}"
    length = parsed.prefixlen + (96 if parsed.version == 4 else 0)
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
        return count + 16 + place
    return count if node is None else node


def _metadata(count: int, kind: str) -> Record:
    return {
        "binary_format_major_version": (_UINT16, 2),
        "binary_format_minor_version": (_UINT16, 0),
        "build_epoch": (_UINT64, _BUILT),
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
            raise AssertionError(value)


def _control(kind: int, size: int) -> bytes:
    assert size < 29
    if kind > _EXTENDED:
        return bytes([size, kind - _EXTENDED])
    return bytes([kind << 5 | size])
