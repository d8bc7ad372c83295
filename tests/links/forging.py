"""Links that are nearly ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_/.%=?"


def altered(paths: Sequence[str], chance: Random, count: int) -> Iterator[str]:
    """`count` paths that are none of `paths` but nearly.

    A letter is changed, lost, doubled, added or swapped, or two of them are joined.
    """
    known = set(paths)
    while count:
        path = _altered(chance.choice(paths), chance.choice(paths), chance)
        if path not in known:
            count -= 1
            yield path


def _altered(path: str, other: str, chance: Random) -> str:
    at, to = sorted(chance.randrange(len(path)) for _ in range(2))
    ways = (
        path[:at] + chance.choice(_LETTERS) + path[at + 1 :],
        path[:at] + path[at + 1 :],
        path[:at] + path[at] + path[at:],
        path[:at] + path[to] + path[at + 1 : to] + path[at] + path[to + 1 :],
        path[:at] + other[at:],
        path + chance.choice(_LETTERS),
    )
    return chance.choice(ways)
