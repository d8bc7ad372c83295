"""The wire of both dialects, without a socket."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from clawback.ingest.receivers.wire import Inbound


class Pieces:
    """A reader that hands out prepared pieces."""

    def __init__(self, pieces):
        self._pieces = [piece for piece in pieces if piece]

    async def read(self, _):
        return self._pieces.pop(0) if self._pieces else b""


@settings(deadline=None)
@given(
    lines=st.lists(
        st.sampled_from([b"", b".", b"..", b"a", b".a", b"\n.", b"\r", b"a\n"]), max_size=8
    ),
    cuts=st.lists(st.integers(1, 7), min_size=1, max_size=30),
)
def test_data_is_cut_anywhere_and_read_the_same(lines, cuts):
    """However the network cuts it, a stuffed mail comes out as it was, and the rest stays."""
    raw = b"".join(line + b"\r\n" for line in lines)
    sent = (b"\r\n" + raw).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\nNOOP\r\n"
    pieces: list[bytes] = []
    while sent:
        size = cuts[len(pieces) % len(cuts)]
        pieces.append(sent[:size])
        sent = sent[size:]

    async def scene():
        inbound = Inbound(Pieces(pieces), asyncio.Semaphore(1))  # type: ignore[arg-type] # reads
        return await inbound.data(1000), await inbound.line()

    assert asyncio.run(scene()) == (raw, b"NOOP")
