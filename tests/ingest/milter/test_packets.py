"""Milter packets: any cut of the stream, any nonsense in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.ingest.milter.packets import (
    PACKET_LIMIT,
    BadPacketError,
    Packet,
    Packets,
    body_replaced,
    client_in,
    header_added,
    header_changed,
    header_in,
    held,
    macros_in,
    offer_in,
    packet,
    recipient_deleted,
    replied,
    texts_in,
)

KINDS = st.binary(min_size=1, max_size=1)


@given(
    sent=st.lists(st.tuples(KINDS, st.binary(max_size=40)), max_size=8),
    cuts=st.lists(st.integers(1, 7), min_size=1, max_size=30),
)
def test_a_stream_is_cut_anywhere_and_read_the_same(sent, cuts):
    """However the pieces fall, packets come whole, in order, but for macros that tell nothing."""
    stream = b"".join(packet(kind, data) for kind, data in sent)
    packets = Packets()
    found: list[Packet] = []
    turn = 0
    while stream:
        size = cuts[turn % len(cuts)]
        found += packets.feed(stream[:size])
        stream, turn = stream[size:], turn + 1
    told = [(kind, data) for kind, data in sent if kind != b"D" or len(data) > 1]
    assert found == [Packet(kind, data) for kind, data in told]
    assert not packets.amid


@given(stream=st.binary(max_size=200))
def test_nonsense_is_refused_or_read(stream):
    """No bytes do more than raise the one error that ends a session."""
    try:
        found = list(Packets().feed(stream))
    except BadPacketError:
        return
    assert sum(len(one.data) + 5 for one in found) <= len(stream)


@pytest.mark.parametrize("length", [0, PACKET_LIMIT + 1, 0xFFFFFFFF])
def test_lengths_have_limits(length):
    """An empty packet and an endless one are refused before anything is kept for them."""
    with pytest.raises(BadPacketError):
        list(Packets().feed(length.to_bytes(4, "big")))


@given(data=st.binary(max_size=60))
def test_readers_raise_one_error(data):
    """Whatever stands in a packet, its reader gives a value or says that it is none."""
    for read in (offer_in, texts_in, macros_in, client_in, header_in):
        try:
            read(data)
        except BadPacketError:
            continue


@pytest.mark.parametrize(
    ("data", "client"),
    [
        (b"mx.a.example\0004\0\x19198.51.100.7\0", ("mx.a.example", "198.51.100.7")),
        (b"[::1]\0006\0\x192001:db8::1\0", ("[::1]", "2001:db8::1")),
        (b"localhost\0L\0\0/run/x\0", ("localhost", "")),
        (b"unknown\0U", ("unknown", "")),
    ],
)
def test_clients_of_every_family(data, client):
    """Name and address; a UNIX socket and an unknown family have no address."""
    assert client_in(data) == client


def test_macros_lose_their_braces():
    """`{daemon_name}` and `i` are read alike."""
    assert macros_in(b"M{auth_authen}\0paul\0i\0004jd\0") == (
        b"M",
        {"auth_authen": "paul", "i": "4jd"},
    )


@given(value=st.binary(max_size=60))
def test_a_value_never_becomes_a_second_field(value):
    """Line ends in a value are followed by a blank, and NUL cannot end it early."""
    (one,) = Packets().feed(header_changed("Subject", value))
    name, written, rest = one.data[4:].split(b"\0")
    assert (name, rest) == (b"Subject", b"")
    assert all(line[:1] in {b" ", b"\t"} for line in written.split(b"\n")[1:])
    assert b"\r" not in written


def test_what_can_be_answered():
    """Texts are one line that ends with NUL; a body is cut into pieces; a per cent is doubled."""
    assert replied("550 5.7.1 100%\r\nno") == packet(b"y", b"550 5.7.1 100%% no\0")
    assert held("why\0not") == packet(b"q", b"why not\0")
    assert header_added("X-A", b" b") == packet(b"h", b"X-A\0 b\0")
    assert [len(piece) for piece in body_replaced(b"x" * 70_000)] == [65_540, 4_470]
    assert list(body_replaced(b"")) == [packet(b"b")]
    assert recipient_deleted("a@b.example\r\n") == packet(b"-", b"<a@b.example >\0")
