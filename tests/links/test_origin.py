"""A rewritten mail says its first name, and no other mail can say it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.links.wrapping import KEY, RING

from clawback.links.keys import Keyring
from clawback.links.origin import first_name, note, note_of_untouched
from clawback.links.rewriting.parts import Sealing
from clawback.model.fingerprint import network_message_id
from clawback.model.first_name import FIELD, told_name

MAIL = b"From: a@example.org\r\nSubject: x\r\n\r\nlink\r\n"
FIRST = "5e2a1f08-1111-8222-b333-123412341234"
MARKED = FIELD.encode() + b": " + note(FIRST, MAIL, KEY) + b"\r\n" + MAIL


@pytest.mark.parametrize(
    "raw",
    [
        MARKED,
        MARKED.replace(b"\r\n", b"\n"),
        b"Received: from x\r\nDelivered-To: a@example.org\r\n" + MARKED,
        MARKED.replace(b"rewritten;\r\n id", b"rewritten; id").replace(b"\r\n key", b" key"),
        MARKED.replace(b"X-Clawback", b"x-clawback"),
    ],
)
def test_the_name_is_known_again(raw):
    """With what servers add, with other line ends, and folded anew."""
    assert network_message_id(raw) == network_message_id(MAIL)
    assert first_name(raw, RING) == FIRST


@pytest.mark.parametrize(
    "raw",
    [
        MAIL,
        MARKED.replace(b"link\r\n", b"another\r\n"),
        MARKED.replace(b"Subject: x", b"Subject: y"),
        MARKED.replace(FIRST.encode(), b"00000000-0000-8000-8000-000000000001"),
        MARKED.replace(b"key=2", b"key=1"),
        MARKED.replace(b"key=2", b"key=9"),
        MARKED.replace(b"seal=", b"seal=0"),
        MAIL + MARKED,
        b"X-Clawback-Links: not rewritten; signed\r\n" + MAIL,
    ],
)
def test_no_other_mail_has_the_name(raw):
    """A field that was copied, changed or made up says nothing."""
    assert first_name(raw, RING) is None


def test_another_house_has_other_names():
    """Keys that are not ours seal nothing here; the field can still be read."""
    alien = Keyring(keys=(replace(KEY, secret=b"x" * 32),))
    assert first_name(MARKED, alien) is None
    told = told_name(MARKED)
    assert told is not None
    assert told.network_message_id == FIRST


def test_why_a_mail_was_left_alone():
    """Each reason once, in order."""
    assert note_of_untouched(frozenset(Sealing)) == b"not rewritten; encrypted, signed"
