"""What a policy needs to know of a plan."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clawback.jobs.block import Planned, Settled
from clawback.model.delivery import DeliveryKey
from clawback.model.location import DeliveryLocation
from clawback.remediation import facts, target
from clawback.remediation.operation import Operation
from clawback.remediation.target import Target

WORDS = st.text(max_size=12) | st.sampled_from(['a"b', "a\\", '\\"', "ceo@Example.org", "[", ","])


def payload(recipient, server="main", account="ada", message="1"):
    return target.encode(
        Target(
            server=server,
            account=account,
            key=DeliveryKey(network_message_id=message, recipient=recipient),
            internet_message_id="<1@x>",
            header_fingerprint="ab",
            location=DeliveryLocation.INBOX,
            hint=None,
        )
    )


@given(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), min_size=1, max_size=5))
def test_every_recipient_is_seen(rows):
    """Whatever names hold, the tags asked for are those of just the plan's recipients."""
    asked = set()

    def tags_of(recipient):
        asked.add(recipient)
        return frozenset()

    share = Planned(
        server_key="main",
        account="ada",
        payloads=[payload(to, server, account, message) for to, server, account, message in rows],
    )
    found = facts.gather(Operation.UNDO, [share], [], tags_of=tags_of, mails_of=None)
    assert asked == {recipient for recipient, *_ in rows}
    assert found.deliveries == len(rows)
    assert facts.decode(facts.encode(found)) == found


def test_settled_items_count_too():
    """Deliveries that cannot be acted on are part of the plan, and of its reach."""
    gone = Settled(payload=payload("ceo@Example.org"), outcome="x", evidence="")
    found = facts.gather(
        Operation.HARD_DELETE, [], [gone], tags_of=lambda _: frozenset({"vip"}), mails_of=None
    )
    assert found.reach == {("example.org", frozenset({"vip"}))}
    assert (found.deliveries, found.tags) == (1, frozenset({"vip"}))


def test_the_largest_share_of_a_mailbox():
    """Told from mailboxes that lose at least twenty; a nearly empty one says nothing."""
    large = Planned(
        server_key="main",
        account="ada",
        payloads=[payload("ada@x.org", message=str(n)) for n in range(20)],
    )
    small = Planned(server_key="main", account="bob", payloads=[payload("bob@x.org")])
    found = facts.gather(
        Operation.SOFT_DELETE,
        [large, small],
        [],
        tags_of=lambda _: frozenset(),
        mails_of=lambda recipient: {"ada@x.org": 80, "bob@x.org": 1}[recipient],
    )
    assert found.largest_share == 0.25
