"""Figures that can be worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.evaluation.labels import CLEAN
from clawback.evaluation.scoring import clustered, found_in_all, investigated


def test_clustering_is_counted_in_pairs():
    """Three of four mails of a campaign together with a clean one; two clean ones do not count."""
    found = clustered([("a", 1), ("a", 1), ("a", 1), ("a", 2), (CLEAN, 1), (CLEAN, 3), (CLEAN, 3)])
    assert (found.mails, found.campaigns, found.clusters) == (7, 1, 3)
    assert found.precision == pytest.approx(3 / 6)
    assert found.recall == pytest.approx(3 / 6)


@given(st.lists(st.tuples(st.sampled_from(["a", "b", CLEAN]), st.integers(0, 5))))
def test_shares_are_shares(pairs):
    """Between 0 and 1; all is right when each campaign is one cluster of its own."""
    found = clustered(pairs)
    assert 0 <= found.precision <= 1
    assert 0 <= found.recall <= 1
    right = clustered([(label, label or number) for number, (label, _) in enumerate(pairs)])
    assert (right.precision, right.recall) == (1, 1)


def test_an_investigation_is_measured_by_its_wave_and_by_clean_mail():
    """Mail of another campaign is bad too, and no mistake."""
    truth = [("1", "a"), ("2", "a"), ("3", "b"), ("4", CLEAN), ("5", CLEAN)]
    one = investigated("a", truth, {"1", "3", "4"})
    assert (one.wave, one.found, one.clean, one.others, one.recall) == (2, 1, 1, 1, 0.5)
    two = investigated("b", truth, {"3"})
    clean = investigated(CLEAN, truth, set())
    told = found_in_all([one, two, clean])
    assert (told.investigations, told.waves, told.recall, told.least) == (3, 2, 0.75, 0.5)
    assert (told.clean, told.precision) == (1, 0.75)
    assert found_in_all([]).recall == 1
