"""The encoder: whatever the value, one call is one command."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.servers.imap_recorder import recorder

from clawback.mailboxes.encoding import (
    HostileValueError,
    Literal,
    checked,
    date_time,
    flag_list,
    folder_bytes,
    folder_name,
    text,
    uid_sets,
)
from clawback.mailboxes.imap.connection import Connection

_SEEDS = [
    "\r\n",
    "\n",
    "\0",
    '"',
    "\\",
    "{5}",
    "{5}\r\n",
    "X2 DELETE Z",
    "(",
    ")",
    "é",
    "\U0001f600",
    " ",
]
HOSTILE = st.lists(st.one_of(st.sampled_from(_SEEDS), st.text(max_size=20)), max_size=6).map(
    "".join
)


@pytest.fixture
def wire():
    """A connection to a server that writes down what it is sent."""
    with recorder() as server:
        connection = Connection.dial(
            "127.0.0.1", server.port, connect_seconds=5, read_seconds=5, wrap=None
        )
        yield server, connection
        connection.abandon()


@pytest.mark.slow
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(values=st.lists(HOSTILE, min_size=40, max_size=40))
def test_one_call_is_one_command(wire, values):
    """Over 12,000 hostile strings the server counts exactly the commands we meant to send."""
    server, connection = wire
    for value in values:
        before = len(server.commands)
        try:
            connection.run(b"UID SEARCH HEADER Message-ID", text(value))
        except HostileValueError:
            assert set(value) & set("\r\n\0")
            assert len(server.commands) == before
        else:
            assert len(server.commands) == before + 1
            assert server.commands[-1].startswith(b"UID SEARCH HEADER Message-ID ")
    assert len(set(server.tags)) == len(server.tags)


@given(value=st.text(alphabet=st.characters(exclude_characters="\r\n\0", codec="utf-8")))
def test_a_sent_value_can_be_read_back(value):
    """What is quoted or sent as a literal is the value, byte for byte."""
    piece = text(value)
    data = piece.data if isinstance(piece, Literal) else _unquoted(piece)
    assert data == value.encode()


@pytest.mark.parametrize("value", ["a\rb", "a\nb", "a\0b", "<a@b>\r\nX2 DELETE Z"])
def test_line_breaks_and_nul_are_refused(value):
    """No quoting makes these safe, so they are not sent at all."""
    with pytest.raises(HostileValueError):
        text(value)


def test_our_own_words_are_checked_too():
    """The last guard before the wire refuses a line break even in what we wrote ourselves."""
    with pytest.raises(HostileValueError):
        checked(b"UID FETCH 1\r\n")


def test_what_is_long_or_not_ascii_is_a_literal():
    """Quoted strings stay within what every server reads."""
    assert text("plain") == b'"plain"'
    assert text('say "\\"') == b'"say \\"\\\\\\""'
    assert text("é") == Literal(b"\xc3\xa9")
    assert text("a" * 1000) == Literal(b"a" * 1000)


@pytest.mark.parametrize(
    ("name", "encoded"),
    [
        ("INBOX", b"INBOX"),
        ("Tom & Jerry", b"Tom &- Jerry"),
        ("~peter/mail/台北/日本語", b"~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
        ("Entwürfe", b"Entw&APw-rfe"),
        ("\U0001f600", b"&2D3eAA-"),
    ],
)
def test_folder_names_in_modified_utf7(name, encoded):
    """The examples of RFC 3501 §5.1.3, and what lies outside the first plane."""
    assert folder_bytes(name) == encoded
    assert folder_name(encoded) == name


@given(name=st.text(alphabet=st.characters(codec="utf-8")))
def test_every_folder_name_survives(name):
    """Encoding and decoding give the name again."""
    assert folder_name(folder_bytes(name)) == name


@pytest.mark.parametrize(
    ("data", "name"), [(b"&broken", "&broken"), (b"Gr\xc3\xbc\xc3\x9fe", "Grüße"), (b"\xff", "ÿ")]
)
def test_names_that_are_no_utf7_are_still_names(data, name):
    """A server that sends raw bytes does not break us."""
    assert folder_name(data) == name


def test_flags_are_sorted_and_recent_is_left_out():
    """The recent flag is the server's to set; keywords go along."""
    flags = ["\\Seen", "$Phishing", "\\Recent", "\\Flagged"]
    assert flag_list(flags) == b"($Phishing \\Flagged \\Seen)"


@pytest.mark.parametrize("flag", ["a b", "a\r\nb", "(", "", '"', "ü"])
def test_no_flag_smuggles(flag):
    """What is no atom is refused."""
    with pytest.raises(HostileValueError):
        flag_list([flag])


def test_dates_are_as_rfc_9051_writes_them():
    """Day with two digits, English month, zone with sign."""
    assert date_time(datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)) == b'"04-Mar-2026 05:06:07 +0000"'
    west = datetime(2026, 12, 31, 23, 0, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))
    assert date_time(west) == b'"31-Dec-2026 23:00:00 -0330"'


@given(uids=st.sets(st.integers(min_value=1, max_value=5000)))
def test_sets_hold_exactly_the_uids(uids):
    """Compressing and cutting loses none and adds none."""
    assert sorted(_expanded(uid_sets(uids))) == sorted(uids)


def test_sets_are_compressed_and_cut():
    """Runs become ranges, and no line grows beyond what servers take."""
    assert uid_sets([5, 1, 2, 3, 3]) == [b"1:3,5"]
    long = uid_sets(range(1, 20_000, 2))
    assert len(long) > 1
    assert max(map(len, long)) <= 4000


def _unquoted(piece: bytes) -> bytes:
    assert piece[:1] == piece[-1:] == b'"'
    out = bytearray()
    inner = iter(piece[1:-1])
    for byte in inner:
        out.append(next(inner) if byte == ord("\\") else byte)
    return bytes(out)


def _expanded(sets):
    for word in b",".join(sets).split(b",") if sets else ():
        first, _, last = word.partition(b":")
        yield from range(int(first), int(last or first) + 1)
