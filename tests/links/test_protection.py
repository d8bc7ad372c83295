"""What becomes of the links of one mail on its way."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.links.rewriting.mails import joined
from tests.links.wrapping import BASE, NOW

from clawback.filters.lists import FolderOfLists
from clawback.links.keys import KEY_FILE, LinkKeys
from clawback.links.origin import first_name
from clawback.links.policy import Extent, LinkPolicy, LinkRule
from clawback.links.protection import Passing, Protection
from clawback.links.signing import blind
from clawback.links.sparing import SparedNow
from clawback.links.terms import ClickTerms, ClickThrough
from clawback.model.clock import FixedClock
from clawback.model.fingerprint import network_message_id
from clawback.model.first_name import FIELD
from clawback.model.location import Directionality
from clawback.model.protected_link import ANY_RECIPIENT, read

ANNA, BOB = "anna@example.org", "bob@example.org"
PAGE = (
    b'Content-Type: text/html\r\n\r\n<a href="https://shop.example/">x</a> https://a.example/\r\n'
)
TEXT = b"Content-Type: text/plain\r\n\r\nhttps://shop.example/ \r\n"
MAIL = b"From: a@b.example\r\n" + joined("multipart/alternative", [TEXT, PAGE], "b", b"\r\n")


class House:
    """Keys in a folder, a policy, and what protects by them."""

    def __init__(self, folder):
        self.folder = folder
        self.keys = LinkKeys(folder, FixedClock(NOW))

    def pass_on(self, raw=MAIL, *, to=(ANNA,), way=Directionality.INBOUND, rules=()):
        spared = SparedNow(FolderOfLists(self.folder / "lists"), entries=(), named="")
        clock = FixedClock(NOW + timedelta(hours=1))
        policy = LinkPolicy(rules=tuple(rules))
        protection = Protection(self.keys, lambda: policy, spared, base=BASE, clock=clock)
        return protection.pass_on(
            Passing(
                raw=raw,
                network_message_id=network_message_id(raw),
                senders=("a@b.example", ""),
                to=dict.fromkeys(to, way),
            )
        )

    def links(self, raw):
        return [
            read(piece.split('"')[0]).link for piece in raw.decode().split('"') if BASE in piece
        ]


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


def test_a_mail_to_one_carries_whom_it_was_for(house):
    """Each link tells mail, moment, and recipient, whom only the key can tell."""
    done = house.pass_on()
    (link,) = house.links(done.raw)
    assert (link.url, link.network_message_id) == (
        "https://shop.example/",
        network_message_id(MAIL),
    )
    assert link.made_at == NOW + timedelta(hours=1)
    assert link.recipient == blind(ANNA, house.keys.ring().current.secret)
    assert TEXT in done.raw


def test_a_mail_to_several_is_for_any_of_them(house):
    """They get the same bytes."""
    (link,) = house.links(house.pass_on(to=(ANNA, BOB)).raw)
    assert link.recipient == ANY_RECIPIENT


def test_a_rewritten_mail_can_be_known_again(house):
    """By the field that goes with it."""
    done = house.pass_on()
    marked = FIELD.encode() + b": " + done.note + b"\r\n" + done.raw
    assert first_name(marked, house.keys.known()) == network_message_id(MAIL)


def test_what_goes_out_is_restored(house):
    """In HTML and in text, and with nothing said; a mail without our links stays byte for byte."""
    text_too = LinkRule(name="all", extent=Extent.TEXT_TOO)
    done = house.pass_on(rules=[text_too])
    assert done.links == 2
    back = house.pass_on(done.raw, way=Directionality.OUTBOUND)
    assert (back.raw, back.note, back.links) == (MAIL, b"", 2)
    assert house.pass_on(way=Directionality.OUTBOUND).raw == MAIL


def test_links_carry_what_their_rule_says_of_clicks(house):
    """Past which warnings people may go on, and that clicks are not kept."""
    terms = ClickTerms(click_through=ClickThrough.SUSPICIOUS, track=False)
    done = house.pass_on(rules=[LinkRule(name="all", terms=terms)])
    (url,) = set(re.findall(rb'https://links[^"]+', done.raw))
    assert ClickTerms.read(read(url.decode()).link.terms) == terms


def test_to_restore_makes_no_key(house):
    """Where nothing was protected yet, nothing can be restored."""
    assert house.pass_on(way=Directionality.OUTBOUND).links == 0
    assert not (house.folder / KEY_FILE).exists()


def test_who_is_not_meant_gets_the_mail_as_it_came(house):
    """By policy or by direction."""
    off = LinkRule(name="off", extent=Extent.NOTHING)
    for done in (house.pass_on(rules=[off]), house.pass_on(way=Directionality.INTRA_ORG)):
        assert (done.raw, done.note, done.links) == (MAIL, b"", 0)


def test_a_signed_mail_says_why_it_was_left_alone(house):
    """In the header alone; its body stays."""
    signed = joined("multipart/signed", [PAGE], "s", b"\r\n")
    done = house.pass_on(signed)
    assert (done.raw, done.note) == (signed, b"not rewritten; signed")
