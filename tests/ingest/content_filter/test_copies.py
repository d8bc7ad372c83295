"""Who gets which copy of a mail, and how a mail goes over the wire."""

from __future__ import annotations

import asyncio
from asyncio import Semaphore, StreamReader
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from tests.making.mails import mail

from clawback.ingest.content_filter.arrived import Arrived, doubled, undoubled
from clawback.ingest.content_filter.copies import Fate, batches, grouped, noted, too_large
from clawback.ingest.receivers.wire import Inbound
from clawback.model.first_name import FIELD

CONTENTS = st.sampled_from([b"", b"one\r\n", b"two\r\n", b".three\r\n"]) | st.binary(max_size=40)
# What could be taken for the end of a mail, or for half of one.
WIRE = st.lists(st.sampled_from([b"\r\n", b".", b"\r", b"\n", b"x", b"\r\n..", b"\0\xff"]))


@given(st.dictionaries(st.integers(0, 30), CONTENTS))
def test_each_recipient_is_in_one_copy_and_gets_their_own(contents):
    """No copy is sent twice, none to anybody else, and all are in the order of the envelope."""
    copies = grouped(contents)
    assert Counter(at for one in copies for at in one.to) == Counter(list(contents))
    for one in copies:
        (piece,) = one.pieces()
        assert {doubled(contents[at]) for at in one.to} == {piece}
        assert {len(contents[at]) for at in one.to} == {one.size}
        assert list(one.to) == sorted(one.to)
    assert len(copies) == len(set(contents.values()))
    assert [one.to[0] for one in copies] == sorted(one.to[0] for one in copies)


@given(st.integers(0, 2000), st.integers(0, 60 * 1024 * 1024))
def test_batches_bound_what_is_in_memory(recipients, size):
    """Each place is in one batch; no batch of more than one has more than 32 MB."""
    found = list(batches(recipients, size))
    assert [at for one in found for at in one] == list(range(recipients))
    assert all(len(one) == 1 or len(one) * size <= 32 * 1024 * 1024 for one in found)


@given(WIRE.map(b"".join))
def test_dots_are_doubled_and_undone(text):
    """Any bytes come back, with their last line ended; none of them ends the mail too early."""
    ended = text if text.endswith(b"\r\n") or not text else text + b"\r\n"
    wired = doubled(text)
    assert undoubled(wired) == ended
    assert b"\r\n.\r\n" not in b"\r\n" + wired


@given(WIRE.map(b"".join), st.integers(1, 7), WIRE.map(b"".join))
def test_a_mail_is_read_to_its_end_and_no_further(text, step, behind):
    """In pieces of any size: the mail as it was said, and what follows is still there."""
    wired = doubled(text)

    async def read():
        reader = StreamReader()
        inbound = Inbound(reader, Semaphore())
        said = wired + b".\r\n" + behind
        taking = asyncio.ensure_future(taken(inbound))
        for at in range(0, len(said), step):
            reader.feed_data(said[at : at + step])
            await asyncio.sleep(0)
        reader.feed_data(b"NOOP\n")
        return await taking

    async def taken(inbound):
        arrived = Arrived()
        try:
            await arrived.take(inbound)
            rest = await inbound.line()
            return b"".join(arrived.pieces()), arrived.raw(), arrived.size, rest
        finally:
            arrived.close()

    pieces, raw, size, rest = asyncio.run(read())
    assert (pieces, size) == (wired, len(wired))
    assert raw == undoubled(wired)
    assert (behind + b"NOOP\n").startswith(rest)


@given(st.binary(max_size=300))
def test_a_line_that_says_why_is_all_that_changes(text):
    """Whatever the mail: without the line it is the mail again."""
    content, fate = noted(text, Fate.LATE)
    assert fate is Fate.LATE
    assert content.replace(b"X-Clawback-Links: not rewritten; late\r\n", b"", 1) == text


def test_a_line_is_added_only_where_there_is_room():
    """A mail at the next hop's limit stays as it is, and what a stranger says is taken out."""
    raw = mail(1)
    assert noted(raw, Fate.FAILED, most=len(raw)).content == raw
    assert (
        noted(mail(1, headers=[(FIELD, "forged")]), Fate.FAILED).content
        == noted(raw, Fate.FAILED).content
    )
    assert not too_large(raw, 0)
