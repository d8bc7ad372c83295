"""The site model decides when it may, and tells by which words."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.analysis.judges.mails import from_

from clawback.analysis.judges.features import SPACE, features
from clawback.analysis.judges.linear import Learnt, Measured
from clawback.analysis.judges.site_model import SiteModel, keep, packed, unpacked
from clawback.analysis.verdict import combine
from clawback.model.verdict import DetectionTechnology, ThreatType

MAIL = from_("x@far.example", subject="Lottery", text="you won")


def model_with(measured=None, ham=1000, bad=100):
    """A model that knows one word."""
    weights = array("f", bytes(4 * SPACE))
    (number,) = [n for n, name in features(MAIL).items() if name == "subject: lottery"]
    weights[number] = 30.0
    learnt = Learnt(
        weights=weights,
        threshold=0.9,
        ham=ham,
        bad=bad,
        measured=measured or Measured(ham=200, bad=20, found=18, wrong=0),
    )
    return SiteModel(learnt=learnt, at=datetime(2026, 11, 1, tzinfo=UTC))


def test_where_it_acts_it_names_its_words():
    """Spam by the advanced filter, with score and threshold, by the words that weigh most."""
    (one,) = model_with().judge(MAIL, acts=True)
    assert (one.threat, one.technology) == (ThreatType.SPAM, DetectionTechnology.ADVANCED_FILTER)
    assert one.evidence == ("subject: lottery (+30.00)",)
    assert (one.score or 0) > 0.9
    (good,) = model_with().judge(from_("a@b.example"), acts=True)
    assert (good.threat, good.threshold) == (None, 0.9)


def test_where_it_does_not_act_it_proves_nothing():
    """Its score is told for what it would have called bad, and changes no verdict."""
    (one,) = model_with().judge(MAIL, acts=False)
    assert one.evidence[0].endswith("it decides nothing yet")
    assert combine([one]) == combine([])
    assert model_with().judge(from_("a@b.example"), acts=False) == ()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ham": 999}, "still learning"),
        ({"bad": 99}, "still learning"),
        ({"measured": Measured(ham=200, bad=20, found=20, wrong=2)}, "too many good mails"),
        ({"measured": Measured(bad=20, found=20)}, "too many good mails"),
        ({}, ""),
    ],
)
def test_it_may_decide_only_when_it_is_good(changes, why):
    """With a thousand good mails and few mistakes on those that it did not learn from."""
    told = model_with(**changes).why_not
    assert why in told
    assert bool(told) == bool(why)


def test_it_is_kept_and_read_again(tmp_path):
    """All of it; and what is no model, or is cut, is none."""
    model = model_with()
    keep(packed(model), tmp_path / "deep" / "site.model")
    data = (tmp_path / "deep" / "site.model").read_bytes()
    assert unpacked(data) == model
    assert b"lottery" not in data
    for broken in (b"", b"{}\n", data[:-9], b"x" + data, packed(replace(model, learnt=_small()))):
        assert unpacked(broken) is None


def _small():
    return replace(model_with().learnt, weights=array("f", bytes(8)))
