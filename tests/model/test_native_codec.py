"""What native code reads and writes is what `codec` does, and what it refuses is refused."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, make_dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from threading import Event, Lock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.json import Decoder

from clawback.model import native_codec
from clawback.model.codec import CodecError, message_from_json, message_to_json, to_json
from clawback.model.location import MailboxRef
from clawback.model.message import Message
from clawback.model.native_codec import message_as_written, read_json, write_json

st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
MESSAGES = st.builds(Message)
SMALL = Message(network_message_id="n", header_fingerprint="h", raw_sha256="r", size=1)


@given(MESSAGES)
def test_any_message_comes_back_as_it_went(message):
    """Whatever text the mail held, a lone surrogate too, both readers give the same."""
    text = message_to_json(message)
    assert read_json(Message, text.encode()) == message_from_json(text) == message


@given(MESSAGES)
def test_what_native_code_writes_both_read(message):
    """The text is one line that the store and an older reader understand as the same message."""
    text = write_json(message)
    assert b"\n" not in text
    assert read_json(Message, text) == message_from_json(text) == message


def test_a_lone_surrogate_is_written_too():
    """Text that UTF-8 cannot hold comes back as it was, by the reader and the writer in Python."""
    message = replace(SMALL, subject="a\udcffb")
    assert read_json(Message, write_json(message)) == message


def test_other_values_have_the_same_door():
    """Not messages alone: an envelope's mailbox is read as well."""
    ref = MailboxRef(server="s", account="a", folder="INBOX", uid=7)
    assert read_json(MailboxRef, to_json(ref).encode()) == ref


def test_a_time_keeps_its_zone():
    """A moment that was written with an offset is the same moment."""
    moment = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=-7)))
    message = replace(SMALL, sent_at=moment)
    assert read_json(Message, message_to_json(message).encode()) == message


@pytest.mark.parametrize(
    "more",
    [
        ',"size":"1"',
        ',"size":true',
        ',"size":1.0',
        ',"subject":1',
        ',"headers":[["a"]]',
        ',"headers":[["a",1]]',
        ',"headers":{"a":"b"}',
        ',"sent_at":"2026-01-02T00:00:00"',
        ',"sent_at":5',
        ',"sender":"a@b.test"',
        ',"ambiguities":[1]',
        ',"authentication":{"spf":"maybe"}',
        ',"authentication":{"spf":[]}',
    ],
)
def test_anything_else_is_refused(more: str):
    """A child that was taken over can send lies, but no value of a wrong type."""
    text = message_to_json(SMALL)[:-1] + more + "}"
    with pytest.raises(CodecError):
        read_json(Message, text.encode())


def test_a_time_within_a_value_needs_its_zone_too():
    """Times are looked at in fields of fields; where they cannot be, the class is refused."""

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Inner:
        at: datetime | None = None

    outer = make_dataclass("Outer", [("inner", Inner)], frozen=True, slots=True, kw_only=True)
    many = make_dataclass("Many", [("inner", tuple[Inner, ...])], frozen=True, slots=True)
    good = b'{"inner":{"at":"2026-01-02T00:00:00Z"}}'
    assert read_json(outer, good) == outer(inner=Inner(at=datetime(2026, 1, 2, tzinfo=UTC)))
    with pytest.raises(CodecError, match="zone"):
        read_json(outer, good.replace(b"Z", b""))
    with pytest.raises(TypeError, match="nobody looks at"):
        read_json(many, b"{}")


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"null", b"{", b"{}", b"[" * 100_000, b"\xff\xfe\x00"]
)
def test_what_is_no_object_is_refused(text: bytes):
    """Bytes that are no JSON, or JSON that is no message, give the sentence and no other error."""
    with pytest.raises(CodecError):
        read_json(Message, text)


def test_what_reads_a_class_is_made_by_one_thread_at_a_time(monkeypatch):
    """Threads that meet a class for the first time at once do not share half of what is known."""
    making, together, a_moment = Lock(), [], Event()

    def slowly(kind):
        together.append(not making.acquire(blocking=False))
        try:
            a_moment.wait(0.02)
            return Decoder(kind)
        finally:
            if not together[-1]:
                making.release()

    monkeypatch.setattr(native_codec, "Decoder", slowly)
    kinds = [make_dataclass(f"Fresh{number}", [("size", int)]) for number in range(3)] * 2
    with ThreadPoolExecutor(len(kinds)) as pool:
        read = list(pool.map(lambda kind: read_json(kind, b'{"size":1}').size, kinds))
    assert read == [1] * len(kinds)
    assert together == [False] * 3


@given(MESSAGES)
def test_a_message_goes_on_as_it_came(message):
    """What was read as written is equal, and is written as the very text it was read from."""
    spaced = json.dumps(json.loads(message_to_json(message)), indent=1).encode()
    read = message_as_written(spaced)
    assert read == message
    assert message_to_json(read).encode() == spaced
    assert message_from_json(message_to_json(read)) == message


def test_a_changed_message_is_written_anew():
    """The text belongs to the message it was read from, not to one made from it."""
    read = message_as_written(message_to_json(SMALL).encode())
    changed = replace(read, subject="another")
    assert message_from_json(message_to_json(changed)).subject == "another"


@pytest.mark.parametrize(
    "raw", [b'{"network_message_id": 1}', write_json(SMALL)[:-1] + b',"more\xff":1}']
)
def test_only_what_was_checked_goes_on_as_it_came(raw):
    """What is no message, or is not UTF-8 where nobody looks, never reaches the store."""
    with pytest.raises(CodecError):
        message_as_written(raw)


def test_nobody_can_hand_in_the_text():
    """`written` is no field of the JSON: what is stored is what was checked."""
    text = message_to_json(SMALL)[:-1] + ',"written":"{}"}'
    assert read_json(Message, text.encode()).written == ""
    assert message_to_json(message_as_written(text.encode())) == text
