"""Signed checkpoints: made, read, and refused when anything about them was changed."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from tests.audit.conftest import NOW

from clawback.audit.merkle import Head
from clawback.audit.note import (
    BadKeyError,
    BadNoteError,
    PublicKey,
    Signer,
    by_id,
    read_note,
    split_notes,
)

_SEED = bytes(range(32))
_SIGNER = Signer("mail.example.org/audit", Ed25519PrivateKey.from_private_bytes(_SEED))
_KEYS = by_id([_SIGNER.public])
_NOTE = _SIGNER.sign(Head(7, b"\x05" * 32), NOW)


def test_a_note_has_the_form_of_transparency_logs():
    """Origin, size, root, time; a blank line; a dash, the name, key id and signature."""
    text, signature = _NOTE.split("\n\n")
    assert text.split("\n") == [
        "mail.example.org/audit",
        "7",
        "BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=",
        "time 2026-11-24T08:00:00.000000Z",
    ]
    assert signature.startswith("\u2014 mail.example.org/audit ")


def test_the_key_id_is_that_of_signed_notes():
    """The example of the Go note package: its verifier key is read, and its id is right."""
    example = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert PublicKey.read(example).id == "c74f20a3"
    assert PublicKey.read(example).text == example


def test_a_note_of_another_program_is_verified():
    """The signature of that example holds over its text, so others can check ours as well."""
    key = PublicKey.read("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    signed = (
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZIn"
        "NIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    )
    raw = base64.b64decode(signed)
    assert raw[:4].hex() == key.id
    assert key.signed(text, raw[4:])
    assert not key.signed(text + " ", raw[4:])


def test_what_was_signed_is_read():
    """All of it comes back, and the signature holds with the right key only."""
    note = read_note(_NOTE)
    assert note.head == Head(7, b"\x05" * 32)
    assert note.checkpoint.at == NOW
    assert note.signed_by(_KEYS) is True
    assert note.signed_by({}) is None
    other = PublicKey("mail.example.org/audit", b"\x07" * 32)
    assert note.signed_by({note.key_id: other}) is False
    renamed = PublicKey("other", _SIGNER.public.key)
    assert note.signed_by({note.key_id: renamed}) is None


@given(st.integers(0, len(_NOTE.encode()) - 1), st.integers(0, 7))
def test_no_bit_can_be_changed(at, bit):
    """Every flipped bit is unreadable, an unknown key, or a signature that does not hold."""
    changed = bytearray(_NOTE.encode())
    changed[at] ^= 1 << bit
    try:
        note = read_note(changed.decode("utf-8", "surrogateescape"))
    except BadNoteError:
        return
    assert note.signed_by(_KEYS) is not True


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        _NOTE.rstrip("\n"),
        _NOTE + "\n",
        " " + _NOTE,
        _NOTE.replace("\n7\n", "\n07\n"),
        _NOTE.replace("time 2026", "time 2x26"),
        _NOTE.replace("time 2026-11-24", "time 2026-13-24"),
    ],
)
def test_other_text_is_no_note(text):
    """Only what we write ourselves is read."""
    with pytest.raises(BadNoteError):
        read_note(text)


@pytest.mark.parametrize(
    "text", ["", "a+b+c", "name+00000000+AQID", _SIGNER.public.text.replace("+", "-")]
)
def test_other_text_is_no_key(text):
    """A sentence, not a traceback."""
    with pytest.raises(BadKeyError):
        PublicKey.read(text)


def test_an_id_must_belong_to_its_key():
    """A key under another's id is refused."""
    name, _, key = _SIGNER.public.text.split("+", 2)
    with pytest.raises(BadKeyError, match="does not belong"):
        PublicKey.read(f"{name}+00000000+{key}")


def test_many_notes_are_told_apart():
    """A blank line after each; a torn end is left out."""
    assert list(split_notes(f"{_NOTE}\n{_NOTE}\n")) == [_NOTE, _NOTE]
    assert list(split_notes(f"{_NOTE}\n{_NOTE[:-20]}")) == [_NOTE]
