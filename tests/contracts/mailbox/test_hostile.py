"""Whoever sends mail chooses its Message-ID; none may break a look or hit another mail."""

from __future__ import annotations

import pytest
from tests.servers.mailbox_mails import find_one, mail, wanted

from clawback.mailboxes.port import Place
from clawback.model.fingerprint import network_message_id

HOSTILE = {
    "empty": (b"", ""),
    "missing": (None, ""),
    "quotes": (b'<a"b\\c"@sender.test>', '<a"b\\c"@sender.test>'),
    "8-bit": (b"<\xe9\xff\xfe@sender.test>", "<\ufffd\ufffd\ufffd@sender.test>"),
    "utf-8": ("<grüße@sender.test>".encode(), "<grüße@sender.test>"),
    "60 kB": (b"<" + b"a" * 60_000 + b"@x>", "<" + "a" * 60_000 + "@x>"),
    "line break": (b"<a@b>\r\n X2 DELETE Z", "<a@b>\r\nX2 DELETE Z"),
    "bare CR": (b"<a@b>\rX2 DELETE Z", "<a@b>\rX2 DELETE Z"),
    "NUL": (b"<n@b>", "<n\0@b>"),
    "literal": (b"<a@b{5}>", "<a@b>{5}\r\nX2 LOGOUT"),
    "blanks": (b"<a @ b>  (comment)", "<a @ b>  (comment)"),
    "encoded word": (b"=?utf-8?q?=3Ca=40b=3E?=", "=?utf-8?q?=3Ca=40b=3E?="),
    "no brackets": (b"a@b", "a@b"),
    "wildcards": (b"<*%@sender.test>", "<*%@sender.test>"),
    "parentheses": (b"<a)(b@sender.test>", "<a)(b@sender.test>"),
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_a_hostile_message_id_is_found_and_moved(house, session, shape):
    """The mail is found by what it is, moved alone, and the account is otherwise untouched."""
    header, known = HOSTILE[shape]
    raw = mail(header)
    house.put(mail(b"<bystander@sender.test>"))
    house.put(raw)
    message = wanted(raw, message_id=known)
    (moved,) = session.move([find_one(session, message)], Place.RECOVERABLE)
    assert moved.after is not None
    (left,) = house.seen()
    assert b"<bystander@sender.test>" in left.raw


def test_hostile_and_harmless_are_found_together(house, session):
    """One id that cannot be searched for does not keep the others from being found."""
    raws = {shape: mail(header) for shape, (header, _) in HOSTILE.items()}
    for raw in raws.values():
        house.put(raw)
    messages = {shape: wanted(raw, message_id=HOSTILE[shape][1]) for shape, raw in raws.items()}
    found = session.find(list(messages.values()))
    for shape, message in messages.items():
        (copy,) = found[message]
        assert network_message_id(session.fetch(copy)) == message.network_message_id, shape


def test_two_message_ids_in_one_mail(house, session):
    """A mail with two Message-ID fields is found by either."""
    raw = mail(b"<a@sender.test>", extra=b"Message-ID: <b@sender.test>\r\n")
    house.put(raw)
    for known in ("<a@sender.test>", "<b@sender.test>"):
        assert session.fetch(find_one(session, wanted(raw, message_id=known))) == raw
