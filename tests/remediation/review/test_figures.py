"""Figures of a plan always add up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.making.deliveries import make_delivery

from clawback.mailboxes.directory import Directory
from clawback.mailboxes.memory import MemoryServer
from clawback.model.delivery import Latest, Row, whereabouts_of
from clawback.model.location import DeliveryLocation, MailboxRef
from clawback.remediation import selection
from clawback.remediation.action import Action
from clawback.remediation.review.figures import Count, tops

SERVERS = Directory([MemoryServer("main", ["x.org"]), MemoryServer("other", ["y.org"])])
TAGS = {"ada@x.org": frozenset({"vip", "board"}), "bob@y.org": frozenset({"vip"})}
PEOPLE = ("ada@x.org", "bob@y.org", "eve@elsewhere.example", "Zoë@x.org")


def place(location, folder):
    if folder is None:
        return Latest(latest_delivery_location=location)
    ref = MailboxRef(server="main", account="ada@x.org", folder=folder, uid=1, uid_validity=1)
    return Latest(latest_delivery_location=location, mailbox=ref)


ROWS = st.lists(
    st.builds(
        lambda number, recipient, latest: whereabouts_of(
            Row(delivery=make_delivery(number, recipient=recipient), latest=latest)
        ),
        st.integers(0, 5),
        st.sampled_from(PEOPLE),
        st.builds(
            place,
            st.sampled_from(DeliveryLocation),
            st.sampled_from([None, "INBOX", "Ordner/Ü", ""]),
        ),
    ),
    max_size=30,
)


@given(ROWS, st.sampled_from(Action), st.booleans())
def test_numbers_add_up(rows, action, every_location):
    """Every way of counting comes to the same sum, and to the numbers of the selection."""
    chosen = selection.select(action, [rows], SERVERS, every_location=every_location)
    count = Count(lambda recipient: TAGS.get(recipient, frozenset()))
    count.settled((one.payload, one.evidence) for one in chosen.settled)
    for share in chosen.shares:
        count.planned(share.payloads)
    figures, numbers = count.figures(), chosen.numbers
    assert figures.deliveries == numbers.deliveries == len(rows)
    assert figures.actionable == numbers.actionable
    assert figures.actionable + sum(figures.not_actionable.values()) == len(rows)
    assert figures.not_actionable == numbers.not_actionable
    assert sum(figures.by_location.values()) == sum(figures.folders.values()) == len(rows)
    assert sum(figures.mailboxes.values()) == sum(figures.lying.values()) == figures.actionable
    assert figures.by_server == numbers.by_server
    assert (figures.messages, len(figures.mailboxes)) == (numbers.messages, numbers.mailboxes)
    assert figures.recipients == len({one.recipient for one in rows})
    assert figures.tags.get("board", 0) == sum(one.recipient == "ada@x.org" for one in rows)
    assert figures.untagged == sum(one.recipient not in TAGS for one in rows)
    assert 0 <= figures.largest_share <= 1
    assert bool(figures.actionable) == bool(figures.largest_share)


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 9)), st.integers(1, 5))
def test_tops_add_up(counted, most):
    """The largest and the others are all; nothing among the others is larger."""
    found = tops(counted, most)
    assert sum(number for _, number in found.top) + found.others == sum(counted.values())
    assert found.number == len(counted)
    assert len(found.top) == min(most, len(counted))
    rest = [number for name, number in counted.items() if name not in dict(found.top)]
    assert max(rest, default=0) <= min((number for _, number in found.top), default=0)
