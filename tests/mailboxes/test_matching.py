"""Which mail is the wanted one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.servers.mailbox_mails import mail, wanted

from clawback.mailboxes.matching import by_fingerprint, searchable, settled
from clawback.mailboxes.port import Copy, MessageGoneError
from clawback.model.first_name import FIELD, FirstName, field_of
from clawback.model.location import MailboxRef

RAW, OTHER = mail(), mail(body=b"Something else.")
GIVEN = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"


def copy(guid: str, uid: int = 1) -> Copy:
    return Copy(
        ref=MailboxRef(server="s", account="a", folder="INBOX", uid=uid, guid=guid), place=None
    )


def unread(_: Copy) -> bytes:
    pytest.fail("no mail need be fetched")


@pytest.mark.parametrize("message_id", ["<a@b>", "<a.b+c=d/e~f{5}(x)*%&@sender.test>", "abc"])
def test_plain_ids_are_searched_for(message_id):
    """Printable ASCII without blanks and quotes finds itself in a search."""
    assert searchable(message_id)


@pytest.mark.parametrize(
    "message_id",
    ["", "a", "<a b>", '<a"b>', "<a\\b>", "<ä@b>", "<a@b>\r\nX", "=?utf-8?q?x?=", "<" + "a" * 600],
)
def test_odd_ids_are_not(message_id):
    """What a server may decode, fold or cut is looked for by headers."""
    assert not searchable(message_id)


def test_one_mail_with_the_headers_is_the_message():
    """Nothing is fetched when headers leave no doubt, nor for copies of one mail."""
    message, found = wanted(RAW), copy("g")
    twice = [found, copy("g", uid=2)]
    assert list(settled([message], [found], (), unread)) == [(message, found)]
    assert list(settled([message], twice, (), unread)) == [(message, one) for one in twice]


def test_of_several_mails_the_bytes_decide():
    """Two mails with equal headers are told apart by what they are."""
    one, two = wanted(RAW), wanted(OTHER)
    mails = {"g": RAW, "h": OTHER}
    found = list(settled([one, two], [copy("g"), copy("h")], (), lambda c: mails[c.ref.guid]))
    assert found == [(one, copy("g")), (two, copy("h"))]


def test_a_proven_copy_casts_doubt_on_another_mail():
    """Beside a known copy, a mail with the same headers and another id must prove itself."""
    message = wanted(RAW)
    assert list(settled([message], [copy("h")], [copy("g")], lambda _: OTHER)) == []
    assert list(settled([message], [copy("g")], [copy("g")], unread)) == [(message, copy("g"))]


def test_without_ids_every_copy_may_be_another_mail():
    """On a server without lasting ids two hits are two mails until their bytes agree."""
    message = wanted(RAW)
    mails = {1: RAW, 2: OTHER}
    hits = [copy("", uid=1), copy("", uid=2)]
    found = list(settled([message], hits, (), lambda c: mails[c.ref.uid]))
    assert found == [(message, hits[0])]


def test_a_given_id_cannot_be_denied():
    """An id that Microsoft gave is not computed from bytes; headers must do."""
    message = replace(wanted(RAW), network_message_id=GIVEN)
    hits = [copy("g"), copy("h", uid=2)]
    assert list(settled([message], hits, (), unread)) == [(message, hit) for hit in hits]


def test_what_vanishes_while_we_look_is_nobody():
    """A mail deleted between search and fetch is not found."""

    def gone(_: Copy) -> bytes:
        raise MessageGoneError

    assert list(settled([wanted(RAW)], [copy("g"), copy("h")], (), gone)) == []


def test_twins_share_a_fingerprint():
    """Messages with equal headers are looked for together."""
    one, two, three = wanted(RAW), wanted(OTHER), wanted(mail(b"<x@y>"))
    groups = by_fingerprint([one, two, three])
    assert sorted(map(len, groups.values())) == [1, 2]


def test_a_mail_whose_links_were_rewritten_is_what_it_was():
    """Beside its twin, the copy is known by the name that the gate wrote into its header."""
    one, two = wanted(RAW), wanted(OTHER)
    named = FirstName(network_message_id=one.network_message_id, key=1, seal="0" * 32)
    field = FIELD.encode() + b": " + field_of(named) + b"\r\n"
    mails = {"g": field + mail(body=b"Links of ours."), "h": OTHER}
    found = list(settled([one, two], [copy("g"), copy("h")], (), lambda c: mails[c.ref.guid]))
    assert found == [(one, copy("g")), (two, copy("h"))]
