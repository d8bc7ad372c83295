"""What every adapter does when its engine is down, slow or lies."""

from __future__ import annotations

from time import monotonic

import pytest
from pydantic import TypeAdapter
from tests.making.judged import judged
from tests.servers import faulty

from clawback.analysis.providers.port import (
    UNKNOWN_TRANSPORT,
    GarbledError,
    NoVerdictError,
    SilentError,
    UnreachableError,
)
from clawback.analysis.providers.settings import VerdictsTable
from clawback.app import provider as adapter_for

pytestmark = pytest.mark.slow

_TABLE: TypeAdapter[VerdictsTable] = TypeAdapter(VerdictsTable)
_SECONDS = 0.4
_MARGIN = 5.0  # seconds; a busy machine is no engine's fault
_MAIL = judged(b"x" * (3 << 20))  # more than a connection takes before somebody reads
_GARBAGE = [
    b"\0",
    b"\r\n\r\n",
    b"\xff" * 1000,
    b"220 mx.example.org ESMTP Postfix\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n" + b'{"action":"no action","score":0',
    b"HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + b"[" * 2_000_000,
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\nx",
    b"SPAMD/1.1 0 EX_OK\r\nContent-length: 900\r\nSpam: True ; 9.0 / 5.0\r\n\r\nhalf of it",
    b"SPAMD/1.1 0 EX_OK\r\nContent-length: 0\r\nSpam: perhaps\r\n\r\n",
    b"SPAMD/1.1 0 PONG\r\n",
    b"stream: Lab.Eic",
    b"stream: OK\0stream: OK\0",
    b"OK\0",
]


@pytest.fixture(params=["clamav", "spamassassin", "rspamd"])
def kind(request):
    return request.param


def asked(kind, address):
    """What asking an engine at an address raises."""
    table = {"kind": kind, "address": address, "seconds": _SECONDS}
    adapter = adapter_for(_TABLE.validate_python(table))
    began = monotonic()
    with pytest.raises(NoVerdictError) as raised:
        adapter.judge(_MAIL, UNKNOWN_TRANSPORT)
    assert monotonic() - began < _SECONDS + _MARGIN
    assert str(raised.value).endswith((".", "?"))
    return raised.value


def test_nobody_there(kind, tmp_path):
    """The sentence says why, on TCP and on a UNIX socket, and tells readers of mail no path."""
    for address in (faulty.nobody(), str(tmp_path / "none.sock")):
        error = asked(kind, address)
        assert isinstance(error, UnreachableError)
        assert address not in str(error)


@pytest.mark.parametrize("deed", [faulty.silent, faulty.trickling])
def test_too_slow(kind, deed):
    """Neither silence nor an answer that trickles in takes longer than it was given."""
    with faulty.engine(deed) as address:
        assert isinstance(asked(kind, address), SilentError)


@pytest.mark.parametrize("deed", [faulty.closing, faulty.hanging_up_late])
def test_hanging_up(kind, deed):
    """A closed connection is no answer."""
    with faulty.engine(deed) as address:
        assert isinstance(asked(kind, address), GarbledError)


def test_an_answer_without_end(kind):
    """No more is taken than an answer can have, nor for longer than it may take."""
    with faulty.engine(faulty.endless) as address:
        assert isinstance(asked(kind, address), GarbledError | SilentError)


@pytest.mark.parametrize("answer", _GARBAGE, ids=range(len(_GARBAGE)))
def test_nonsense(kind, answer):
    """What another protocol says, half of an answer, and noise are no verdict."""
    with faulty.engine(faulty.saying(answer)) as address:
        assert isinstance(asked(kind, address), GarbledError)
