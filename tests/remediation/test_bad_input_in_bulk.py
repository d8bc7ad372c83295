"""More deliveries than one plan may hold: refused while they stream by, in bounded memory."""

from __future__ import annotations

import itertools
import resource
import tracemalloc

import pytest
from tests.making.deliveries import make_delivery
from tests.making.problems import problem
from tests.remediation.desk_of_people import REMEDIATIONS, WISH, desks_in

from clawback.identity.role import Role
from clawback.model.delivery import Latest, Row, Whereabouts, whereabouts_of
from clawback.remediation import selection

pytestmark = pytest.mark.slow

BLOCK = 1000
_MEGABYTE = 1 << 20


class Endless:
    """Stands in for a store's answer: deliveries without an end, and how many were drawn."""

    def __init__(self) -> None:
        self.drawn = 0

    def __call__(self, query: object, *, size: int = BLOCK):
        del query, size
        delivery = make_delivery(1, recipient="ada@a.example", recipient_domain="a.example")
        plain = whereabouts_of(Row(delivery=delivery, latest=Latest()))
        for number in itertools.count():
            self.drawn += BLOCK
            yield [self._one(plain, number * BLOCK + at) for at in range(BLOCK)]

    def _one(self, plain: Whereabouts, number: int) -> Whereabouts:
        return plain._replace(network_message_id=f"{number:036}")


@pytest.fixture
def endless(tmp_path, monkeypatch):
    """An analyst in front of a store that never ends."""
    with desks_in(tmp_path) as desks:
        ann, store = desks.person("ann", Role.ANALYST), Endless()
        monkeypatch.setattr(desks.parts.store, "whereabouts", store, raising=True)
        yield ann, store


@pytest.mark.parametrize("how", [{}, {"propose": True}, {"dry_run": True}])
def test_one_too_many(endless, monkeypatch, how):
    """The next block after the most is not asked for, and memory is that of the most."""
    ann, store = endless
    monkeypatch.setattr(selection, "LARGEST_PLAN", 20_000)
    tracemalloc.start()
    try:
        answer = ann.post(REMEDIATIONS, json={**WISH, **how})
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    said = problem(answer, 400, "plan_too_large")
    assert "more than 20,000 deliveries" in said
    assert "Narrow the filter" in said
    assert store.drawn == 20_000 + BLOCK
    assert most < 40 * _MEGABYTE
    assert ann.get(REMEDIATIONS).json()["items"] == []


@pytest.mark.slow
def test_a_million_and_one(endless):
    """With the real limit: after 1,001 blocks, below a gigabyte."""
    ann, store = endless
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = ann.post(REMEDIATIONS, json={**WISH, "propose": True})
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert "more than 1,000,000 deliveries" in problem(answer, 400, "plan_too_large")
    assert store.drawn == 1_000_000 + BLOCK
    assert grown < 1024 * _MEGABYTE
