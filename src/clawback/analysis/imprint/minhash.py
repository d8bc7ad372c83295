"""64 numbers that two texts share as far as they share their runs of words (Broder 1997).

All runs are hashed once; the hash's upper bits choose one of 64 bins, of which each keeps its least
hash. An empty bin takes over that of another (Shrivastava 2017), in an order that is the same for
every text. Measured against 64 hash functions: docs/decisions/0021-numbers-of-words.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from xxhash import xxh3_64_intdigest

from clawback.model.imprint import VALUES

FEWEST = 10  # runs; below that, texts are alike by chance
_RUN = 3  # words
_SHIFT = 64 - VALUES.bit_length() + 1
_NONE = 1 << 64  # larger than any hash
_KEPT = 0xFFFF  # two different runs look the same once in 65,536


def minhash(words: Sequence[str]) -> tuple[int, ...]:
    """The numbers of a text; none when it has fewer than ten different runs of three words."""
    spelled = " ".join(words).encode("utf-8", "surrogatepass").split(b" ")
    runs = list(map(b" ".join, zip(*(spelled[at:] for at in range(_RUN)), strict=False)))
    least = _least(map(xxh3_64_intdigest, runs))
    if len(least) < FEWEST and len(set(runs)) < FEWEST:
        return ()
    return tuple([least[bin_] if bin_ in least else _borrowed(bin_, least) for bin_ in _BINS])


_BINS = tuple(range(VALUES))


def _least(hashes: Iterable[int]) -> dict[int, int]:
    """The lower bits of the least hash in each bin that has one."""
    found = [_NONE] * VALUES
    for each in hashes:
        bin_ = each >> _SHIFT
        if each < found[bin_]:  # noqa: PLR1730 - this is done for each run of words
            found[bin_] = each
    return {bin_: each & _KEPT for bin_, each in enumerate(found) if each != _NONE}


def _borrowed(bin_: int, least: dict[int, int]) -> int:
    return next(least[other] for other in _lenders()[bin_] if other in least)


@cache
def _lenders() -> tuple[tuple[int, ...], ...]:
    """For each bin, all bins in an order of its own."""
    return tuple(
        tuple(sorted(_BINS, key=lambda other: xxh3_64_intdigest(b"%d %d" % (bin_, other))))
        for bin_ in _BINS
    )
