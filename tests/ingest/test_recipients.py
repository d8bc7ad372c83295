"""For whom a mail was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.doubles import NOON, message_of
from tests.making.mails import mail

from clawback.ingest.intake import Envelope
from clawback.ingest.recipients import UNKNOWN, Organisation, recipients
from clawback.model.address import Address
from clawback.model.folding import fold

OURS = Organisation(
    own_domains=frozenset({"example.org"}), journal_addresses=frozenset({"journal@in.example.org"})
)
JOURNAL = ("journal@in.example.org",)


def found(*envelope, delivered=(), to=(), cc=(), outgoing=False):
    message = message_of(
        mail(),
        delivered_to=delivered,
        to=tuple(Address(address=one) for one in to),
        cc=tuple(Address(address=one) for one in cc),
    )
    given_envelope = Envelope(received_at=NOON, source="lmtp", recipients=envelope)
    return recipients(message, given_envelope, OURS, outgoing=outgoing)


def test_the_envelope_tells():
    """Envelope recipients are folded, each once; the headers do not matter."""
    assert found(
        "<Anna@Example.ORG.>", "anna@example.org", "bob@x.example", to=("c@d.example",)
    ) == (
        "anna@example.org",
        "bob@x.example",
    )


def test_a_journal_address_is_nobody():
    """Beside real recipients it is left out."""
    assert found(*JOURNAL, "anna@example.org") == ("anna@example.org",)


def test_a_journal_copy_goes_by_delivered_to():
    """Delivered-To was written by a mail server for one recipient: it comes before To."""
    assert found(*JOURNAL, delivered=("anna@example.org",), to=("bob@example.org",)) == (
        "anna@example.org",
    )


def test_a_journal_copy_goes_by_to_and_cc():
    """Without Delivered-To, To and Cc name them; the journal itself is never one."""
    assert found(*JOURNAL, to=("anna@example.org", *JOURNAL), cc=("bob@example.org",)) == (
        "anna@example.org",
        "bob@example.org",
    )


def test_a_stranger_cannot_fill_our_rows():
    """Of a stranger's To only our own people count, unless there are none (a blind copy)."""
    assert found(*JOURNAL, to=("anna@example.org", "x@y.example")) == ("anna@example.org",)
    assert found(*JOURNAL, to=("x@y.example",)) == ("x@y.example",)


def test_what_we_send_went_to_everybody():
    """An outgoing mail's recipients are ours and others'."""
    assert found(to=("anna@example.org", "x@y.example"), outgoing=True) == (
        "anna@example.org",
        "x@y.example",
    )


@pytest.mark.parametrize("junk", ["", "nobody", "a b@c.example", "x@" + "y" * 400, "@", "a@b@c"])
def test_what_is_no_address_is_nobody(junk):
    """A mail whose headers name nobody still has its row."""
    assert found(*JOURNAL, to=(junk,)) == (UNKNOWN,)


@given(
    envelope=st.lists(st.text(max_size=20), max_size=3),
    delivered=st.lists(st.text(max_size=20), max_size=3),
    to=st.lists(st.text(max_size=20), max_size=3),
    outgoing=st.booleans(),
)
def test_there_is_always_somebody_and_nobody_twice(envelope, delivered, to, outgoing):
    """Whatever is claimed: at least one recipient, distinct, folded, without control characters."""
    names = found(*envelope, delivered=tuple(delivered), to=tuple(to), outgoing=outgoing)
    assert names
    assert len(set(names)) == len(names)
    for name in names:
        assert name
        assert name == fold(name)
        assert not any(ord(character) < 0x20 for character in name)
