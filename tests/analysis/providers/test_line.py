"""Connections with one deadline, and where engines listen."""

from __future__ import annotations

from time import monotonic

import pytest
from tests.servers import faulty

from clawback.analysis.providers.line import Address, exchange
from clawback.analysis.providers.port import GarbledError, SilentError


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("127.0.0.1:3310", Address(host="127.0.0.1", port=3310)),
        ("clamav:3310", Address(host="clamav", port=3310)),
        ("[::1]:783", Address(host="::1", port=783)),
        ("/run/clamav/clamd.ctl", Address(path="/run/clamav/clamd.ctl")),
    ],
)
def test_addresses_are_read_and_said_alike(text, read):
    """What is written in the settings is what sentences show."""
    assert Address.read(text) == read
    assert str(read) == text


@pytest.mark.parametrize("text", ["", "3310", "host:", ":3310", "host:0", "host:65536", "a:²"])
def test_what_is_no_address(text):
    """It is told, not guessed at."""
    with pytest.raises(ValueError, match="HOST:PORT"):
        Address.read(text)


def test_an_answer_is_taken_whole():
    """All that comes until the other side closes."""
    with faulty.engine(faulty.saying(b"x" * 300_000)) as address:
        answer = exchange(Address.read(address), [b"hello"], seconds=10, most=300_000)
    assert answer == b"x" * 300_000


def test_an_answer_may_not_be_longer_than_allowed():
    """One byte more is too much."""
    with faulty.engine(faulty.saying(b"x" * 300_001)) as address, pytest.raises(GarbledError):
        exchange(Address.read(address), [b"hello"], seconds=10, most=300_000)


def test_sending_counts_too():
    """An engine that never reads what it is given is left as soon as one that never answers."""
    began = monotonic()
    with faulty.engine(faulty.silent) as address, pytest.raises(SilentError, match=r"0\.2 s"):
        exchange(Address.read(address), [b"x" * (1 << 20)] * 64, seconds=0.2, most=10)
    assert monotonic() - began < 5.0
