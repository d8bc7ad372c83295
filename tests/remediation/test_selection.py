"""Which deliveries are frozen, and what is known of each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.deliveries import make_delivery

from clawback.mailboxes.directory import Directory
from clawback.mailboxes.memory import MemoryServer
from clawback.model.delivery import Latest, Row, Whereabouts, whereabouts_of
from clawback.model.location import DeliveryLocation, MailboxRef
from clawback.remediation import selection, target
from clawback.remediation.action import Action
from clawback.remediation.selection import PlanTooLargeError, Reason


@pytest.fixture
def servers():
    return Directory([MemoryServer("main", ["example.org"])])


def row(number, recipient="ada@example.org", location=DeliveryLocation.INBOX, mailbox=None):
    latest = Latest(latest_delivery_location=location, mailbox=mailbox)
    return whereabouts_of(Row(delivery=make_delivery(number, recipient=recipient), latest=latest))


def test_shares_come_in_order_whatever_the_rows_order(servers):
    """By server and account; within an account as the rows came."""
    rows = [row(1, "bob@example.org"), row(2), row(3, "bob@example.org")]
    chosen = selection.select(Action.SOFT_DELETE, [rows[:2], rows[2:]], servers)
    assert [share.account for share in chosen.shares] == ["ada@example.org", "bob@example.org"]
    keys = [target.key_of(text) for text in chosen.shares[1].payloads]
    assert keys == [rows[0].key, rows[2].key]


def test_what_cannot_be_acted_on_is_settled_with_its_reason(servers):
    """Every location out of our reach has a reason, and the numbers add up."""
    rows = [
        row(1),
        row(2, location=DeliveryLocation.DROPPED),
        row(3, location=DeliveryLocation.QUARANTINE),
        row(4, location=DeliveryLocation.HARD_DELETED),
        row(5, "eve@elsewhere.example"),
        row(6, location=DeliveryLocation.JUNK),
    ]
    chosen = selection.select(Action.MOVE_TO_JUNK, [rows], servers)
    numbers = chosen.numbers
    assert numbers.not_actionable == {
        Reason.NEVER_DELIVERED: 1,
        Reason.QUARANTINED: 1,
        Reason.DELETED_FOR_GOOD: 1,
        Reason.NO_SERVER: 1,
    }
    assert (numbers.deliveries, numbers.actionable, numbers.already_there) == (6, 2, 1)
    assert numbers.deliveries == numbers.actionable + sum(numbers.not_actionable.values())
    assert {one.outcome for one in chosen.settled} == {"not_actionable"}


def test_what_is_known_of_the_copy_is_kept(servers):
    """The latest place is the hint; a place on a server we no longer have is none."""
    here = MailboxRef(server="main", account="ada@example.org", folder="Junk", uid=7)
    gone = MailboxRef(server="old", account="ada", folder="Junk", uid=7)
    rows = [row(1, mailbox=here), row(2, mailbox=gone)]
    (share,) = selection.select(Action.SOFT_DELETE, [rows], servers).shares
    assert [target.decode(text).hint for text in share.payloads] == [here, None]


def test_one_message_for_many_is_one_message(servers):
    """Deliveries, messages and mailboxes are counted apart."""
    rows = [row(1, f"user{n}@example.org") for n in range(3)]
    numbers = selection.select(Action.SOFT_DELETE, [rows], servers).numbers
    assert (numbers.deliveries, numbers.messages, numbers.mailboxes) == (3, 1, 3)


def test_a_plan_has_a_largest_size(servers, monkeypatch):
    """Beyond it nothing is planned, and the sentence says what to do."""
    monkeypatch.setattr(selection, "LARGEST_PLAN", 2)
    with pytest.raises(PlanTooLargeError, match="Narrow the filter"):
        selection.select(Action.SOFT_DELETE, [[row(n) for n in range(3)]], servers)


@given(
    one=st.builds(
        Whereabouts,
        network_message_id=st.text(),
        recipient=st.just("ada@example.org"),
        internet_message_id=st.text(),
        header_fingerprint=st.text(max_size=5),
        location=st.sampled_from(["inbox_folder", "junk_folder", "unknown"]),
        server=st.sampled_from(["main", "gone"]),
        account=st.text(max_size=5),
        folder=st.text(),
        uid_validity=st.integers(0, 2**32),
        uid=st.integers(0, 2**32),
        guid=st.text(),
    ),
    placed=st.booleans(),
)
def test_the_text_of_an_item_is_its_target_as_encoded(one, placed):
    """The quick way that selection writes text is `target.encode`'s, for any text in any column."""
    seen = one if placed else Whereabouts(*one[:5])
    known = Directory([MemoryServer("main", ["example.org"])])
    (share,) = selection.select(Action.SOFT_DELETE, [[seen]], known).shares
    (text,) = share.payloads
    assert target.encode(target.decode(text)) == text
    frozen = target.decode(text)
    assert (frozen.key, frozen.location) == (one.key, one.location)
    ours = placed and one.server == "main"
    assert frozen.hint == (
        MailboxRef(**dict(zip(one._fields[5:], one[5:], strict=True))) if ours else None
    )
