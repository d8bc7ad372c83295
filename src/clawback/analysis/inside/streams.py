"""A packed file read piece by piece, so that a bomb is noticed while it goes off."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from clawback.analysis.inside.budget import Budget
from clawback.analysis.inside.finds import Inner
from clawback.model.attachment import FileMark

PIECE = 256 * 1024


def unpacked(name: str, read: Callable[[int], bytes], *, packed: int, budget: Budget) -> Inner:
    """The file that `read` gives in pieces, out of `packed` bytes.

    Of one that is longer than a member may be, only size and hash are taken.

    Raises:
        LimitReachedError: it unpacks to too much.
    """
    digest = hashlib.sha256()
    pieces: list[bytes] = []
    size = 0
    while piece := read(PIECE):
        size += len(piece)
        budget.unpacked(len(piece), total=size, packed=packed)
        digest.update(piece)
        if size <= budget.limits.member_bytes:
            pieces.append(piece)
        else:
            pieces.clear()
    long = size > budget.limits.member_bytes
    return Inner(
        name=name,
        content=b"" if long else b"".join(pieces),
        size=size,
        sha256=digest.hexdigest(),
        marks=(FileMark.NOT_OPENED,) if long else (),
    )
