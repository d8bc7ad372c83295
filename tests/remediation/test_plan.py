"""A plan's hash: any change is noticed, and the same plan has the same hash."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.remediation.made import refs

from clawback.jobs.block import Planned, Settled
from clawback.mailboxes.port import Place
from clawback.model.delivery import DeliveryKey
from clawback.model.location import DeliveryLocation
from clawback.model.scope import Scope
from clawback.remediation import target
from clawback.remediation.action import Action, Severity
from clawback.remediation.choice import Chosen
from clawback.remediation.plan import PlanMismatchError, Terms, digest, freeze
from clawback.remediation.target import Return, Target

_NOW = datetime(2026, 11, 1, tzinfo=UTC)
_TERMS = Terms(
    action=Action.SOFT_DELETE,
    name="n",
    severity=Severity.LOW,
    description="d",
    filter="f",
    since=_NOW,
    until=None,
    frozen_at=_NOW,
)
_OTHER: dict[str, Any] = {
    "action": Action.HARD_DELETE,
    "name": "m",
    "severity": Severity.HIGH,
    "description": "e",
    "filter": "g",
    "since": None,
    "until": _NOW,
    "frozen_at": datetime(2026, 11, 2, tzinfo=UTC),
    "undo_of": "R-1",
    "scope": Scope(domains=frozenset({"example.org"})),
    "sweep": True,
    "unread_only": True,
    "senders_copy": True,
    "escrow_days": 7,
    "choice": Chosen(every_location=True),
}


def shares(*sizes):
    return [
        Planned(server_key="main", account=f"a{n}", payloads=[f"[{n},{i}]" for i in range(size)])
        for n, size in enumerate(sizes)
    ]


def test_leaves_cover_every_item_as_the_ledger_numbers_them():
    """Settled items first, then each account's blocks of at most 500, without a gap."""
    settled = [Settled(payload="[]", outcome="x", evidence="")] * 2
    plan = freeze(_TERMS, shares(3, 1001), settled)
    spans = [(leaf.first, leaf.last) for leaf in plan.leaves]
    assert spans == [(0, 1), (2, 4), (5, 504), (505, 1004), (1005, 1005)]
    assert plan.intact


@pytest.mark.parametrize("name", [field.name for field in fields(Terms)])
def test_every_word_counts(name):
    """Changing any of the plan's words changes its hash."""
    plan = freeze(_TERMS, shares(2), [])
    changed = replace(plan, terms=replace(_TERMS, **{name: _OTHER[name]}))
    assert not changed.intact
    assert changed.trusted().leaves == ()


def test_every_item_counts():
    """Changing, adding, dropping or swapping an item changes the hash."""
    plan = freeze(_TERMS, shares(2, 2), [])
    others = [
        shares(2, 3),
        shares(2, 1),
        shares(2),
        shares(2, 2)[::-1],
        [*shares(2), Planned(server_key="main", account="a1", payloads=["[1,0]", "[9,9]"])],
    ]
    assert plan.hash not in [freeze(_TERMS, other, []).hash for other in others]
    assert plan.hash == freeze(_TERMS, shares(2, 2), []).hash


def test_a_block_that_is_not_the_plans_is_refused():
    """Only blocks exactly as frozen have a leaf."""
    plan = freeze(_TERMS, shares(3, 2), [])
    assert plan.leaf_of(3, 4).digest == digest(["[1,0]", "[1,1]"])
    for first, last in ((0, 1), (1, 2), (3, 5), (5, 6), (-1, 2)):
        with pytest.raises(PlanMismatchError, match="Nothing was done"):
            plan.leaf_of(first, last)


_text = st.text(max_size=20)
_refs = refs(_text)
_targets = st.builds(
    Target,
    server=st.just("main"),
    account=st.just("ada"),
    key=st.builds(DeliveryKey, network_message_id=_text, recipient=_text),
    internet_message_id=st.text(st.characters(), max_size=20) | st.just("<\ud800@x>\r\nA1 DELETE"),
    header_fingerprint=_text,
    location=st.sampled_from(list(DeliveryLocation)),
    hint=st.none() | _refs,
    back=st.lists(
        st.builds(
            Return,
            now=_refs,
            folder=_text,
            place=st.none() | st.sampled_from(list(Place)),
            flags=st.frozensets(_text, max_size=2),
            internal_date=st.none() | st.just(_NOW),
        ),
        max_size=2,
    ).map(tuple),
)


@given(_targets)
def test_a_target_survives_its_text(frozen):
    """What is frozen as text is read back the same, hostile ids and all, in one line of ASCII."""
    text = target.encode(frozen)
    assert target.decode(text) == frozen
    assert target.encode(target.decode(text)) == text
    assert text.isascii()
    assert "\n" not in text


def test_a_plan_says_what_it_is_about():
    """What was chosen, where copies are looked for besides, or what is taken back."""
    assert _TERMS.choice_in_words == "Everything that the filter finds."
    more = replace(_TERMS, sweep=True, senders_copy=True)
    assert more.choice_in_words == (
        "Everything that the filter finds. Also the copies in their senders' Sent folders. "
        "Copies are looked for in every folder."
    )
    assert replace(more, undo_of="R-1").choice_in_words == "Everything that R-1 changed."
