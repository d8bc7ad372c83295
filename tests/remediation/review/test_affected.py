"""Whom a plan touches: every delivery counted once, mailbox by mailbox."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from tests.remediation.made import terms

from clawback.jobs.job import Entry
from clawback.model.delivery import DeliveryKey
from clawback.model.location import DeliveryLocation, MailboxRef
from clawback.remediation import target
from clawback.remediation.action import Action
from clawback.remediation.operation import Operation
from clawback.remediation.review.affected import COLUMNS, affected
from clawback.remediation.target import Target


def payload(server, account, recipient, folder):
    hint = None
    if folder is not None:
        hint = MailboxRef(server=server, account=account, folder=folder, uid=1, uid_validity=1)
    return target.encode(
        Target(
            server=server,
            account=account,
            key=DeliveryKey(network_message_id="m", recipient=recipient),
            internet_message_id="<m@x>",
            header_fingerprint="ab",
            location=DeliveryLocation.INBOX,
            hint=hint,
        )
    )


HOMES = st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["ada", "bob"]))
WHOM = st.sampled_from(["ada@x", "bob@x", "=1+1"])
FOLDERS = st.sampled_from([None, "", "INBOX", "Ü"])
IDLE = st.lists(st.tuples(HOMES | st.just(("", "")), WHOM, FOLDERS), max_size=8)
PLANNED = st.lists(st.tuples(HOMES, WHOM, FOLDERS), max_size=12)


def entries(idle, planned):
    """As the ledger gives them: first what needs no work, then account after account."""
    ordered = sorted(planned, key=lambda one: one[0])
    for seq, ((server, account), recipient, folder) in enumerate([*idle, *ordered]):
        outcome = "not_actionable" if seq < len(idle) else ""
        text = payload(server, account, recipient, folder)
        yield Entry(seq=seq, payload=text, attempt=0, outcome=outcome, evidence="")


@given(IDLE, PLANNED)
def test_every_delivery_is_counted_once(idle, planned):
    """Each recipient and mailbox has one line, and the lines add up to all deliveries."""
    found = list(affected(terms(), Operation.SOFT_DELETE, entries(idle, planned)))
    lines = {(one.server, one.account, one.recipient): one for one in found}
    assert len(lines) == len(found)
    every = Counter((*home, recipient) for home, recipient, _ in [*idle, *planned])
    acted = Counter((*home, recipient) for home, recipient, _ in planned)
    assert {key: one.deliveries for key, one in lines.items()} == every
    assert {key: one.actionable for key, one in lines.items() if one.actionable} == acted
    for key, one in lines.items():
        folders = {f for home, who, f in [*idle, *planned] if (*home, who) == key and f}
        assert one.folders == tuple(sorted(folders))
        assert one.reversible == (one.actionable > 0)
        assert len(one.line) == len(COLUMNS)


def test_a_hard_delete_comes_back_only_from_escrow():
    """Without a sealed copy nothing of it is reversible."""
    planned = [(("a", "ada"), "ada@x", "INBOX")]
    for days in (0, 30):
        plan = terms(action=Action.HARD_DELETE, escrow_days=days)
        (one,) = affected(plan, Operation.HARD_DELETE, entries([], planned))
        assert one.reversible == bool(days)
