"""Evidence survives its text, and its gist can be read alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from tests.remediation.made import refs

from clawback.mailboxes.known import Arrived, Known, Sight, Standing
from clawback.mailboxes.port import Copy, Place
from clawback.model.location import MailboxRef
from clawback.remediation.evidence import (
    Evidence,
    Trace,
    decode,
    encode,
    encode_arrived,
    encode_moved,
    landing,
    moved,
    seen,
    stood,
)

_text = st.text(max_size=12)
_places = st.none() | st.sampled_from(list(Place))
_refs = refs(_text)
_traces = st.builds(
    Trace,
    before=_refs,
    before_place=_places,
    flags=st.frozensets(_text, max_size=3),
    internal_date=st.none() | st.datetimes(timezones=st.just(UTC)),
    after=st.none() | _refs,
    after_place=_places,
    read_back=st.booleans(),
    flags_kept=st.booleans(),
)
_evidence = st.builds(
    Evidence,
    server=st.just("main"),
    account=st.just("ada"),
    traces=st.lists(_traces, max_size=3).map(tuple),
    note=st.text(max_size=30),
)
_copies = st.builds(
    Copy,
    ref=_refs,
    place=_places,
    flags=st.frozensets(_text | st.just("\\Recent"), max_size=3),
    internal_date=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@given(_copies, _copies)
def test_the_quick_way_to_write_a_move_is_the_same_text(before, after):
    """A copy that was moved and read back is written exactly as its trace would be."""
    trace = moved(before, after, read_back=True)
    whole = Evidence(server="main", account="ada", traces=(trace,))
    assert encode_moved(before, after) == encode(whole)


@given(_copies, _copies, st.integers(1, 2**32))
def test_the_columns_are_the_same_text(before, after, uid):
    """A known mail that arrived is written exactly as its trace would be."""
    flags = before.flags - {"\\Recent"}, after.flags - {"\\Recent"}
    ref = replace(before.ref, uid=uid)
    standing = Standing(
        known=Known(
            folder=ref.folder,
            uid_validity=ref.uid_validity,
            guids={uid: ref.guid},
            message_ids={uid: "<m@x>"},
        ),
        place=before.place,
        there={uid: Sight(flags[0], before.internal_date)},
    )
    arrived = Arrived(
        folder=after.ref.folder,
        uid_validity=after.ref.uid_validity,
        place=after.place,
        uids={uid: after.ref.uid},
        there={uid: Sight(flags[1], after.internal_date)},
    )
    there = replace(after, ref=replace(after.ref, guid=ref.guid))
    text = encode_moved(replace(before, ref=ref), there)
    assert list(encode_arrived("main", "ada", standing, arrived)) == [(uid, text)]
    assert stood("main", "ada", standing, uid) == seen(replace(before, ref=ref))


@given(_evidence)
def test_evidence_survives_its_text(proof):
    """What is written is read back the same, and stays one line of ASCII."""
    text = encode(proof)
    assert decode(text) == proof
    assert text.isascii()
    assert "\n" not in text


@given(_evidence)
def test_the_gist_agrees_with_the_whole(proof):
    """`landing` says of the first copy what `decode` would."""
    gist, traces = landing(encode(proof)), proof.traces
    assert gist.note == proof.note
    if not traces:
        assert (gist.ref, gist.moved) == (None, False)
        return
    first = traces[0]
    assert gist.origin == first.before.folder
    assert gist.ref == (first.after or first.before)
    assert gist.moved == (first.after is not None)


def test_no_text_is_no_evidence():
    """An item without evidence reads as evidence of nothing."""
    assert decode("") == Evidence(server="", account="")
    assert landing("").ref is None


def test_recent_is_the_servers_own_flag():
    """Every move sets the flag Recent anew, so it is neither kept nor compared."""
    ref = MailboxRef(server="main", account="ada", folder="INBOX", uid=1)
    date = datetime(2026, 11, 1, tzinfo=UTC)
    before = Copy(ref=ref, place=Place.INBOX, flags=frozenset({"\\Seen"}), internal_date=date)
    recent = frozenset({"\\Seen", "\\Recent"})
    after = Copy(ref=ref, place=Place.JUNK, flags=recent, internal_date=date)
    assert moved(before, after, read_back=True).flags_kept
    assert seen(after).flags == {"\\Seen"}
