"""Ids from content: the same mail by any road, another mail never."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.model.fingerprint import (
    exchange_id,
    header_fingerprint,
    identify,
    network_message_id,
    split,
)

MAIL = (
    b"Received: from a by b; Mon, 02 Nov 2026 10:00:01 +0000\n"
    b"Message-ID: <1@example.org>\n"
    b"Date: Mon, 02 Nov 2026 10:00:00 +0000\n"
    b"From: Ann <ann@example.org>\n"
    b"Subject: A rather long\n subject\n"
    b"\n"
    b"Hello\n"
)


def test_trace_headers_and_line_endings_do_not_change_the_id():
    """A journal copy and the delivered copy of one mail get one id."""
    delivered = b"Delivered-To: bob@example.org\r\n" + MAIL.replace(b"\n", b"\r\n") + b"\r\n"
    assert network_message_id(delivered) == network_message_id(MAIL)


def test_ids_are_the_same_in_every_release():
    """What was stored years ago is found again, so neither id may ever change."""
    assert network_message_id(MAIL) == "d656ec0d-bebc-8e08-bbd1-f6328d979fa0"
    fingerprint = "233a8c698c4a79bcf065d48dacb39a13f2c0fd2e124a7716f4a99553f95291dd"
    assert header_fingerprint(split(MAIL)[0]) == fingerprint
    assert identify(MAIL) == (network_message_id(MAIL), fingerprint)


def test_another_body_is_another_message():
    """Equal headers alone do not make two mails one."""
    assert network_message_id(MAIL + b"P.S.\n") != network_message_id(MAIL)


@pytest.mark.parametrize(
    "header",
    [
        b"Reply-To: mallory@example.com\n",
        b"Content-Type: text/html\n",
        b"List-Unsubscribe: <https://example.com/x>\n",
        b"To: eve@example.com\n",
    ],
)
def test_a_header_that_changes_what_a_reader_meets_makes_another_message(header):
    """Nobody can hide a mail behind a harmless one by changing only how it is read or answered."""
    assert network_message_id(header + MAIL) != network_message_id(MAIL)


def test_headers_beyond_the_limit_count():
    """A header behind a quarter of a megabyte of others still makes another message."""
    padding = b"X-Pad: " + b"a" * 300_000 + b"\n"
    long = padding + b"Reply-To: a@example.com\n" + MAIL
    assert network_message_id(long) != network_message_id(padding + MAIL)


def test_id_is_a_version_8_uuid():
    """The id is a UUID of the version for own schemes."""
    found = UUID(network_message_id(MAIL))
    assert found.version == 8
    assert found.variant == "specified in RFC 4122"


def test_exchanges_id_is_read_but_never_believed_by_itself():
    """The header that anybody can write is told apart from the id we compute."""
    given_id = "1F0E2D3C-4B5A-6978-8796-A5B4C3D2E1F0"
    raw = b"X-MS-Exchange-Organization-Network-Message-Id: " + given_id.encode() + b"\n" + MAIL
    assert exchange_id(raw) == given_id.lower()
    assert network_message_id(raw) == network_message_id(MAIL)


def test_a_broken_exchange_id_is_none():
    """Text in that header that is no UUID does not become an id."""
    raw = b"X-MS-Exchange-Organization-Network-Message-Id: ' OR 1=1\n" + MAIL
    assert exchange_id(raw) is None


def test_header_fingerprint_is_what_a_header_fetch_gives():
    """The four fields alone, in another order and folding, have the mail's fingerprint."""
    fetched = (
        b"Subject: A rather long\r\n\tsubject\r\n"
        b"From: Ann <ann@example.org>\r\n"
        b"Date: Mon, 02 Nov 2026 10:00:00 +0000\r\n"
        b"Message-ID: <1@example.org>\r\n\r\n"
    )
    assert header_fingerprint(fetched) == header_fingerprint(split(MAIL)[0])


def test_split_takes_the_first_empty_line():
    """Header and body are what stands before and after the first empty line."""
    assert split(b"A: 1\r\n\r\nb\n\nc") == (b"A: 1", b"b\n\nc")
    assert split(b"A: 1") == (b"A: 1", b"")


@given(st.binary(max_size=2000))
def test_every_byte_string_has_an_id(raw):
    """No input, however broken, is without an id, and the id is stable."""
    assert UUID(network_message_id(raw)) == UUID(network_message_id(raw))


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_the_body_decides_between_equal_headers(first, second):
    """Two bodies give one id exactly when they are equal up to line endings and a final newline."""

    def plain(body):
        return body.replace(b"\r\n", b"\n").rstrip(b"\n")

    same = network_message_id(b"A: b\n\n" + first) == network_message_id(b"A: b\n\n" + second)
    assert same == (plain(first) == plain(second))
