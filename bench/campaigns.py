"""How quickly mail is put to its like, in how much memory, and how rightly.

`python -m bench.campaigns [MAILS]`: made-up mail, of which 55 % are variants of 400 texts, some
with as much as one word in twenty changed.
"""

from __future__ import annotations

import random
import sys
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from time import process_time

from clawback.analysis.imprint.taking import imprint
from clawback.campaigns.clustering import Clustering
from clawback.campaigns.signature import Signature, signature
from clawback.model.imprint import Imprint

_START = datetime(2026, 1, 1, tzinfo=UTC)
_KITS, _VARIANTS = 400, 0.55
_LETTERS = "abcdefghiklmnoprstu"


def main(arguments: Sequence[str] = ()) -> None:
    mails = int(arguments[0]) if arguments else 40_000
    truth, imprints = _made(mails)
    began = process_time()
    signatures = [signature(each, "Sender") for each in imprints]
    signed = process_time() - began
    put, taken = _put(signatures)
    tracemalloc.start()
    clusterings = [_clustered(signatures)]
    room, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"signature and cluster     {mails / (signed + taken):,.0f} mails/s on one core")
    print(f"cluster alone             {mails / taken:,.0f} mails/s on one core")
    print(
        f"memory                    {room / mails:,.0f} bytes a mail, {len(clusterings[0]):,} kept"
    )
    precision, recall = _right(truth, put)
    print(f"pairs that were put together rightly   {precision:.4f}")
    print(f"pairs that belong together and were    {recall:.4f}")


def _made(mails: int) -> tuple[list[int], list[Imprint]]:
    chance = random.Random(1)
    words = ["".join(chance.choices(_LETTERS, k=6)) for _ in range(20_000)]
    kits = [chance.choices(words, k=chance.randrange(40, 200)) for _ in range(_KITS)]
    truth, imprints = [], []
    for number in range(mails):
        kit = chance.randrange(_KITS) if chance.random() < _VARIANTS else -1 - number
        if kit >= 0:
            share = chance.choice((0, 0.01, 0.03, 0.05))
            text = [chance.choice(words) if chance.random() < share else each for each in kits[kit]]
        else:
            text = chance.choices(words, k=chance.randrange(20, 200))
        truth.append(kit)
        imprints.append(imprint(" ".join(text), [], ""))
    return truth, imprints


def _put(signatures: Sequence[Signature]) -> tuple[list[str], float]:
    clustering, put = Clustering(), []
    began = process_time()
    for number, each in enumerate(signatures):
        at = _START + timedelta(seconds=30 * number)
        put.append(clustering.assign(each, at, partial(str, number)).cluster)
    return put, process_time() - began


def _clustered(signatures: Sequence[Signature]) -> Clustering:
    clustering = Clustering()
    for number, each in enumerate(signatures):
        at = _START + timedelta(seconds=30 * number)
        copied = Signature(bytes(bytearray(each.words)), each.bands, each.shapes)
        clustering.assign(copied, at, partial(str, number))
    return clustering


def _right(truth: Sequence[int], put: Sequence[str]) -> tuple[float, float]:
    together = defaultdict[str, list[int]](list)
    for kit, cluster in zip(truth, put, strict=True):
        together[cluster].append(kit)
    right = sum(_pairs(count) for each in together.values() for count in Counter(each).values())
    said = sum(_pairs(len(each)) for each in together.values())
    return right / said, right / sum(map(_pairs, Counter(truth).values()))


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


if __name__ == "__main__":
    main(sys.argv[1:])
