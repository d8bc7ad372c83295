"""A frozen delivery's text is canonical, whatever hostile mail put into it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from clawback.mailboxes.port import Place
from clawback.model.delivery import DeliveryKey
from clawback.model.location import DeliveryLocation, MailboxRef
from clawback.remediation.target import Return, Target, decode, decode_all, encode, key_of, whole

_words = st.text(max_size=12)
_refs = st.builds(
    MailboxRef,
    server=st.just("main"),
    account=st.just("ada"),
    folder=_words,
    uid_validity=st.integers(0, 2**32),
    uid=st.integers(0, 2**32),
    guid=_words,
)
_returns = st.builds(
    Return,
    now=_refs,
    folder=_words,
    place=st.none() | st.sampled_from(list(Place)),
    flags=st.frozensets(_words, max_size=2),
    internal_date=st.none(),
)
_targets = st.builds(
    Target,
    server=st.just("main"),
    account=st.just("ada"),
    key=st.builds(DeliveryKey, network_message_id=_words, recipient=_words),
    internet_message_id=_words,
    header_fingerprint=_words,
    location=st.sampled_from(list(DeliveryLocation)),
    hint=st.none() | _refs,
    back=st.lists(_returns, max_size=2).map(tuple),
)


@given(_targets)
def test_a_target_survives_its_text(target):
    """What is written is read back the same, key included."""
    assert decode(encode(target)) == target
    assert key_of(encode(target)) == target.key


@given(_targets)
def test_the_text_is_the_one_that_json_would_write(target):
    """Hashes of plans made before stay good: ASCII, no blanks, the encoder's own escapes."""
    text = encode(target)
    assert text == json.dumps(json.loads(text), separators=(",", ":"), ensure_ascii=True)


@given(st.lists(_targets, max_size=4))
def test_many_texts_are_read_at_once(targets):
    """A whole block's texts, read together, are the same targets in the same order."""
    assert [whole(one) for one in decode_all(map(encode, targets))] == targets
