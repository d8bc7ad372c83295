"""A milter session as a state: negotiation, mails, and what breaks off."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.milter.mail_server import connection, macros, one_mail
from tests.making.mails import mail

from clawback.ingest.milter import conversation as conversation_module
from clawback.ingest.milter.conversation import ENDED, Conversation, Transaction
from clawback.ingest.milter.packets import (
    Actions,
    BadPacketError,
    Packet,
    Packets,
    Steps,
    offer_in,
    packet,
)
from clawback.ingest.milter.transport import Transport
from clawback.ingest.unrecorded import Reason


def held(conversation, *pieces):
    """What a conversation says to these, without its silences."""
    packets = Packets().feed(b"".join(pieces))
    return [outcome for one in packets if (outcome := conversation.take(one))]


@pytest.fixture
def conversation():
    met = Conversation()
    held(met, *connection())
    return met


def test_a_mail_comes_through_as_it_was(conversation):
    """Header with its folds and blanks, body, envelope, transport; nothing is answered before."""
    raw = b"From: a@b.example\r\nSubject: two\r\n  lines\r\nX-Bare:x\r\n\r\n.dot\r\nb\xff\r\n"
    (whole,) = held(conversation, *one_mail(raw, "anna@example.org", "bob@example.org"))
    assert isinstance(whole, Transaction)
    assert whole.raw == raw
    assert whole.raw[whole.head :] == b".dot\r\nb\xff\r\n"
    assert (whole.mail_from, whole.recipients) == (
        "paul@away.example",
        ("anna@example.org", "bob@example.org"),
    )
    assert whole.transport == Transport(
        client_ip="203.0.113.9",
        client_name="mail.away.example",
        helo="mail.away.example",
        host="mx.example.org",
        daemon="border",
        queue_id="4jdQueueId",
    )


def test_several_mails_share_a_connection_and_nothing_else(conversation):
    """Queue id, login and recipients of one do not leak into the next; TLS and client stay."""
    tls = macros(b"H", tls_version="TLSv1.3", cipher="TLS_AES_256_GCM_SHA384")
    login = macros(b"M", auth_authen="paul")
    (first,) = held(conversation, tls, login, *one_mail(mail(1), "anna@example.org"))
    (second,) = held(conversation, *one_mail(mail(2), "bob@example.org", sender="", queue_id=""))
    assert (first.transport.authenticated_user, first.transport.tls) == (
        "paul",
        "TLSv1.3 TLS_AES_256_GCM_SHA384",
    )
    assert (second.transport.authenticated_user, second.transport.queue_id) == ("", "")
    assert second.transport.tls == first.transport.tls
    assert (second.mail_from, second.recipients, second.raw) == ("", ("bob@example.org",), mail(2))


@pytest.mark.parametrize("cut", [3, 5, 9])
def test_an_abort_forgets_the_mail(conversation, cut):
    """RSET, a client that hangs up, all recipients refused: the next mail is whole and alone."""
    begun = list(one_mail(mail(1)))[:cut]
    assert held(conversation, *begun, packet(b"A")) == []
    assert not conversation.amid
    (whole,) = held(conversation, *one_mail(mail(2)))
    assert (whole.raw, whole.recipients) == (mail(2), ("anna@example.org",))


def test_what_is_agreed():
    """With Postfix: no answer but at the end of a mail, blanks as they are, macros by name."""
    (answer,) = held(Conversation(actions=Actions.ADD_HEADERS), next(connection()))
    (one,) = Packets().feed(answer)
    agreed = offer_in(one.data)
    assert (agreed.version, agreed.actions) == (6, Actions.ADD_HEADERS | Actions.NAME_MACROS)
    assert Steps.LEADING_SPACE | Steps.SILENT_BODY | Steps.SILENT_MAIL in Steps(agreed.steps)
    assert b"{auth_authen}" in one.data


def test_a_server_that_waits_for_answers_gets_them():
    """One that offers nothing is answered at each step, and a blank is put after the colon."""
    simple = Conversation(actions=Actions.QUARANTINE)
    pieces = [packet(b"O", struct.pack(">III", 2, 0, 0)), *list(connection())[1:]]
    assert simple.granted == Actions.NOTHING
    first = held(simple, *pieces)
    assert first[0] == packet(b"O", struct.pack(">III", 2, 0, 0))
    assert first[1:] == [packet(b"c")] * 2
    *answers, whole = held(simple, *one_mail(b"Subject:x\r\n\r\ny\r\n"), packet(b"Q"))[:-1]
    assert answers == [packet(b"c")] * 6
    assert whole.raw == b"Subject: x\r\n\r\ny\r\n"


def test_goodbye_and_a_new_connection(conversation):
    """Q ends the session; K begins another client on the same one."""
    held(conversation, packet(b"K"))
    (whole,) = held(conversation, *one_mail(mail(1)))
    assert (whole.transport.client_ip, whole.transport.helo) == ("", "")
    assert held(conversation, packet(b"Q")) == [ENDED]


@pytest.mark.parametrize("nonsense", [b"Z", b"R", b"L", b"B", b"E", b"N"])
def test_a_part_without_its_mail_is_no_milter(conversation, nonsense):
    """What cannot be understood ends the session; the mail server then lets the mail go on."""
    with pytest.raises(BadPacketError):
        conversation.take(Packet(nonsense, b"x\0y\0"))


def test_a_mail_that_is_too_large_is_counted_and_not_kept(conversation, monkeypatch):
    """Its bytes are let go as soon as the limit is passed; the next one is kept."""
    monkeypatch.setattr(conversation_module, "MAIL_LIMIT", 10_000)
    begun = list(one_mail(b"Subject: x\r\n\r\n" + b"y" * 200_000))
    held(conversation, *begun[:-1])
    assert conversation.held == 0
    (whole,) = held(conversation, begun[-1])
    assert (whole.raw, whole.lost, whole.size) == (b"", Reason.TOO_LARGE, 200_014)
    (following,) = held(conversation, *one_mail(mail(1)))
    assert following.lost is None


def test_recipients_have_a_limit(conversation, monkeypatch):
    """With more, a record would be incomplete: the mail is one that passes unrecorded."""
    monkeypatch.setattr(conversation_module, "MOST_RECIPIENTS", 3)
    (whole,) = held(conversation, *one_mail(mail(1), *(f"r{n}@example.org" for n in range(4))))
    assert (whole.raw, whole.lost) == (b"", Reason.TOO_MANY_RECIPIENTS)


@given(
    sent=st.lists(
        st.tuples(st.sampled_from([bytes([n]) for n in b"ODCHMRTULNBEAKQ"]), st.binary(max_size=30))
    )
)
def test_any_order_of_anything_ends_well(sent):
    """Packets in any order with any data: an outcome for each, or the error that ends a session."""
    met = Conversation()
    for kind, data in sent:
        try:
            outcome = met.take(Packet(kind, data))
        except BadPacketError:
            return
        assert isinstance(outcome, bytes | Transaction) or outcome is ENDED


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("<anna@example.org>", "anna@example.org"),
        ("anna@example.org", "anna@example.org"),
        ("<@a.example,@b.example:anna@example.org>", "anna@example.org"),
        ("<>", ""),
        ("<ä@example.org>", "ä@example.org"),
        ("<" + "x" * 2000 + "@y>", "x" * 1000),
    ],
)
def test_addresses(conversation, written, address):
    """As they are said, without what stands around them, and not longer than anybody has one."""
    pieces = list(one_mail(mail(1)))
    pieces[2] = packet(b"R", written.encode() + b"\0")
    (whole,) = held(conversation, *pieces)
    assert whole.recipients == (address,)
