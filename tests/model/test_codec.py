"""Frozen values survive the way to JSON and back, and nothing else gets in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.model.address import Address
from clawback.model.attachment import Attachment
from clawback.model.authentication import Authentication, Spf
from clawback.model.codec import (
    CodecError,
    from_json,
    message_from_json,
    message_to_json,
    to_json,
)
from clawback.model.location import MailboxRef
from clawback.model.message import Message
from clawback.model.url import Url
from clawback.model.verdict import Finding, ThreatType

st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
MESSAGES = st.builds(Message)
SMALL = Message(network_message_id="n", header_fingerprint="h", raw_sha256="r", size=1)


@given(MESSAGES)
def test_any_message_comes_back_as_it_went(message: Message):
    """Encoding then decoding is the identity, whatever text the mail held."""
    assert message_from_json(message_to_json(message)) == message


def test_nested_values_keep_their_classes():
    """Enums, times, addresses, URLs and findings come back as themselves, not as plain data."""
    message = Message(
        network_message_id="n",
        header_fingerprint="h",
        raw_sha256="r",
        size=1,
        sender=Address(address="a@b.test", display_name="A", strict=False),
        sent_at=datetime(2026, 1, 2, tzinfo=UTC),
        authentication=Authentication(spf=Spf.PASS),
        findings=(Finding(provider="rspamd", threat=ThreatType.SPAM, score=7),),
        urls=(Url(url="https://x.test/", seen="x.test", wrappers=("https://w.test/",)),),
        attachments=(Attachment(name="a", declared_type="b", file_type="pdf", size=1, sha256="c"),),
        headers=(("Subject", "é\ud800\x00"),),
    )
    copy = message_from_json(message_to_json(message))
    assert copy == message
    assert copy.authentication.spf is Spf.PASS
    assert copy.headers == message.headers


def test_defaults_are_left_out():
    """A field that has its default costs nothing."""
    assert set(json.loads(message_to_json(SMALL))) == {
        "network_message_id",
        "header_fingerprint",
        "raw_sha256",
        "size",
    }


def test_text_is_ascii():
    """The JSON can be written anywhere, even where a lone surrogate stood in the text."""
    assert to_json(Address(display_name="é\ud800")).isascii()


def test_unknown_keys_are_passed_over():
    """An older reader understands a newer writer."""
    assert from_json(Address, '{"address":"a@b.test","colour":"red"}') == Address(
        address="a@b.test"
    )


def test_other_values_have_the_same_door():
    """The codec serves every frozen value of the model."""
    ref = MailboxRef(server="s", account="a", folder="INBOX", uid=7)
    assert from_json(MailboxRef, to_json(ref)) == ref


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{",
        "{}",
        '{"network_message_id":"n","header_fingerprint":"h","raw_sha256":"r","size":"1"}',
        '{"network_message_id":"n","header_fingerprint":"h","raw_sha256":"r","size":true}',
        '{"network_message_id":1,"header_fingerprint":"h","raw_sha256":"r","size":1}',
        message_to_json(SMALL)[:-1] + ',"headers":[["a"]]}',
        message_to_json(SMALL)[:-1] + ',"headers":[["a",1]]}',
        message_to_json(SMALL)[:-1] + ',"headers":{"a":"b"}}',
        message_to_json(SMALL)[:-1] + ',"sent_at":"2026-01-02T00:00:00"}',
        message_to_json(SMALL)[:-1] + ',"sent_at":5}',
        message_to_json(SMALL)[:-1] + ',"sender":"a@b.test"}',
        message_to_json(SMALL)[:-1] + ',"ambiguities":[1]}',
        message_to_json(SMALL)[:-1] + ',"authentication":{"spf":"maybe"}}',
        message_to_json(SMALL)[:-1] + ',"authentication":{"spf":[]}}',
        "[" * 100_000,
        b"\xff\xfe\x00",
    ],
)
def test_anything_else_is_refused(text: str | bytes):
    """A child that was taken over can send lies, but no value of a wrong type."""
    with pytest.raises(CodecError):
        message_from_json(text)


def test_a_value_of_no_known_shape_is_refused():
    """What JSON cannot carry is refused when it is read, not guessed."""

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Odd:
        pair: tuple[int, str] = (1, "a")

    assert from_json(Odd, '{"pair":[2,"b"]}') == Odd(pair=(2, "b"))
    with pytest.raises(CodecError):
        from_json(Odd, '{"pair":[2,"b",3]}')
    with pytest.raises(TypeError):
        to_json(5)


def test_nobody_can_hand_in_the_text():
    """`written` is no field of the JSON: what is stored is what was checked."""
    text = message_to_json(SMALL)[:-1] + ',"written":"{}"}'
    assert message_from_json(text).written == ""
    assert message_from_json(text) == SMALL
