"""All entries that count, small enough for a million of them, and quick to ask about a mail.

What has changed lately lies in a dictionary; all before it in arrays that are sorted by the hashes
of keys, 25 bytes an entry. Hashes are Python's own, 64 bits, of a secret that each process draws:
nobody can make a mail that meets another's.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from clawback.entries.keys import linked_host, network_length

_LINKED, _NETWORKS, _PAIR = frozenset("up"), frozenset("ns"), "s"  # letters of keys
_MOST_FRESH = 20_000
_NONE: dict[int, Line] = {}
FOR_EVER = 0  # as a moment at which something expires

BLOCKS, INBOUND, OUTBOUND, MAIL, CLICK = 1, 2, 4, 8, 16


@dataclass(frozen=True, slots=True)
class Line:
    """What the index keeps of an entry: its number, its flags, and when it expires.

    `flags` are a sum of `BLOCKS`, `INBOUND`, `OUTBOUND`, `MAIL` and `CLICK`; `expires` is in
    microseconds since 1970, or `FOR_EVER`.
    """

    number: int
    flags: int
    expires: int


@dataclass(frozen=True, slots=True)
class Changed:
    """An entry as it is from now on; no line for one that is gone."""

    key: str
    number: int
    line: Line | None


@dataclass(slots=True)
class _Packed:
    hashes: array[int] = field(default_factory=lambda: array("q"))
    numbers: array[int] = field(default_factory=lambda: array("q"))
    flags: bytearray = field(default_factory=bytearray)
    expires: array[int] = field(default_factory=lambda: array("q"))

    def __len__(self) -> int:
        return len(self.hashes)

    def find(self, hashed: int) -> Iterator[Line]:
        hashes = self.hashes
        at = bisect_left(hashes, hashed)
        while at < len(hashes) and hashes[at] == hashed:
            yield Line(self.numbers[at], self.flags[at], self.expires[at])
            at += 1

    def add(self, hashed: int, line: Line) -> None:
        self.hashes.append(hashed)
        self.numbers.append(line.number)
        self.flags.append(line.flags)
        self.expires.append(line.expires)

    def take(self, other: _Packed, start: int, end: int) -> None:
        self.hashes += other.hashes[start:end]
        self.numbers += other.numbers[start:end]
        self.flags += other.flags[start:end]
        self.expires += other.expires[start:end]


@dataclass(frozen=True, slots=True)
class _Layers:
    packed: _Packed
    fresh: dict[str, dict[int, Line]]  # by key, then by number
    changed: set[int]  # numbers of which the packed layer knows nothing any more
    highest: int  # number in the packed layer


class Index:
    """Asked by many threads while one changes it."""

    def __init__(self) -> None:
        self._layers = _Layers(_Packed(), {}, set(), -1)
        self._hosts: set[int] = set()
        self.lengths: frozenset[tuple[int, int]] = frozenset()
        self.pairs = False

    @property
    def empty(self) -> bool:
        """Whether there is no entry at all."""
        layers = self._layers
        return not layers.fresh and not len(layers.packed)

    @property
    def linked(self) -> bool:
        """Whether there are entries for links that have a path."""
        return bool(self._hosts)

    def touches(self, keys: Collection[str]) -> bool:
        """Whether any of the keys could be an entry's; quick, for most mails have none."""
        layers = self._layers
        if not layers.fresh.keys().isdisjoint(keys):
            return True
        hashes = layers.packed.hashes
        size = len(hashes)
        if not size:
            return False
        for hashed in map(hash, keys):
            at = bisect_left(hashes, hashed)
            if at < size and hashes[at] == hashed:
                return True
        return False

    def links_of(self, host: str) -> bool:
        """Whether there can be entries for links of this host that have a path."""
        return hash(host) in self._hosts

    def find(self, keys: Iterable[str]) -> Iterator[tuple[str, Line]]:
        """The entries of these keys, each with its key. They may have expired."""
        layers = self._layers
        fresh, packed = layers.fresh, layers.packed
        hashes = packed.hashes
        size = len(hashes)
        for key in keys:
            if key in fresh:
                yield from ((key, line) for line in tuple(fresh[key].values()))
            if size:
                hashed = hash(key)
                at = bisect_left(hashes, hashed)
                if at < size and hashes[at] == hashed:
                    for line in packed.find(hashed):
                        if line.number not in layers.changed:
                            yield key, line

    def change(self, changes: Iterable[Changed]) -> None:
        """Takes entries over as they are from now on; for one thread."""
        for one in changes:
            self._change(one)
            if len(self._layers.fresh) > _MOST_FRESH:
                self._pack()

    def _change(self, one: Changed) -> None:
        layers = self._layers
        if one.number <= layers.highest:
            layers.changed.add(one.number)
        lines = {**layers.fresh.get(one.key, _NONE)}
        lines.pop(one.number, None)
        if one.line is not None:
            lines[one.number] = one.line
            self._know(one.key)
        if lines:
            layers.fresh[one.key] = lines
        else:
            layers.fresh.pop(one.key, None)

    def _know(self, key: str) -> None:
        if key[0] in _LINKED:
            self._hosts.add(hash(linked_host(key)))
        elif key[0] in _NETWORKS:
            length = network_length(key)
            if length is not None and length not in self.lengths:
                self.lengths |= {length}
            self.pairs = self.pairs or key[0] == _PAIR

    def _pack(self) -> None:
        """Puts the fresh lines among the packed ones, in order, and leaves out what changed."""
        layers = self._layers
        found = sorted(
            (hash(key), number, line)
            for key, lines in layers.fresh.items()
            for number, line in lines.items()
        )
        old = _without(layers.packed, layers.changed) if layers.changed else layers.packed
        made, begin = _Packed(), 0
        for hashed, _, line in found:
            end = bisect_left(old.hashes, hashed, begin)
            made.take(old, begin, end)
            made.add(hashed, line)
            begin = end
        made.take(old, begin, len(old))
        highest = max((number for _, number, _ in found), default=-1)
        self._layers = _Layers(made, {}, set(), max(highest, layers.highest))


def _without(packed: _Packed, numbers: set[int]) -> _Packed:
    kept, begin = _Packed(), 0
    for at, number in enumerate(packed.numbers):
        if number in numbers:
            kept.take(packed, begin, at)
            begin = at + 1
    kept.take(packed, begin, len(packed))
    return kept
